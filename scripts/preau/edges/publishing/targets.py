"""The target as a person writes it: a folder, `ssh://`, `s3://`, `pages:` or `gitlab:`, and what each one takes."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

from preau.edges.misuse import misuse
from preau.edges.publishing.artifact import Artifact
from preau.edges.publishing.carry import Stored
from preau.edges.publishing.folder import Folder
from preau.edges.publishing.pages import Pages
from preau.edges.publishing.s3 import s3_of
from preau.edges.publishing.shell import Host, Shell
from preau.edges.publishing.ssh import Ssh
from preau.edges.publishing.stores import Target
from preau.edges.refusal import Refusal
from preau.i18n import N_

WRITTEN = "FOLDER, ssh://user@host/path, s3://bucket/prefix, pages:remote, gitlab:public"


class Asked(NamedTuple):
    """What a person asked for, beside the target: see the options of the command."""

    branch: str | None = None
    endpoint: str | None = None
    public: bool = False


class Found(NamedTuple):
    """A target, and how texts are compressed there unless asked otherwise: `none`, `beside` or `inside`."""

    target: Target
    compress: str


def target_of(written: str, root: Path, site_dir: Path, asked: Asked) -> Found:
    """The target that a person wrote."""
    scheme, sign, rest = written.partition(":")
    if not sign or "/" in scheme or len(scheme) == 1:
        return Found(Stored(Folder(outside(Path(written), root, site_dir))), "none")
    if scheme == "pages":
        return Found(Pages(root, rest, asked.branch), "none")
    if scheme == "gitlab":
        return Found(Artifact(root, rest, site_dir), "beside")
    if scheme == "ssh":
        host = Host.of_url(written)
        if host is None:
            raise misuse(N_("{written} is no address of a folder by SSH: write ssh://user@host/path."), written=written)
        return Found(Stored(Ssh(Shell(host))), "none")
    if scheme == "s3":
        return Found(Stored(s3_of(rest, asked.endpoint, public=asked.public)), "inside")
    raise misuse(N_("No kind of target is called {scheme}; write one of {allowed}."), scheme=scheme, allowed=WRITTEN)


def outside(folder: Path, root: Path, site_dir: Path) -> Path:
    """A folder that is not among the files of the movement; refused otherwise."""
    place = folder.expanduser().resolve()
    repository = _repository(root.resolve())
    if place.is_relative_to(repository) or repository.is_relative_to(place) or place.is_relative_to(site_dir.resolve()):
        raise Refusal(
            N_("{folder} is among the files of the movement, in {repository}: nothing was written there."),
            N_("Choose a folder elsewhere, such as the one that your web server shows."),
            folder=place, repository=repository,
        )  # fmt: skip
    return place


def _repository(root: Path) -> Path:
    """The outermost folder of Git that the movement stands in, else its own folder."""
    return next((path for path in reversed((root, *root.parents)) if (path / ".git").exists()), root)
