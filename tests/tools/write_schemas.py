"""Write the JSON Schemas of `scripts/preau/schemas/` again, after a change of the models."""

from __future__ import annotations

from pathlib import Path

from preau.model.schemas import published

FOLDER = Path(__file__).resolve().parents[2] / "scripts" / "preau" / "schemas"


def main() -> None:
    """One file a kind; a kind that is gone takes its file with it."""
    FOLDER.mkdir(exist_ok=True)
    made = published()
    for path in FOLDER.glob("*.json"):
        if path.name not in made:
            path.unlink()
    for name, text in made.items():
        (FOLDER / name).write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
