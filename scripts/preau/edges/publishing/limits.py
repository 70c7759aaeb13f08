"""What hosts of Pages accept at most, and a site measured against it before anything is sent."""

from __future__ import annotations

from typing import NamedTuple

from preau.edges.publishing.plan import Version, parents
from preau.edges.refusal import Refusal
from preau.i18n import N_

MB, GB = 10**6, 10**9


class Limits(NamedTuple):
    """Bytes of a site, its files and folders, bytes of one file; 0 where no limit is told."""

    host: str
    site: int = 0
    files: int = 0
    file: int = 0


GITHUB = Limits("GitHub", site=GB, file=100 * MB)
GITLAB = Limits("GitLab", site=GB, files=200_000)
OTHERS = Limits("")


def limits_of(address: str) -> Limits:
    """The limits of the host that an address of Git names."""
    return GITHUB if "github.com" in address else GITLAB if "gitlab.com" in address else OTHERS


def measure(version: Version, limits: Limits) -> None:
    """Refuse a site that the host would refuse, or cut."""
    size = sum(file.size for file in version.files.values())
    count = len(version.files) + len({folder for path in version.files for folder in parents(path)})
    remedy = N_("Publish with --no-precompress, or to a host of your own: docs/publishing.md compares them.")
    if limits.site and size > limits.site:
        raise Refusal(
            N_("The site has {size} MB, and {host} accepts {most} MB: nothing was sent."), remedy,
            host=limits.host, size=-(-size // MB), most=limits.site // MB,
        )  # fmt: skip
    if limits.files and count > limits.files:
        raise Refusal(
            N_("The site has {count} files and folders, and {host} accepts {most}: nothing was sent."), remedy,
            host=limits.host, count=count, most=limits.files,
        )  # fmt: skip
    for path, file in version.files.items():
        if limits.file and file.size > limits.file:
            raise Refusal(
                N_("{path} has {size} MB, and {host} accepts {most} MB for a file: nothing was sent."),
                N_("Make this file lighter, or publish to a host of your own."),
                host=limits.host, path=path, size=-(-file.size // MB), most=limits.file // MB,
            )  # fmt: skip


def need_room(target: str, free: int, size: int) -> None:
    """Refuse when a disk has fewer bytes left than are to be written."""
    if free < size:
        raise Refusal(
            N_("The disk of {target} has {free} MB left and {size} MB are to be written: nothing was sent."),
            N_("Make room, then publish again."), target=target, free=free // 10**6, size=-(-size // 10**6),
        )  # fmt: skip
