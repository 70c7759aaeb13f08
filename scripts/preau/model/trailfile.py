"""`/trail.json` as a model, for whoever reads it: what each key means, and the schema published beside it."""

from typing import Annotated, Literal

from pydantic import Field

from preau.model.fields import Model

Oid = Annotated[str, Field(pattern=r"^[0-9a-f]{40}$")]
Calendar = Annotated[str, Field(pattern=r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$")]


class FileAtPath(Model):
    """One file of a publication: its path, and the blob (Git's name of its bytes) published there, or null."""

    path: str
    blob: Oid | None


class GivenApproval(Model):
    """One signed word: `verb` is approve, amend (by the carrier), decline, withdraw or acknowledge."""

    mandate: str
    name: str
    verb: str
    day: Calendar
    fingerprint: str
    own: bool
    disputed: bool
    attested: bool


class OnePublication(Model):
    """One merge of the published branch; `breaches` are codes of rules, `acknowledged` the decision about them."""

    commit: Oid
    day: Calendar
    number: str
    received: Calendar | None
    paths: tuple[FileAtPath, ...]
    approvals: tuple[GivenApproval, ...]
    breaches: tuple[str, ...]
    acknowledged: str


class OneReceived(Model):
    """One proposal received; nothing of its text is kept. `territory` holds all who answer, as `34+81`."""

    number: str
    revision: Annotated[int, Field(ge=1)]
    territory: str
    day: Calendar
    deadline: Calendar
    state: Literal["waiting", "published", "declined", "withdrawn", "dropped", "unknown"]
    decided: Calendar | None


class CommitMap(Model):
    """What one commit became when history was rewritten."""

    old: Oid
    new: Oid


class OneRedaction(Model):
    """Texts taken out of history: `blobs` are their names in Git, `commits` tell what each rewritten commit became."""

    day: Calendar
    reason: str
    blobs: tuple[Oid, ...]
    mandates: tuple[str, ...]
    before: Oid
    after: Oid
    commits: tuple[CommitMap, ...]


class OneBreach(Model):
    """One rule broken, by which commit, in words; `acknowledged` is empty while it is open."""

    code: str
    commit: str
    path: str
    title: str
    message: str
    acknowledged: str


class TrailFile(Model):
    """`/trail.json`: all that was audited, or why nothing could be; the oldest first."""

    version: Literal[1]
    unavailable: Literal["no-git", "shallow", "unguarded", "elsewhere", "unreadable"] | None = None
    reason: str | None = None
    root: Oid | None = None
    anchor: Oid | None = None
    tip: Oid | None = None
    before: Annotated[int, Field(ge=0)] | None = None
    logged: bool | None = None
    publications: tuple[OnePublication, ...] = ()
    received: tuple[OneReceived, ...] = ()
    breaches: tuple[OneBreach, ...] = ()
    redactions: tuple[OneRedaction, ...] = ()
