"""The table of rooms in docs/architecture.md, made from the first line of each module.

python scripts/tools/architecture.py            # says so, and ends with 1, when the table is stale
python scripts/tools/architecture.py --write    # makes it again
"""

from __future__ import annotations

import ast
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "scripts" / "preau"
DOCUMENT = ROOT / "docs" / "architecture.md"
BEGIN, END = "<!-- rooms -->", "<!-- end of rooms -->"


def sentence(module: Path) -> str:
    """What a module says of itself in its first line; a module that says nothing has no place here."""
    told = ast.get_docstring(ast.parse(module.read_text(encoding="utf-8")))
    if not told:
        raise SystemExit(f"{module.relative_to(ROOT)} does not open with a sentence that says what it is for.")
    return told.splitlines()[0].replace("|", "\\|")


def floors() -> list[str]:
    """The floors from the top, as the import law names them; siblings one after another."""
    law = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"]["contracts"]
    layers = next(contract["layers"] for contract in law if contract["type"] == "layers")
    return [name.strip() for layer in layers for name in layer.split("|")]


def rows() -> Iterator[tuple[str, str]]:
    """Each floor, then its rooms: the name as it is shown, and the sentence."""
    for floor in floors():
        folder = PACKAGE / floor
        if not folder.is_dir():
            yield f"`{floor}.py`", sentence(PACKAGE / f"{floor}.py")
            continue
        yield f"**`{floor}/`**", f"**{sentence(folder / '__init__.py')}**"
        for module in sorted(folder.rglob("*.py")):
            if module.name != "__init__.py":
                yield f"`{module.relative_to(PACKAGE).as_posix()}`", sentence(module)


def table() -> str:
    """The table between its two marks."""
    lines = [f"| {name} | {said} |" for name, said in rows()]
    return "\n".join([BEGIN, "", "| Room | What it is for |", "| --- | --- |", *lines, "", END])


def main(words: list[str]) -> int:
    """Compare, or write."""
    before = DOCUMENT.read_text(encoding="utf-8")
    start, end = before.index(BEGIN), before.index(END) + len(END)
    after = before[:start] + table() + before[end:]
    if words == ["--write"]:
        DOCUMENT.write_text(after, encoding="utf-8")
    elif before != after:
        print("docs/architecture.md is stale: run `python scripts/tools/architecture.py --write` and read the change.")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
