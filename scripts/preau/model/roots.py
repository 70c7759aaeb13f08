"""The folders that a movement is written in, and how what is written in them is named elsewhere."""

from __future__ import annotations

ROOTS = ("content", "courses", "initiatives")
"""The folders that citizens and editors write in; every other path belongs to the stewards."""
RECORDS = "initiatives/"
"""What grows with the movement stands below: initiatives and their pictures."""


def keys(name: str) -> set[str]:
    """An initiative, said by its path or as aliases do, as it is written in other files: in aliases and in links."""
    key = name.removeprefix(RECORDS).removesuffix(".md")
    return {key, key.lower()} if key else set()
