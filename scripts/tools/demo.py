"""The demonstration movement of `make demo`, in var/demo/: a guarded repository, invented people's keys, a clone.

python scripts/tools/demo.py    # makes it when it is not there, or was made from other files; says what can be tried
"""

from __future__ import annotations

import hashlib
import re
import shutil
import subprocess
import sys
from pathlib import Path

from preau.edges.installing import install
from preau.edges.proposing import entry_from, send
from preau.edges.reviewing import Session
from preau.edges.signing import make_key, signer
from preau.proposals import sshsig

ROOT = Path(__file__).resolve().parents[2]
DEMO = ROOT / "var" / "demo"
PARTS = ("content", "courses", "initiatives", "mkdocs.yml")
APPROVED = {"34/frigo-partage-lunel": "karim-34", "81/repair-cafe-carmaux": "claire-81"}
"""Initiatives that are proposed and approved while the demonstration is made, so that its trail is not empty."""
EXAMPLE = "bibliotheque-de-trottoir.md"
PERSON = re.compile(
    r"^  - id: (?P<id>[a-z0-9-]+)\n(?P<rest>(?:    .*\n)*?    fictional: true\n)(?!    keys:)", re.MULTILINE
)


def main() -> None:
    """Make the demonstration when it is not there, then say what can be tried."""
    digest = digest_of_sources()
    stamp = DEMO / "made-from"
    if not stamp.is_file() or stamp.read_text(encoding="ascii") != digest:
        put_aside()
        make()
        stamp.write_text(digest, encoding="ascii")
    tell()


def digest_of_sources() -> str:
    """What the demonstration is made from."""
    found = hashlib.sha256()
    for part in PARTS:
        paths = [ROOT / part] if (ROOT / part).is_file() else sorted((ROOT / part).rglob("*"))
        for path in paths:
            if path.is_file():
                found.update(f"{path.relative_to(ROOT)}\n".encode() + path.read_bytes())
    return found.hexdigest()


def put_aside() -> None:
    """What somebody did in an earlier demonstration is kept beside the new one."""
    number = 1
    while (DEMO.parent / f"demo-{number}").exists():
        number += 1
    if DEMO.exists():
        DEMO.rename(DEMO.parent / f"demo-{number}")


def make() -> None:
    """Files with keys, a guarded repository, a clone, and the first approvals."""
    source = DEMO / "source"
    for part in PARTS:
        copy = shutil.copytree if (ROOT / part).is_dir() else shutil.copy
        (source / part).parent.mkdir(parents=True, exist_ok=True)
        copy(ROOT / part, source / part)
    settings = source / "mkdocs.yml"
    lines = settings.read_text(encoding="utf-8").replace(", overrides]", "]").split("\n")
    settings.write_text("\n".join(line for line in lines if "custom_dir" not in line), encoding="utf-8")
    for path in (source / "content" / "movement.yml", *sorted((source / "content" / "territories").glob("*.yml"))):
        path.write_text(PERSON.sub(with_key, path.read_text(encoding="utf-8")), encoding="utf-8")
    kept = {key: (source / "initiatives" / f"{key}.md") for key in APPROVED}
    waiting = DEMO / "waiting"
    waiting.mkdir()
    for path in kept.values():
        path.rename(waiting / path.name)
    install(DEMO / "movement.git", source)[0].close()
    shutil.rmtree(source)
    clone = DEMO / "movement"
    git(DEMO, "clone", "--quiet", str(DEMO / "movement.git"), str(clone))
    for refs in ("preau", "proposals"):
        git(clone, "config", "--add", "remote.origin.fetch", f"+refs/{refs}/*:refs/{refs}/*")
    approve(clone, waiting)
    shutil.copy(Path(__file__).with_name(EXAMPLE), DEMO / EXAMPLE)


def with_key(person: re.Match[str]) -> str:
    """The lines of an invented person, with a key made for the demonstration."""
    name = person["id"]
    path = DEMO / "keys" / f"{name}.key"
    made = signer(path, lambda _: "") if path.is_file() else make_key(path, "")
    return f"  - id: {name}\n{person['rest']}    keys:\n      - {sshsig.public_line(made.public)}\n"


def approve(clone: Path, waiting: Path) -> None:
    """Propose the initiatives kept aside, and approve them with their referents' keys."""
    for key, who in APPROVED.items():
        session = Session(clone)
        path = waiting / f"{key.partition('/')[2]}.md"
        sent = send(session, path.name, entry_from(session, path))
        assert sent.refusal is None, sent.refusal
        session.refresh()
        session.approve(sent.number, signer(DEMO / "keys" / f"{who}.key", lambda _: ""))
    git(clone, "pull", "--quiet")
    shutil.rmtree(waiting)


def git(folder: Path, *arguments: str) -> None:
    """Ordinary Git."""
    subprocess.run(["git", "-C", str(folder), *arguments], check=True)


def tell() -> None:
    """The four commands that take an initiative from a file to a page."""
    here = Path("var") / "demo"
    preau = f"{Path('.venv') / 'bin' / 'preau'} --root"
    words = preau.split()[0]
    sys.stdout.write(
        f"""
  A movement under guard is in {here}/movement.git. In another terminal, from a file to a page in four commands:

    {words} intake {here}/{EXAMPLE} --root {here}/movement --receipts {here}
    {words} review list --root {here}/movement
    {words} review approve NUMBER --key {here}/keys/helene-34.key --root {here}/movement
    git -C {here}/movement pull

  The page appears by itself. Anyone can verify who decided: {words} audit --root {here}/movement

"""
    )


if __name__ == "__main__":
    main()
