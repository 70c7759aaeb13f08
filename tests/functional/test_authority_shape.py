"""Merges that are not what they seem: hidden commits, identities, evil trees, links, misleading names."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from beginning import DAY
from forging import Deed, Made, Row, World, attack, twin
from guarded import initiative
from preau.proposals.history import NEUTRAL

NEW, OTHER = "initiatives/34/jardin.md", "initiatives/34/autre.md"
HELENE, KARIM, STEWARD = "34/helene-34", "34/karim-34", "steward/agathe"
LOGGED = f"\n\nPreau-Intake: {'a' * 40}\n"
JEANNE = "Jeanne Exemple <jeanne@example.org>"


def sound(w: World) -> str:
    """An honest merge, not yet pushed."""
    return w.make({NEW: initiative()}, HELENE)


def direct(w: World, honest: bool) -> str:
    """A commit pushed straight to the published branch."""
    return sound(w) if honest else w.propose({NEW: initiative()})


def octopus(w: World, honest: bool) -> str:
    """A merge with a third parent, which nobody looks at."""
    made, other = sound(w), w.propose({OTHER: initiative("Un abri")})
    return made if honest else w.again(made, parents=[*w.repository.commit(made).parents, other])


def empty(w: World, honest: bool) -> str:
    """A merge that changes nothing, and brings a commit."""
    proposal = w.propose({NEW: initiative()})
    return sound(w) if honest else w.raw(w.tree(w.tip), [w.tip, proposal], f"Add {NEW}\n")


def hidden(w: World, honest: bool) -> str:
    """A proposal with a history behind it: the draft, its names, what was cut since."""
    draft = w.raw(w.tree(w.propose({NEW: initiative("Un brouillon")})), [w.tip], "Mon brouillon\n", author=JEANNE)
    proposal = w.propose({NEW: initiative()})
    hiding = w.again(proposal, parents=[draft], tree=w.tree(proposal))
    return w.merged(proposal, w.word(proposal, HELENE)) if honest else w.again(sound(w), parents=[w.tip, hiding])


def two_parents(w: World, honest: bool) -> str:
    """A proposal that is itself a merge, of something else."""
    draft = w.raw(w.tree(w.tip), [], "Autre chose\n", author=JEANNE)
    proposal = w.propose({NEW: initiative()})
    hiding = proposal if honest else w.again(proposal, parents=[w.tip, draft])
    return w.again(w.merged(proposal, w.word(proposal, HELENE)), parents=[w.tip, hiding])


def before_anchor(w: World, honest: bool) -> str:
    """A proposal made on a commit older than the guard."""
    old = w.tip
    w.publish({OTHER: initiative("Un abri")}, KARIM)
    w.anchor()
    proposal = w.propose({NEW: initiative()}, base=w.tip if honest else old)
    return w.merged(proposal, w.word(proposal, HELENE))


def merged_already(w: World, honest: bool) -> str:
    """The commit of a proposal that was published already, and undone since, is merged again."""
    proposal = w.propose({NEW: initiative()})
    w.accept(w.merged(proposal, w.word(proposal, HELENE)))
    tombstone = (
        'id: 2026-fin\noutcome: deleted\nproposal: 34/jardin\ntitle: Un jardin pour tous\nterritory: "34"\n'
        "reason: Le terrain a été vendu avant les premiers semis.\ndecider: helene-34\ndate: 2026-11-23\n"
    )
    w.publish({NEW: None, "content/decisions/2026/2026-fin.yml": tombstone}, HELENE, KARIM)
    w.now += DAY
    fresh = w.propose({NEW: initiative()})
    return w.merged(fresh if honest else proposal, w.word(fresh, KARIM))


def on_main(w: World, honest: bool) -> str:
    """The second parent is a published commit: the merge publishes what no proposal holds."""
    first = w.tip
    w.publish({OTHER: initiative("Un abri")}, KARIM)
    made = sound(w)
    return made if honest else w.again(made, parents=[w.tip, first])


def told(**how: object) -> Deed:
    """The same merge, whose commit says more than it needs."""
    return lambda w, honest: sound(w) if honest else w.again(sound(w), **how)


def proposed(**how: object) -> Deed:
    """The same proposal, whose commit says more than it needs."""

    def make(w: World, honest: bool) -> str:
        made = sound(w)
        second = w.again(w.repository.commit(made).parents[1], **({} if honest else how))
        return w.again(made, parents=[w.tip, second])

    return make


def message(change: Callable[[str], str]) -> Deed:
    """The same merge, whose message is changed."""

    def make(w: World, honest: bool) -> str:
        made = sound(w)
        return made if honest else w.again(made, message=change(w.repository.commit(made).message))

    return make


def backwards(w: World, honest: bool) -> str:
    """A merge dated before the one it follows."""
    w.publish({OTHER: initiative("Un abri")}, KARIM)
    moment = w.now - (0 if honest else 60)
    return w.again(sound(w), time=moment, parents=[w.tip, w.propose({NEW: initiative()}, now=moment)])


def later(w: World, honest: bool) -> str:
    """A proposal made after the merge that publishes it."""
    made = sound(w)
    second = w.repository.commit(made).parents[1]
    return made if honest else w.again(made, parents=[w.tip, w.again(second, time=w.now + 60)])


def evil(change: str) -> Deed:
    """A merge whose tree holds more than the proposal."""

    def make(w: World, honest: bool) -> str:
        made = sound(w)
        text = w.blob(initiative() + "!") or ""
        return made if honest else w.again(made, tree=w.grafted(w.tree(made), change, "100644", text))

    return make


def one_name_twice(w: World, honest: bool) -> str:
    """A merge whose tree holds the name of a changed file twice, the true text after another."""
    w.publish({NEW: initiative()}, HELENE)
    made = w.make({NEW: initiative(place="Sète")}, KARIM)
    text = w.blob(initiative(place="Port")) or ""
    return made if honest else w.again(made, tree=w.doubled(w.tree(made), NEW, text))


def moved_blob(w: World, honest: bool) -> str:
    """A proposal made on an old text overwrites what was published since, under a fresh signature."""
    w.publish({NEW: initiative()}, HELENE)
    old = w.tip
    w.publish({NEW: initiative(place="Sète")}, KARIM)
    proposal = w.propose({NEW: initiative(place="Port")}, base=w.tip if honest else old)
    return w.merged(proposal, w.word(proposal, HELENE))


def reordered(w: World, honest: bool) -> Made:
    """Two merges put in the other order: the second was approved having seen the first."""
    before, first = w.tip, sound(w)
    w.tip = first
    second = w.propose({OTHER: initiative("Un abri")})
    if honest:
        w.tip = before
        w.accept(first)
        return Made(w.merged(second, w.word(second, KARIM)))
    line = w.word(second, KARIM)
    again = w.merged(w.propose({OTHER: initiative("Un abri")}, base=before), line, tip=before)
    proposal = w.repository.commit(first).parents[1]
    return Made(w.merged(proposal, w.word(proposal, HELENE, seen=before), tip=again))


def special(path: str, mode: str, honest_path: str = NEW) -> Deed:
    """An entry that is no plain file."""

    def make(w: World, honest: bool) -> str:
        if honest:
            return w.make({honest_path: initiative()}, HELENE)
        oid = w.tip if mode == "160000" else w.blob("/etc/passwd" if mode == "120000" else initiative()) or ""
        return w.grafting(path, mode, "b" * 40 if "absent" in path else oid)

    return make


def named(path: str) -> Deed:
    """A file whose name misleads, signed by a steward."""

    def make(w: World, honest: bool) -> str:
        return (
            w.make({"docs/note.md": "Une note.\n"}, STEWARD)
            if honest
            else w.grafting(path, "100644", w.blob("x") or "")
        )

    return make


def foreign(path: str) -> Deed:
    """A file outside the contents, approved by a referent; a steward may, where no content is expected."""
    allowed = "docs/note.md" if path.split("/")[0] in {"content", "initiatives"} else path
    return lambda w, honest: w.make({allowed if honest else path: "# rien\n"}, STEWARD if honest else HELENE)


def both(path: str) -> Deed:
    """Such a file hidden beside an honest initiative, approved by a referent alone."""

    def make(w: World, honest: bool) -> str:
        changes = {NEW: initiative(), path: "# rien\n"}
        return w.make(changes, HELENE, *([STEWARD] if honest else []))

    return make


def twin_name(path: str, honest_path: str) -> Deed:
    """A name that some computers cannot tell from another."""
    return lambda w, honest: w.make({honest_path if honest else path: "# rien\n"}, STEWARD)


NAMES = {
    "control of Git": ".git/config", "modules": ".gitmodules", "nested control of Git": "docs/.GIT/config",
    "parent folder": "docs/../mkdocs.yml", "device": "docs/con.md", "device with ending": "docs/NUL.txt",
    "dot at the end": "docs/note.", "space": "docs/une note.md", "accent": "docs/café.md", "NFD": "docs/cafe\u0301.md",
    "right to left": "docs/\u202egpj.md", "zero width": "docs/no\u200bte.md", "line break": "docs/a\n::error::b.md",
    "too long": "docs/" + "a" * 160 + ".md", "backslash": "docs\\note.md", "bytes": "docs/\udcff.md",
    "tilde": "docs/GIT~1",
}  # fmt: skip
FOREIGN = (
    ".gitattributes", ".github/workflows/site.yml", ".gitlab-ci.yml", "mkdocs.yml", "overrides/layout.html", "Makefile",
    "content/inconnu.txt", "initiatives/34/jardin.html", "initiatives/99-z/jardin.md", "Initiatives/34/jardin.md",
)  # fmt: skip
TOLD = {
    "author": {"author": JEANNE}, "committer": {"committer": JEANNE}, "zone": {"zone": "+0200"},
    "clock": {"written": 1_700_000_000}, "header": {"headers": "encoding ISO-8859-1\n"},
    "signature header": {"headers": "gpgsig -----BEGIN SSH SIGNATURE-----\n \n -----END SSH SIGNATURE-----\n"},
}  # fmt: skip
ROWS = [
    Row("a commit pushed straight", "PA101", direct),
    Row("a merge of three", "PA101", octopus),
    Row("a merge that changes nothing", "PA101", empty),
    Row("a proposal that was merged already", "PA101", merged_already),
    Row("a second parent that is published", "PA101", on_main),
    Row("commits behind a proposal", "PA102", hidden),
    Row("a proposal of two parents", "PA102", two_parents),
    Row("a proposal older than the guard", "PA102", before_anchor),
    *(Row(f"the merge tells: {name}", "PA103", told(**how)) for name, how in TOLD.items()),
    *(Row(f"the proposal tells: {name}", "PA103", proposed(**how)) for name, how in TOLD.items()),
    Row("the proposal tells: message", "PA103", proposed(message=f"Le projet de {JEANNE}\n")),
    Row("the proposal tells: more lines", "PA103", proposed(message=f"Add {NEW}\n\nSigned-off-by: {JEANNE}\n")),
    Row("the merge tells: first line", "PA103", message(lambda said: JEANNE + "\n" + said.partition("\n")[2])),
    Row("the merge tells: empty lines", "PA103", message(lambda said: said.replace("\n\n", "\n\n\n\n"))),
    Row("the merge tells: end", "PA103", message(lambda said: said + "\n\n")),
    Row("the merge tells: order", "PA103", message(lambda said: said.replace("\n\n", LOGGED, 1))),
    Row("a line that is no fact", "PA201", message(lambda said: said + f"Signed-off-by: {JEANNE}\n")),
    Row("a fact that we do not know", "PA201", message(lambda said: said + "Preau-Approved: yes\n")),
    Row("a name in the place of a number", "PA201", message(lambda said: said + f"Preau-Proposal: {JEANNE}\n")),
    Row("a name in the place of the log", "PA201", message(lambda said: said + f"Preau-Intake: {JEANNE}\n")),
    Row("a name in the place of a key", "PA201", message(lambda said: said + f"Preau-Pushed-By: {JEANNE}\n")),
    Row("the same fact twice", "PA201", message(lambda said: said + f"Preau-Intake: {'a' * 40}\n" * 2)),
    Row("a merge dated before the last", "PA104", backwards),
    Row("a proposal dated after its merge", "PA104", later),
    Row("one more character in the merge", "PA105", evil(NEW)),
    Row("one more file in the merge", "PA105", evil(OTHER)),
    Row("one name twice in the merge", "PA105", one_name_twice),
    Row("a merge over what changed since", "PA105", moved_blob),
    Row("two merges in the other order", "PA205", reordered),
    Row("a link", "PA106", special(NEW, "120000")),
    Row("a program", "PA106", special(NEW, "100755")),
    Row("another repository", "PA106", special("docs/autre", "160000")),
    Row("another repository, as an initiative", "PA106", special("initiatives/34/absent.md", "160000")),
    Row("another repository, as the registry", "PA106", special("content/territories/80.yml", "160000")),
    Row("a link in place of the registry", "PA106", special("content/movement.yml", "120000")),
    Row("another repository, as a decision", "PA106", special("content/decisions/2026/absent.yml", "160000")),
    *(Row(f"a name: {name}", "PA107", named(path)) for name, path in NAMES.items()),
    *(Row(f"outside the contents: {path}", "PA207", foreign(path)) for path in FOREIGN),
    *(Row(f"hidden beside: {path}", "PA209", both(path)) for path in FOREIGN[:4]),
    Row("twins of case", "PR006", twin_name("MkDocs.yml", "autre.yml"), guard_only=True),
]


@pytest.mark.parametrize("row", ROWS, ids=[row.name for row in ROWS])
def test_an_attack_is_refused_and_named(row: Row, world: World) -> None:
    """Ordinary Git obeys; the guard refuses with a code and a remedy; the audit names what went around it."""
    attack(row, world)


@pytest.mark.parametrize("row", ROWS, ids=[row.name for row in ROWS])
def test_its_honest_twin_is_accepted(row: Row, world: World) -> None:
    """The same deed, done as it should be, passes and leaves a clean trail."""
    twin(row, world)


def test_neutral_is_what_the_document_says() -> None:
    """Nobody is named by the commits of a movement."""
    assert NEUTRAL == "Préau <preau@preau.invalid>"
