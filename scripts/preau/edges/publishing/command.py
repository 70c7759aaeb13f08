"""`preau publish`: what it does and answers, apart from the command line itself."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from functools import partial
from pathlib import Path
from typing import NamedTuple

from preau.edges.make import configuration
from preau.edges.publishing.built import Built, Made, built, frozen
from preau.edges.publishing.fetching import fetched
from preau.edges.publishing.headers import nginx
from preau.edges.publishing.plan import Plan, Version
from preau.edges.publishing.stores import Done, Target
from preau.edges.publishing.targets import Asked, Found, target_of
from preau.edges.settings import Settings, plain
from preau.i18n import N_, say_in

SAID = {
    "publish": N_("Published to {target}: {files} files; {sent} sent ({size} kB), {removed} removed; read back."),
    "rollback": N_("{target} shows the version before again: {files} files; {sent} put back, {removed} removed."),
    "nothing": N_("{target} is up to date: {files} files, nothing to send."),
    "dry": N_("Nothing was sent (--dry-run): {sent} files to send ({size} kB), {removed} to remove."),
    "forget": N_("{target} no longer keeps the version before: {count} copies removed."),
}


class Wish(NamedTuple):
    """How to publish: the options of the command."""

    dry: bool = False
    full: bool = False
    moved: bool = False
    compress: bool | None = None
    fetch: int = 0


def run_publish(root: Path, written: str, site_dir: Path | None, asked: Asked, wish: Wish, lang: str) -> str:
    """Publish the site that was built last; what was done, in words."""
    settings = settings_of(root)
    folder = site_dir or Path(settings.site_dir)
    found = target_of(written, root, folder, asked)
    with closing(found.target), frozen(root) as scratch:
        site = built(root, folder, settings.url)
        done = _published(found.target, site, scratch, _how(wish, found), wish)
        if wish.fetch and not wish.dry:
            fetched(site, done.plan, wish.fetch)
    return told(done, "dry" if wish.dry else "publish", found.target.name, lang, wish.dry)


def run_rollback(root: Path, written: str, site_dir: Path | None, asked: Asked, dry: bool, lang: str) -> str:
    """Put the version before back; what was done, in words."""
    found = target_of(written, root, site_dir or Path(settings_of(root).site_dir), asked)
    with closing(found.target):
        done = found.target.rollback(dry=dry)
    return told(done, "dry" if dry else "rollback", found.target.name, lang, dry)


def run_forget(root: Path, written: str, site_dir: Path | None, asked: Asked, lang: str) -> str:
    """Forget the version before; what was done, in words."""
    found = target_of(written, root, site_dir or Path(settings_of(root).site_dir), asked)
    with closing(found.target):
        count = found.target.forget()
    return say_in(lang).gettext(SAID["forget"]).format(target=found.target.name, count=count)


def run_nginx(root: Path) -> str:
    """The lines that nginx needs to show the site."""
    return nginx(settings_of(root).url)


def settings_of(root: Path) -> Settings:
    """The address and the folder of the site; MkDocs is asked where its file is not plainly written."""
    path = configuration(root)
    settings = plain(path)
    if settings is None:
        from preau.edges.converting import loaded

        settings = loaded(path).settings
    return settings


def _published(target: Target, site: Built, scratch: Path, compress: str, wish: Wish) -> Done:
    made = Made(site, scratch, None if wish.full else target.before())
    version = _version(made, compress)
    return target.publish(version, partial(made.origin, version), full=wish.full, moved=wish.moved, dry=wish.dry)


def _how(wish: Wish, found: Found) -> str:
    """How texts are compressed: as is fit for the target, unless asked otherwise."""
    if wish.compress is None:
        return found.compress
    return "none" if not wish.compress else "inside" if found.compress == "inside" else "beside"


def _version(made: Made, compress: str) -> Version:
    return {"beside": made.with_siblings, "inside": made.encoded}.get(compress, made.plainly)()


def told(done: Done, how: str, target: str, lang: str, listed: bool) -> str:
    """What was done or would be, in words; the files one by one when they are to be `listed`."""
    steps = done.plan
    how = how if steps.touched else "nothing"
    say = say_in(lang).gettext
    last = say(SAID[how]).format(
        target=target, files=done.files, sent=len(steps.put), size=-(-done.size // 1000), removed=len(steps.gone)
    )
    return "\n".join([*(lines_of(steps) if listed else ()), last])


def lines_of(steps: Plan) -> Iterator[str]:
    """Each file in the order of the publication: `+` new, `~` changed, `-` removed."""
    for wave in steps.waves:
        for path in wave.paths:
            yield f"{'-' if wave.action == 'remove' else '+' if path in steps.new else '~'} {path}"
