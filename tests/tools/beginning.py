"""The small movement of the tests of authority on its first day: under guard, without, and a clone to forge in."""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from guarded import files, git, movement, public
from preau.edges.installing import install
from preau.edges.repository import MAIN, NOTHING, Repository
from preau.edges.signing import keep

NOON = int(datetime(2026, 11, 23, 11, tzinfo=UTC).timestamp())
"""The moment of these tests; the movement began ten days before."""
DAY = 86400
OPEN_SETTINGS = ("receive.procReceiveRefs", "receive.fsckObjects", "receive.denyNonFastForwards", "receive.denyDeletes")


def constitution(policy: Mapping[str, object] = {}, stewards: Iterable[str] = ("agathe", "samuel")) -> str:
    """The file of the movement, with the key of its server."""
    return movement(policy, stewards) + f"intake_keys:\n  - {public('intake')}\n"


def found(folder: Path) -> None:
    """Make the movement: `guarded.git`, `plain.git` that obeys anybody, and a clone where things are forged."""
    source, guarded = folder / "source", folder / "guarded.git"
    shutil.copytree(Path(__file__).resolve().parents[1] / "sites" / "minimal", source)
    for path, text in {**files(), "content/movement.yml": constitution()}.items():
        (source / path).write_text(text, encoding="utf-8")
    Repository.create(guarded)
    repository = Repository(guarded)
    plain = [path for path in sorted(source.rglob("*")) if path.is_file()]
    entries = [(path.relative_to(source).as_posix(), repository.write_blob(path.read_bytes())) for path in plain]
    root = repository.write_commit(repository.tree_of(entries), [], "Begin\n", NOON - 10 * DAY)
    repository.move((MAIN, root, NOTHING))
    keep(guarded / "preau" / "intake.key", Ed25519PrivateKey.from_private_bytes(b"intake".ljust(32, b".")), "")
    install(guarded, None)[0].close()
    unguard(guarded, folder / "plain.git")
    git(folder, "clone", "--quiet", "--no-checkout", str(folder / "plain.git"), str(folder / "clone"))
    shutil.rmtree(source)
    lighten(folder)


def lighten(folder: Path) -> None:
    """Leave few files where there were many: hundreds of tests copy them all."""
    for sample in folder.rglob("*.sample"):
        sample.unlink()
    for name in ("guarded.git", "plain.git", "clone"):
        git(folder / name, "repack", "-a", "-d", "-q")


def unguard(guarded: Path, plain: Path) -> None:
    """The same repository as an administrator could have it, without hooks: it obeys anybody."""
    shutil.copytree(guarded, plain)
    shutil.rmtree(plain / "hooks")
    for name in OPEN_SETTINGS:
        git(plain, "config", "--unset", name)


def decided(name: str, outcome: str, proposal: str, *, territory: str = "34", decider: str = "helene-34") -> str:
    """The file of a decision."""
    text = f"id: {name}\noutcome: {outcome}\nproposal: {proposal}\ntitle: Un jardin pour tous\n"
    text += f'territory: "{territory}"\nreason: Cette raison est assez longue pour tous.\ndate: 2026-11-23\n'
    text += "criterion: aide-aux-personnes\n" if outcome == "declined" else ""
    return text + (f"decider: {decider}\n" if decider else "")
