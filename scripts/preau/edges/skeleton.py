"""The files of a new movement: those of the skeleton, filled with its name, places and days, and the pins of Préau."""

from __future__ import annotations

import hashlib
import json
import re
import uuid
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from preau import __version__
from preau.i18n import say_in

HERE = Path(__file__).resolve().parent.parent
PACKED = "preau/skeleton/dependencies.txt"
"""Where a wheel keeps the list of all that Préau needs, with hashes."""
_MARK = re.compile(r'\[\[("?)(\w+)\1\]\]')
_MARKDOWN = re.compile(r"([\\`*_{}\[\]<>#|])")


class WheelError(Exception):
    """The file is not a package of Préau."""


@dataclass(frozen=True)
class Beginning:
    """What is chosen when a movement begins; the first place is the one that opens."""

    language: str
    name: str
    contact: str
    places: Sequence[tuple[str, str]]
    day: date
    forge: str = ""
    """`github`, `gitlab` or `gitea` when all that it runs is wanted, with the robot and the Pages."""
    repository: str = ""
    """The address of the movement on that forge, when it has one already."""

    def values(self) -> dict[str, str]:
        """What the marks of the skeleton stand for."""
        _ = say_in(self.language).gettext
        code, place = self.places[0]
        return {
            "name": self.name, "contact": self.contact, "language": self.language, "code": code, "place": place,
            "kind": kind_of(code), "parent": parent_of(code, dict(self.places)), "today": str(self.day),
            "year": str(self.day.year), "in_a_year": str(self.day + timedelta(days=365)),
            "in_two_years": str(self.day + timedelta(days=730)), "forge": self._forge(),
            "about_mkdocs": _("All else is in content/movement.yml. Below: the address of the site, once it has one."),
            "about_makefile": _("Three words: make serve, make check, make site. They install Préau in .venv/."),
            "help_serve": _("show the site on this computer, and again at each change"),
            "help_check": _("tell every error of every file, and how to mend it"),
            "help_site": _("make the site, in site/"),
            "help_clean": _("remove what make has made"),
            "needs_python": _("Python 3.11 or newer is needed. If you have one: make PYTHON=/path/to/python3"),
            "setting_up": _("Setting up .venv/ (once; a minute or two)"),
        }  # fmt: skip

    def _forge(self) -> str:
        """The lines of `content/movement.yml` that say where the files are kept; remarks until it is known."""
        lines = [f"  kind: {self.forge or 'gitlab'}", f"  url: {self.repository or 'https://…/…'}"]
        sign = "" if self.forge and self.repository else "# "
        return "\n".join(sign + line for line in ["forge:", *lines])


@dataclass(frozen=True)
class Package:
    """Which Préau the movement runs on: what to install, all that it needs, and the file to keep, if any."""

    requirement: str
    dependencies: str
    files: Mapping[str, bytes]


def published() -> Package:
    """The version that runs now, from a package index."""
    packed = HERE / "skeleton" / "dependencies.txt"
    source = packed if packed.is_file() else HERE.parent.parent / "requirements" / "runtime.txt"
    return Package(f"preau=={__version__}", source.read_text(encoding="utf-8"), {})


def kept(wheel: Path) -> Package:
    """A wheel copied into the movement, pinned by the hash of its bytes."""
    data = wheel.read_bytes()
    try:
        with zipfile.ZipFile(wheel) as archive:
            dependencies = archive.read(PACKED).decode("utf-8")
    except (zipfile.BadZipFile, KeyError, UnicodeDecodeError):
        raise WheelError(str(wheel)) from None
    if not re.fullmatch(r"preau-[\w.+!]+(?:-\w+)?-py3-none-any\.whl", wheel.name):
        raise WheelError(str(wheel))
    path = f"vendor/{wheel.name}"
    return Package(f"./{path} --hash=sha256:{hashlib.sha256(data).hexdigest()}", dependencies, {path: data})


def movement(beginning: Beginning, package: Package) -> dict[str, bytes]:
    """Every file of a new movement, by its path."""
    _ = say_in(beginning.language).gettext
    files = dict(package.files)
    files["requirements.txt"] = f"# {_('The version of Préau that makes this site.')}\n{package.requirement}\n".encode()
    pins = re.sub(r"\A(?:#.*\n)*", "", package.dependencies)
    files["dependencies.txt"] = (
        f"# {_('All that this version of Préau needs, each file by its hash.')}\n{pins}".encode()
    )
    for code, name in beginning.places[1:]:
        files[f"content/territories/{code}.yml"] = _closed(code, name, beginning).encode()
    return files | _skeleton(beginning)


def _closed(code: str, name: str, beginning: Beginning) -> str:
    lines = {"code": code, "name": name, "kind": kind_of(code), "parent": parent_of(code, dict(beginning.places))}
    return "".join(f"{key}: {json.dumps(value, ensure_ascii=False)}\n" for key, value in lines.items())


def _skeleton(beginning: Beginning) -> dict[str, bytes]:
    values = beginning.values()
    renamed = {"FIRST": values["code"], "YEAR": values["year"]}
    files = {}
    parts = [HERE / "skeleton" / "common", HERE / "skeleton" / beginning.language]
    for part in parts + ([HERE / "skeleton" / "forge" / beginning.forge] if beginning.forge else []):
        for source in sorted(part.rglob("*")):
            if source.is_file() and not (
                beginning.forge and _other_forge(source.relative_to(part).parts[0], part.name)
            ):
                names = [re.sub("^dot-", ".", name) for name in source.relative_to(part).parts]
                path = "/".join(re.sub("FIRST|YEAR", lambda found: renamed[found.group()], name) for name in names)
                files[path] = filled(source.read_text(encoding="utf-8"), values, path.endswith(".md")).encode()
    return files


def _other_forge(name: str, part: str) -> bool:
    """Whether a file of the common part is what some forge runs: a forge that is chosen has its own."""
    return part == "common" and name in {"dot-github", "dot-gitlab-ci.yml", "dot-forgejo"}


def filled(text: str, values: Mapping[str, str], markdown: bool) -> str:
    """The text with each `[[value]]`; `[["value"]]` is a quoted string of YAML, `[[uuid]]` is new each time."""

    def fill(found: re.Match[str]) -> str:
        name = found.group(2)
        if name == "uuid":
            return str(uuid.uuid4())
        if found.group(1):
            return json.dumps(values[name], ensure_ascii=False)
        return _MARKDOWN.sub(r"\\\1", values[name]) if markdown and name in {"name", "place"} else values[name]

    return _MARK.sub(fill, text)


def kind_of(code: str) -> str:
    """What a territory is, from its code."""
    if code == "abroad" or code.startswith("r-"):
        return "region" if code != "abroad" else "abroad"
    if "-" in code:
        return "district"
    return "collectivity" if code in {"975", "977", "978"} or code.startswith("98") else "department"


def parent_of(code: str, known: Mapping[str, str]) -> str:
    """Who answers where nobody does: the département of a district when it is there, else the country."""
    return code[:2] if "-" in code and code[:2] in known else "fr"
