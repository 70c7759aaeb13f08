"""Mentioning people on a forge, so that it tells them: by the numbers of their accounts, under their present names."""

from __future__ import annotations

from collections.abc import Iterable

from preau.edges.forges.protocol import Forge


def mention(forge: Forge, number: int, accounts: Iterable[int], text: str) -> bool:
    """Add a comment to a request that mentions these accounts; False, and nothing said, when none of them is left.

    `text` is ours: what strangers wrote goes through `telling.escaped` first.
    """
    names = [name for account in accounts if (name := forge.login(account)) is not None]
    if names:
        forge.say(number, " ".join(f"@{name}" for name in names) + f"\n\n{text}")
    return bool(names)
