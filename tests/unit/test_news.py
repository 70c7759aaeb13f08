"""What a carrier may say alone: `only_news` sees every other change, wherever it hides."""

from __future__ import annotations

import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from guarded import initiative
from preau.proposals.heads import only_news, rewritten

TEXT = initiative("Berges propres à Agde", carrier_key="camille")
STEP = "\n### 2026-11-20\n\nDouze arbres plantés.\n"
NEWS = {
    "a status": TEXT.replace("status: underway", "status: realised"),
    "a need less": TEXT.replace(TEXT[TEXT.index("needs:") : TEXT.index("support:")], ""),
    "an outcome": TEXT.replace("support:", "outcome: {date: 2026-11-20, text: Les berges sont propres.}\nsupport:"),
    "a step": TEXT + STEP,
    "two steps": TEXT + STEP + STEP,
    "nothing but the end of the file": TEXT + "\n",
}
NOT_NEWS = {
    "a title": TEXT.replace("Berges", "Rives"),
    "a step in the middle": TEXT.replace("### 2026-06-06", "### 2026-05-01\n\nAutre chose.\n\n### 2026-06-06"),
    "an open block of code": TEXT + "\n```\n" + STEP,
    "a title inside a quoted status": TEXT.replace("status: underway", 'status: "x\ntitle: y"'),
    "a head that is never closed": TEXT.replace("\n---\n\n##", "\n\n##"),
    "other line ends": TEXT.replace("\n", "\r\n"),
    "a lone line end of old": TEXT.replace("status: underway", "status: underway\rtitle: Rives"),
    "a section": TEXT + STEP + "\n## Solution\n\nAutre chose.\n",
    "a section, indented": TEXT + STEP + "\n  ## Solution\n\nAutre chose.\n",
    "not UTF-8": TEXT + "\udcff",
}


@pytest.mark.parametrize("name", NEWS)
def test_news_are_news(name: str) -> None:
    """Status, needs, outcome, and steps added at the end."""
    assert only_news(TEXT.encode(), NEWS[name].encode())


@pytest.mark.parametrize("name", NOT_NEWS)
def test_everything_else_is_not(name: str) -> None:
    """One more byte anywhere else."""
    assert not only_news(TEXT.encode(), NOT_NEWS[name].encode("utf-8", "surrogateescape"))


def test_a_code_block_left_open_by_others_swallows_no_news() -> None:
    """What is added there would lengthen the step before."""
    before = TEXT + STEP + "\n```\n"

    assert not only_news(before.encode(), (before + STEP).encode())


@example(place=TEXT.index("\n## Avancement"), sign="\n")
@example(place=TEXT.index("\n\n## Avancement"), sign=" ")
@given(st.integers(0, len(TEXT) - 1), st.sampled_from(["x", "\n", "#", '"', ":", " ", "\t", "-"]))
def test_a_sign_slipped_in_is_news_only_in_its_place(place: int, sign: str) -> None:
    """Whatever is accepted left title, purpose, carrier and every section as they were, but for blanks between two."""
    changed = TEXT[:place] + sign + TEXT[place:]

    if only_news(TEXT.encode(), changed.encode()):
        assert rewritten(TEXT.encode(), changed.encode()) == ()
        parted = re.sub(r"\s+## Avancement", "\n\n## Avancement", changed)
        assert parted[parted.index("## Problème") :].startswith(TEXT[TEXT.index("## Problème") :].rstrip())
