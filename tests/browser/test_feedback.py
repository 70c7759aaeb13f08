"""The sheet of a course on trial: by keyboard, to a message, to a file, on paper; nothing leaves by itself."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import parse_qs, urlsplit

from browsing import Axe, Visit

SHEET = "/avis/accueillir-dans-son-association/"


def test_a_sheet_becomes_a_message_or_a_file(visit: Visit, axe: Axe) -> None:
    """What was ticked and written, in the words of feedback.yml; only what was answered."""
    page = visit(SHEET, phone=True)
    page.evaluate("document.addEventListener('click', (e) => e.target.closest('#send') && e.preventDefault())")

    page.click("#send")
    assert "au moins" in page.inner_text("#said") and "body=" not in (page.get_attribute("#send", "href") or "")

    page.get_by_label("En partie").first.check()
    page.fill("#missing", "Un exemple\nà la campagne")
    page.click("#send")
    sent = urlsplit(page.get_attribute("#send", "href") or "")
    with page.expect_download() as waited:
        page.click("#keep")
    kept = Path(waited.value.path()).read_text(encoding="utf-8")

    assert sent.scheme == "mailto" and "@" in sent.path
    assert parse_qs(sent.query)["body"][0].replace("\r\n", "\n") == kept
    assert waited.value.suggested_filename == "accueillir-dans-son-association.txt"
    assert "clear: partly" in kept and "Un exemple\nà la campagne" in kept and "length" not in kept
    assert page.evaluate("Object.keys(localStorage).filter((key) => !key.includes('theme'))") == []
    assert axe(page) == []


def test_the_sheet_can_be_filled_by_hand(visit: Visit) -> None:
    """Without a script and on paper: the questions and their answers, the address to send it to, no dead button."""
    page = visit(SHEET, scripts=False)
    page.emulate_media(media="print")

    assert page.locator("fieldset").count() == 4 and page.locator("#keep").is_hidden()
    assert page.get_by_text("elle reste anonyme").is_visible()
