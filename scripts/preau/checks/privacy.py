"""Personal data never enters Git, which cannot forget: addresses, telephones, numbers are found, masked when told."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import replace

from preau.findings import SPOKEN, Finding, Rule, Severity, declare
from preau.i18n import N_
from preau.reading.load import Shelf

_REASON = N_(
    "Git never forgets: what is merged once stays in every copy. And a name near a movement tells a political opinion."
)

EMAIL = declare(
    "PR401", Severity.ERROR, N_("A personal e-mail address"),
    N_("an e-mail address stands here: {masked}"),
    N_("Remove it. People write to the territory's public address; only the addresses of roles may appear."),
    _REASON,
    masked="j••••••",
)  # fmt: skip
PHONE = declare(
    "PR402", Severity.ERROR, N_("A telephone number"),
    N_("a telephone number stands here: {masked}"),
    N_("Remove it. People write to the territory's public address, which passes messages on."),
    _REASON,
    masked="0••••••",
)  # fmt: skip
NIR = declare(
    "PR403", Severity.ERROR, N_("A social security number"),
    N_("a French social security number stands here: {masked}"),
    N_("Remove it."),
    _REASON,
    masked="1••••••",
)  # fmt: skip
IBAN = declare(
    "PR404", Severity.ERROR, N_("A bank account number"),
    N_("a bank account number stands here: {masked}"),
    N_("Remove it. Say how to give without publishing an account."),
    _REASON,
    masked="F••••••",
)  # fmt: skip

_GAP = r"[ .\-\u00a0\u202f\u2009/]"
_EMAIL = re.compile(
    r"[A-Za-z0-9._%+-]{1,64}\s?(?:@|\(at\)|\[at\])\s?[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63}){0,5}\.[A-Za-z]{2,24}\b"
)
_PHONE = re.compile(
    rf"(?<![\w+])(?:(?:\+|00){_GAP}?33{_GAP}{{0,2}}(?:\(?0\)?{_GAP}?)?|0)[1-79](?P<gap>{_GAP}?)\d{{2}}(?:(?P=gap)\d{{2}}){{3}}(?!\d)"
)
_OVERSEAS = re.compile(rf"(?<![\w+])(?:\+|00){_GAP}?(?:262|508|590|594|596)(?:{_GAP}?\d){{9}}(?!\d)")
_NIR = re.compile(
    r"(?<!\d)[1278][\s.-]?\d{2}[\s.-]?(?:0[1-9]|1[0-2]|[2-9]\d)[\s.-]?(?:\d{2}|2[ABab])"
    r"[\s.-]?\d{3}[\s.-]?\d{3}(?:[\s.-]?\d{2})?(?!\d)"
)
_IBAN = re.compile(r"(?<![A-Za-z0-9])[A-Za-z]{2}\d{2}(?:[ \u00a0\u202f-]?[A-Za-z0-9]){11,50}")


def _whole(found: str) -> str:
    return found


def _nir(found: str) -> str:
    """A number whose key is right, or one without its key that is grouped as only these numbers are."""
    digits = re.sub(r"[\s.-]", "", found).upper().replace("2A", "19").replace("2B", "18")
    if len(digits) == 13:
        return found if re.match(r"\d[\s.-]\d{2}[\s.-]\d{2}[\s.-]", found) else ""
    return found if digits.isdigit() and 97 - int(digits[:13]) % 97 == int(digits[13:]) else ""


_LENGTHS = dict(
    re.findall(
        r"([A-Z]{2})(\d{2})",
        "AD24 AT20 BE16 BG22 CH21 CY28 CZ24 DE22 DK18 EE20 ES24 FI18 FR27 GB22 GI23 GR27 HR21 HU28 IE22 IS26 IT27 LI21 "
        "LT20 LU20 LV21 MC27 MR27 MT31 NL18 NO15 PL28 PT25 RO24 SE24 SI19 SK24 SM27 TN24 TR26",
    )
)
"""How long an account number is in each country that citizens here are likely to bank in."""
_UUID = re.compile(r"\b[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\b")


def _iban(found: str) -> str:
    """The longest beginning that is a valid account number: words may follow it."""
    for end in range(len(found), 14, -1):
        flat = re.sub(r"[^A-Za-z0-9]", "", found[:end])
        whole = end == len(found) or not found[end].isalnum()
        likely = whole and str(len(flat)) == _LENGTHS.get(flat[:2].upper())
        if likely and int("".join(str(int(char, 36)) for char in flat[4:] + flat[:4])) % 97 == 1:
            return found[:end].rstrip()
    return ""


_SEARCHES: tuple[tuple[Rule, re.Pattern[str], Callable[[str], str]], ...] = (
    (EMAIL, _EMAIL, _whole), (IBAN, _IBAN, _iban), (NIR, _NIR, _nir), (PHONE, _PHONE, _whole),
    (PHONE, _OVERSEAS, _whole),
)  # fmt: skip
_DIGITS = re.compile(r"\d(?:\D{0,2}+\d){8}")
_DIGIT, _OTHER = b"0", b" "
_SHADOW = bytes(_DIGIT[0] if chr(byte).isdecimal() or byte >= 0xD9 else _OTHER[0] for byte in range(256))
"""Each byte as a digit or not; those that begin the letters from U+0640 on may be digits of other scripts."""
_NEAR_DIGITS = re.compile(rb"0(?: {0,8}+0){8}")


def _likely(text: str) -> bool:
    """Whether a text could hold any of these: nearly every text is cleared here."""
    return "@" in text or "(at)" in text or "[at]" in text or _digits(text)


def _digits(text: str) -> bool:
    """Whether nine digits stand near one another: asked of the bytes first, which answer ten times quicker."""
    shadow = text.encode("utf-8", "surrogatepass").translate(_SHADOW)
    return _NEAR_DIGITS.search(shadow) is not None and _DIGITS.search(text) is not None


def personal_data(text: str, path: str, roles: frozenset[str]) -> Iterator[Finding]:
    """Every personal datum in a text; the addresses of roles are allowed. The value itself is never repeated."""
    if not _likely(text):
        return
    for number, line in enumerate(text.split("\n"), 1):
        for rule, start, end in _in_line(line, roles):
            yield rule.at(path, number, start + 1, end - start, masked=mask(line[start:end]))


def _in_line(line: str, roles: frozenset[str]) -> list[tuple[Rule, int, int]]:
    if not _likely(line):
        return []
    line = _UUID.sub(lambda name: " " * len(name.group()), line)  # a course's identifier is nobody's number
    taken: list[tuple[Rule, int, int]] = []
    covered = bytearray(len(line))
    for rule, pattern, judge in _SEARCHES:
        for found in pattern.finditer(line):
            value = judge(found.group())
            start, end = found.start(), found.start() + len(value)
            if not value or any(covered[start:end]):
                continue
            covered[start:end] = b"\x01" * (end - start)
            if rule is not EMAIL or value.lower() not in roles:
                taken.append((rule, start, end))
    return taken


_CONTACT = re.compile(r"^contact:[ \t]*[\"']?([^\s\"'#]+)", re.MULTILINE)


def addresses_said(shelf: Shelf) -> frozenset[str]:
    """The addresses of roles in files of the registry that are at fault elsewhere: they are still those of roles."""
    texts = [read.text for read in shelf.drafts.values() if read.entry.kind.source == "yaml"]
    return frozenset(found.lower() for text in texts for found in _CONTACT.findall(text))


def concealed(finding: Finding, roles: frozenset[str]) -> Finding:
    """The same finding, with no personal datum among its facts: a report must not spread what it refuses."""
    if not any(_likely(value) for _, value in finding.facts):
        return finding
    return replace(
        finding,
        facts=tuple((name, value if name in SPOKEN else _hidden(value, roles)) for name, value in finding.facts),
    )


def _hidden(value: str, roles: frozenset[str]) -> str:
    for _, start, end in sorted(_in_line(value, roles), key=lambda taken: -taken[1]):
        value = value[:start] + mask(value[start:end]) + value[end:]
    return value


def mask(value: str) -> str:
    """The first sign of a value and dots: enough to find it, not to use it."""
    return value[0] + "•" * 6
