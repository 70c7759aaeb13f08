"""What a learner typed against what is right: one specification, which the scripts of the pages follow too.

The vectors in `tests/unit/comparing.json` are tried on this room and on `overrides/assets/learn/20-compare.js`.
"""

from __future__ import annotations

import re
import unicodedata

ARTICLES = frozenset(["le", "la", "les", "l", "un", "une", "des", "du", "de", "d", "the", "a", "an"])
_LETTERS = str.maketrans({"œ": "oe", "æ": "ae", "ß": "ss", "ø": "o", "ł": "l", "ʼ": " "})
LEAST = 5
"""Letters from which one typing mistake is forgiven: in a shorter word it makes another word."""
SLACK = 1e-9
"""What computers lose on decimals."""


def folded(text: str) -> str:
    """The words of an answer alone: no capitals, accents, signs or first article, one space between words."""
    bare = "".join(char for char in unicodedata.normalize("NFKD", text.lower()) if not unicodedata.combining(char))
    kept = "".join(char if unicodedata.category(char)[0] in "LN" else " " for char in bare.translate(_LETTERS))
    words = kept.split()
    return " ".join(words[1:] if len(words) > 1 and words[0] in ARTICLES else words)


def alike(given: str, accepted: str) -> bool:
    """Whether an answer is the accepted one, but for its case, accents, apostrophes, and one typing mistake.

    A mistake in digits is no typing mistake: another number is another answer.
    """
    one, other = folded(given), folded(accepted)
    if one == other:
        return bool(one)
    if len(other) < LEAST or re.sub(r"\D", "", one) != re.sub(r"\D", "", other):
        return False
    return _one_slip(one, other)


def _one_slip(one: str, other: str) -> bool:
    """Whether one sign added, missing, changed, or two neighbours exchanged, tell two texts apart."""
    if abs(len(one) - len(other)) > 1:
        return False
    start = 0
    while start < min(len(one), len(other)) and one[start] == other[start]:
        start += 1
    left, right = one[start:], other[start:]
    swapped = left[:2] == right[1::-1] and len(left) > 1 and left[2:] == right[2:]
    return swapped or left[1:] == right[1:] or left[1:] == right or left == right[1:]


def number(text: str) -> float | None:
    """The number that somebody wrote, with or without its unit: `1 234,5 €`, `2.5 km`; None when there is none."""
    found = re.fullmatch(r"([-+]?)(\d[\d.,]*)\D*", re.sub(r"[\s'’]", "", text.replace("−", "-")))
    if not found:
        return None
    sign, digits = found.group(1), found.group(2).rstrip(".,")
    marks = re.sub(r"\d", "", digits)
    if len(marks) > 1:  # thousands: a last mark unlike the others is that of the decimals
        last = marks[-1] if marks[-1] not in marks[:-1] else ""
        whole, _, rest = digits.rpartition(last) if last else (digits, "", "")
        digits = re.sub(r"[.,]", "", whole) + ("." + rest if last else "")
    return float(sign + digits.replace(",", "."))


def near(given: float, right: float, tolerance: float) -> bool:
    """Whether a number is the right one, give or take the tolerance."""
    return abs(given - right) <= tolerance + SLACK
