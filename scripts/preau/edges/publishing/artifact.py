"""The folder that a forge takes at the end of a job and publishes itself: GitLab's `public`."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable
from pathlib import Path

from preau.edges.misuse import misuse
from preau.edges.output import OURS
from preau.edges.publishing.limits import GITLAB, measure
from preau.edges.publishing.plan import Version, plan
from preau.edges.publishing.stores import Done
from preau.edges.refusal import Refusal
from preau.i18n import N_


class Artifact:
    """A folder beside the files of the movement, made anew each time; the forge keeps earlier versions."""

    def __init__(self, root: Path, name: str, site_dir: Path) -> None:
        self._folder = root / name
        self.name = f"gitlab:{name}"
        if not re.fullmatch(r"[\w-]+", name) or self._folder.resolve() == site_dir.resolve():
            raise misuse(N_("{written} names no folder of its own: write gitlab:public."), written=self.name)

    def before(self) -> Version | None:
        """Nothing is kept from one job to the next."""
        return None

    def publish(
        self, version: Version, origin: Callable[[str], Path], *, full: bool = False, moved: bool = False,
        dry: bool = False,
    ) -> Done:  # fmt: skip
        """Fill the folder, and put it in place in one step."""
        if self._folder.is_dir() and any(self._folder.iterdir()) and not (self._folder / OURS).is_file():
            raise Refusal(
                N_("{target} holds files that Préau did not publish, such as {stranger}: nothing was sent."),
                N_("Empty it, or choose another place."),
                target=self.name, stranger=min(one.name for one in self._folder.iterdir()),
            )  # fmt: skip
        measure(version, GITLAB)
        done = Done(plan({}, version.digests()), sum(file.size for file in version.files.values()), len(version.files))
        if not dry:
            self._fill(version, origin)
        return done

    def _fill(self, version: Version, origin: Callable[[str], Path]) -> None:
        waiting = self._folder.with_name(f".{self._folder.name}.stage")
        shutil.rmtree(waiting, ignore_errors=True)
        for path in version.files:
            (waiting / path).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(origin(path), waiting / path)
        shutil.rmtree(self._folder, ignore_errors=True)
        waiting.rename(self._folder)

    def rollback(self, *, dry: bool = False) -> Done:
        """The forge goes back by itself."""
        raise Refusal(
            N_("GitLab keeps the earlier versions of its Pages, not this folder."),
            N_("Run the last good pipeline again, or go back in the page Deploy > Pages of the project."),
        )

    def forget(self) -> int:
        """Nothing is kept here."""
        raise Refusal(
            N_("GitLab keeps the earlier versions of its Pages, not this folder."),
            N_("Remove old artifacts in the page Build > Artifacts of the project."),
        )

    def close(self) -> None:
        """Nothing was opened."""
