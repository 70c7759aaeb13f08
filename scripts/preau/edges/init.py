"""`preau init`: another movement in a folder of its own, whole or not at all, with Préau pinned; it builds at once."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path

import click

from preau.edges.clock import the_day
from preau.edges.commands import run_check
from preau.edges.skeleton import Beginning, Package, WheelError, kept, movement, published
from preau.i18n import say_in
from preau.model.fields import EMAIL, TERRITORY

TIMEZONE = "Europe/Paris"
EXAMPLE_PLACE = ("34", "Hérault")
EXAMPLE_CONTACT = {"fr": "bonjour@mouvement.example", "en": "hello@movement.example"}
AUTHOR, ADDRESS = "Préau", "preau@localhost"
"""Who signs the first commit: nobody's name enters a history that cannot forget."""


def run_init(
    folder: Path,
    language: str,
    *,
    name: str | None,
    territories: Sequence[str],
    contact: str | None,
    wheel: Path | None,
    forge: str = "",
    repository: str = "",
) -> str:
    """Make the movement; what was done, and what to do next."""
    _refuse_unless_empty(folder, language)
    places = _places(territories, language) or [EXAMPLE_PLACE]
    day = the_day(None, TIMEZONE)
    beginning = Beginning(
        language, _name(name, folder, language), _contact(contact, language), places, day, forge, repository
    )
    package = _package(wheel, language)
    files = movement(beginning, package)
    _refuse_if_faulty(files, language)
    try:
        _write(files, folder)
    except OSError as error:
        sentence = say_in(language).gettext("{folder} could not be written: {why}")
        raise click.ClickException(sentence.format(folder=folder, why=error.strerror)) from None
    return "\n".join(_told(folder, beginning, package, _commit(folder), chosen=bool(territories)))


def _told(folder: Path, beginning: Beginning, package: Package, committed: bool, chosen: bool) -> list[str]:
    _ = say_in(beginning.language).gettext
    told = [_("{name} is ready in {folder}.").format(name=beginning.name, folder=folder)]
    if not chosen:
        place = " ".join(beginning.places[0])
        told.append(
            _("Its territory, {place}, is an example: --territory CODE:NAME chooses another.").format(place=place)
        )
    if committed:
        sentence = _("A first commit stands on the branch main, by a neutral author: {author}.")
        told.append(sentence.format(author=f"{AUTHOR} <{ADDRESS}>"))
    else:
        told.append(_("Git made no first commit here: run git init, git add and git commit when you have it."))
    if not package.files:
        sentence = _("It will ask a package index for {requirement}; with --wheel FILE, it keeps its own copy.")
        told.append(sentence.format(requirement=package.requirement))
    return [*told, _("Next: cd {folder}, then make serve. README.md says what to replace.").format(folder=folder)]


def _refuse_unless_empty(folder: Path, language: str) -> None:
    _ = say_in(language).gettext
    if folder.is_symlink() or (folder.exists() and not folder.is_dir()):
        raise click.UsageError(_("{folder} is not a folder. Choose the name of a new one.").format(folder=folder))
    if folder.is_dir() and any(folder.iterdir()):
        sentence = _("{folder} is not empty, and nothing in it was touched. Choose a new or an empty folder.")
        raise click.UsageError(sentence.format(folder=folder))


def _name(given: str | None, folder: Path, language: str) -> str:
    """The name given, else that of the folder as words."""
    if given is not None:
        return " ".join(given.split())
    words = " ".join(re.sub(r"[-_]+", " ", folder.resolve().name).split())[:60].strip()
    return words[:1].upper() + words[1:] if len(words) > 1 else say_in(language).gettext("Our movement")


def _places(given: Sequence[str], language: str) -> list[tuple[str, str]]:
    _ = say_in(language).gettext
    places: dict[str, str] = {}
    for one in given:
        code, _colon, name = (part.strip() for part in one.partition(":"))
        if not name:
            raise click.UsageError(_("--territory {given}: write a code and a name, as 34:Hérault.").format(given=one))
        if not re.fullmatch(TERRITORY, code) or code == "fr":
            sentence = _(
                "--territory {given}: codes look like 34, 2A, 974, 75-18, r-76 or abroad; fr is there already."
            )
            raise click.UsageError(sentence.format(given=one))
        if code in places:
            raise click.UsageError(_("--territory {given}: this code is given twice.").format(given=one))
        places[code] = " ".join(name.split())
    return list(places.items())


def _contact(given: str | None, language: str) -> str:
    contact = given or EXAMPLE_CONTACT[language]
    if not re.fullmatch(EMAIL, contact):
        sentence = say_in(language).gettext("--contact {given}: this is not an e-mail address.")
        raise click.UsageError(sentence.format(given=given))
    return contact


def _package(wheel: Path | None, language: str) -> Package:
    try:
        return kept(wheel) if wheel else published()
    except WheelError as error:
        sentence = say_in(language).gettext("--wheel {file}: this is not a package of Préau; `make wheel` makes one.")
        raise click.UsageError(sentence.format(file=error)) from None


def _refuse_if_faulty(files: Mapping[str, bytes], language: str) -> None:
    """Judge the files before they are put anywhere: a name or a place can be one that no movement may have."""
    with tempfile.TemporaryDirectory(prefix="preau-init-") as private:
        _write(files, Path(private))
        report, findings = run_check(Path(private), (), "text", language, None, 1)
    if findings:
        click.echo(report, nl=False)
        sentence = say_in(language).gettext("Nothing was written: choose another name, territory or address.")
        raise click.ClickException(sentence)


def _write(files: Mapping[str, bytes], folder: Path) -> None:
    for path, data in files.items():
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(data)


def _commit(folder: Path) -> bool:
    """A repository on the branch `main` and its first commit, by nobody in particular; False when Git cannot."""
    git = shutil.which("git")
    steps = (
        ("init", "--quiet", "--template="), ("symbolic-ref", "HEAD", "refs/heads/main"), ("add", "--all"),
        ("commit", "--quiet", "--no-verify", "--message", "preau init"),
    )  # fmt: skip
    kept_settings = {key: value for key, value in os.environ.items() if not key.startswith("GIT_")}
    who = {
        f"GIT_{role}_{what}": said
        for role in ("AUTHOR", "COMMITTER")
        for what, said in (("NAME", AUTHOR), ("EMAIL", ADDRESS))
    }
    settings = kept_settings | who | {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1"}
    return git is not None and all(
        subprocess.run([git, *step], cwd=folder, env=settings, capture_output=True, check=False).returncode == 0
        for step in steps
    )
