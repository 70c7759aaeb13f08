"""Personal data never enters Git, which cannot forget: addresses, telephones and numbers are found, and masked when told."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from preau.findings import Finding, Rule, Severity, declare
from preau.i18n import N_

_REASON = N_("Git never forgets: what is merged once stays in every copy. And a name near a movement tells a political opinion.")

EMAIL = declare(
    "PR401", Severity.ERROR, N_("A personal e-mail address"),
    N_("an e-mail address stands here: {masked}"),
    N_("Remove it. People write to the territory's public address; only the addresses of roles may appear."),
    _REASON,
)  # fmt: skip
PHONE = declare(
    "PR402", Severity.ERROR, N_("A telephone number"),
    N_("a telephone number stands here: {masked}"),
    N_("Remove it. People write to the territory's public address, which passes messages on."),
    _REASON,
)  # fmt: skip
NIR = declare(
    "PR403", Severity.ERROR, N_("A social security number"),
    N_("a French social security number stands here: {masked}"),
    N_("Remove it."),
    _REASON,
)  # fmt: skip
IBAN = declare(
    "PR404", Severity.ERROR, N_("A bank account number"),
    N_("a bank account number stands here: {masked}"),
    N_("Remove it. Say how to give without publishing an account."),
    _REASON,
)  # fmt: skip

_EMAIL = re.compile(r"[A-Za-z0-9._%+-]{1,64}\s?(?:@|\(at\)|\[at\])\s?[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63}){0,5}\.[A-Za-z]{2,24}\b")
_GAP = r"[ .\-\u00a0\u202f\u2009/]"
_PHONE = re.compile(
    rf"(?<![\w+])(?:(?:\+|00){_GAP}?33{_GAP}{{0,2}}(?:\(0\){_GAP}?)?|0)[1-79](?P<gap>{_GAP}?)\d{{2}}(?:(?P=gap)\d{{2}}){{3}}(?!\d)"
)
_NIR = re.compile(r"(?<!\d)[1278]\s?\d{2}\s?(?:0[1-9]|1[0-2]|[2-9]\d)\s?(?:\d{2}|2[ABab])\s?\d{3}\s?\d{3}\s?\d{2}(?!\d)")
_IBAN = re.compile(r"(?<![A-Za-z0-9])[A-Z]{2}\d{2}(?:[ \u00a0\u202f]?[A-Z0-9]{4}){2,7}(?:[ \u00a0\u202f]?[A-Z0-9]{1,4})?(?![A-Za-z0-9])")


def _valid_nir(found: str) -> bool:
    digits = re.sub(r"\s", "", found).upper().replace("2A", "19").replace("2B", "18")
    return digits.isdigit() and 97 - int(digits[:13]) % 97 == int(digits[13:])


def _valid_iban(found: str) -> bool:
    flat = re.sub(r"\s", "", found)
    moved = flat[4:] + flat[:4]
    return 15 <= len(flat) <= 34 and int("".join(str(int(char, 36)) for char in moved)) % 97 == 1


def _always(found: str) -> bool:
    return True


_SEARCHES: tuple[tuple[Rule, re.Pattern[str], Callable[[str], bool]], ...] = (
    (EMAIL, _EMAIL, _always), (IBAN, _IBAN, _valid_iban), (NIR, _NIR, _valid_nir), (PHONE, _PHONE, _always),
)  # fmt: skip
_LIKELY = re.compile(r"@|\(at\)|\[at\]|\d\D{0,2}\d\D{0,2}\d\D{0,2}\d\D{0,2}\d\D{0,2}\d\D{0,2}\d\D{0,2}\d\D{0,2}\d")


def personal_data(text: str, path: str, roles: frozenset[str]) -> Iterator[Finding]:
    """Every personal datum in a text; the addresses of roles are allowed. The value itself is never repeated."""
    if not _LIKELY.search(text):
        return
    for number, line in enumerate(text.split("\n"), 1):
        if _LIKELY.search(line):
            yield from _in_line(line, number, path, roles)


def _in_line(line: str, number: int, path: str, roles: frozenset[str]) -> Iterator[Finding]:
    taken: list[tuple[int, int]] = []
    for rule, pattern, valid in _SEARCHES:
        for found in pattern.finditer(line):
            start, end = found.span()
            if any(start < stop and begin < end for begin, stop in taken) or not valid(found.group()):
                continue
            if rule is EMAIL and found.group().lower() in roles:
                continue
            taken.append((start, end))
            yield rule.at(path, number, start + 1, end - start, masked=mask(found.group()))


def mask(value: str) -> str:
    """The first sign of a value and dots: enough to find it, not to use it."""
    return value[0] + "•" * 6
