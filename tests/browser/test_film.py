"""A film in a chapter: nothing of it is asked for before it is played; sizes, speed, captions and transcript."""

from __future__ import annotations

from playwright.sync_api import Page

from browsing import Axe, Visit
from preau.reading.captions import read_captions

CHAPTER = "/cours/agir-au-niveau-local/observer-un-besoin/"


def until(page: Page, what: str) -> None:
    """Wait until something is true of the film (the policy of the page forbids the usual way)."""
    for _ in range(200):
        if page.locator("video").evaluate(f"(film) => film.{what}"):
            return
        page.wait_for_timeout(50)
    raise AssertionError(what)


def test_nothing_of_a_film_is_asked_for_before_it_is_played(visit: Visit, axe: Axe) -> None:
    """Only its first picture, which is light; choosing a size asks for nothing either, playing does."""
    page = visit("/cours/", phone=True)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url.rpartition("/")[2]))
    page.goto(page.url.replace("/cours/", CHAPTER))
    page.locator("[data-film]").scroll_into_view_if_needed()
    page.wait_for_load_state("networkidle")

    assert [name for name in asked if name.endswith((".webm", ".mp4"))] == []
    assert axe(page) == []

    page.select_option("[data-size]", index=1)
    page.select_option("[data-size]", index=0)
    assert [name for name in asked if name.endswith((".webm", ".mp4"))] == []

    page.locator("video").evaluate("(film) => { film.muted = true; void film.play(); }")
    until(page, "currentTime > 0.1")
    assert {name for name in asked if name.endswith((".webm", ".mp4"))} == {"croiser-trois-regards-426.webm"}


def test_size_and_speed_change_while_it_plays(visit: Visit) -> None:
    """The place in the film is kept."""
    page = visit(CHAPTER)
    page.locator("video").evaluate("(film) => { film.muted = true; void film.play(); }")
    until(page, "readyState > 2")
    page.locator("video").evaluate("(film) => { film.currentTime = 20; }")
    page.select_option("[data-speed]", "1.5")
    page.select_option("[data-size]", index=1)
    until(page, "currentSrc.endsWith('854.mp4')")
    until(page, "currentTime > 19")

    assert page.locator("video").evaluate("(film) => film.playbackRate") == 1.5


def test_a_player_shows_every_caption_that_we_read(visit: Visit) -> None:
    """Chromium's own reader of WebVTT and ours agree, and the transcript says the same words."""
    page = visit(CHAPTER)
    cues = page.evaluate(
        """async () => {
            const track = document.querySelector('video track');
            track.track.mode = 'showing';
            for (let n = 0; n < 99 && !track.track.cues?.length; n++) await new Promise((next) => setTimeout(next, 50));
            return [...track.track.cues].map((cue) => [cue.startTime, cue.endTime, cue.text]);
        }"""
    )
    text = page.evaluate("fetch(document.querySelector('video track').src).then((answer) => answer.text())")
    ours, found = read_captions(text, "film.vtt")

    assert cues == [[cue.start, cue.end, cue.text] for cue in ours] and found == []
    page.get_by_text("Lire la transcription").click()
    said = page.locator("[data-film] details .block-body").inner_text().replace("\u00a0", " ").replace("’", "'")
    assert all(cue.text.replace("’", "'") in said for cue in ours)


def test_a_film_without_a_script(visit: Visit) -> None:
    """The browser's own player, links to download, the transcript; no dead control."""
    page = visit(CHAPTER, scripts=False)

    assert page.locator("[data-size]").is_hidden()
    assert page.get_by_role("link", name="854 points de large").is_visible()
