"""Doors, measured: which one can carry the file, what each says; hostile words in every field; the keyboard alone."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

import pytest
from playwright.sync_api import Browser, Page, expect
from test_form import write

from browsing import Axe, Visit, Watch
from command import PREAU
from guarded import Movement
from serving import Serving
from webserver import Web

ROOT = Path(__file__).resolve().parents[2]
FORM = "/contribuer/proposer/"
LINKS = """async ([forges, lengths]) => {
  const { forgeLink, mailLink } = await import("/assets/form/links.js");
  return lengths.map((length) => {
    const text = "é l’été\\n".repeat(length).slice(0, length);
    const links = forges.map((forge) => forgeLink(forge, "initiatives/34/x.md", text));
    return [text, links, mailLink("h@p.example", "Sujet & été", text, "Joignez.")];
  });
}"""
FORGES = [
    {"kind": kind, "url": f"https://{kind}.example/o/r/", "branch": "main"} for kind in ("github", "gitea", "gitlab")
]
HOSTILE = [
    "</script><script>document.title='pris'</script>",
    "\u202ecaché\u202c et \u2067droite\u2069 et עברית",
    "x" * 10_000,
    "L’été d'Élodie : « oui » – 50 % d’aide",
    "👩‍👧‍👦 🌻 ¿qué? ½",
    '{{ 7*7 }} ${7*7} %s \\ \\n " \' ` --- \n---\ntitle: "pris"',
    "javascript:alert(1)",
]


@pytest.fixture(autouse=True)
def no_server(watch: Watch, web: Web) -> None:
    """The form asks this host once whether it receives proposals: the tests' plain server does not."""
    watch.missing.add(web.url("/api/proposals"))


def test_links_carry_what_they_can(visit: Visit) -> None:
    """GitHub and Gitea take the text up to their limit, GitLab its name only; mail programs up to theirs."""
    made = visit(FORM).evaluate(LINKS, [FORGES, [10, 500, 1000, 3000, 5000, 9000]])

    for text, (github, gitea, gitlab), mail in made:
        asked = parse_qs(urlsplit(github["address"]).query)
        assert len(github["address"].encode()) <= 8191 and len(gitea["address"].encode()) <= 8191
        assert github["filled"] == ("value" in asked) and asked["filename"] == ["initiatives/34/x.md"]
        assert not github["filled"] or asked["value"] == [text]
        assert urlsplit(gitea["address"]).path == "/o/r/_new/main/"
        assert gitlab == {
            "address": "https://gitlab.example/o/r/-/new/main?file_name=initiatives%2F34%2Fx.md",
            "filled": False,
        }
        assert len(mail["address"]) <= 1900 and mail["address"].startswith("mailto:h@p.example?subject=Sujet%20%26%20")
        body = unquote(parse_qs(urlsplit(mail["address"]).query)["body"][0]).replace("\r\n", "\n")
        assert body == (text if mail["whole"] else "Joignez.\n\n")
    assert [github["filled"] for _, (github, *_), _ in made] == [True, True, True, False, False, False]
    assert [mail["whole"] for *_, mail in made] == [True, False, False, False, False, False]


def test_a_long_text_is_copied_then_pasted(visit: Visit, web: Web, watch: Watch) -> None:
    """What the message cannot hold is in the clipboard when the mail program opens, and the page says so."""
    page = visit(FORM)
    page.context.grant_permissions(["clipboard-read", "clipboard-write"], origin=web.origin)
    write(page)
    page.locator("#i-problem").fill("Les bancs manquent. " * 24)
    page.locator("#i-solution").fill("Poser des bancs. " * 45)
    expect(page.get_by_text("Votre texte est trop long pour se mettre seul")).to_be_visible()
    page.get_by_role("link", name="Préparer le message").click()
    expect(page.locator("#mail-done")).to_contain_text("Collez-le dans le message")

    assert page.evaluate("navigator.clipboard.readText()") == page.locator("#file").text_content()
    watch.faults[:] = [one for one in watch.faults if "mailto:herault@preau.example" not in one]


def test_the_public_warning_comes_first(visit: Visit) -> None:
    """What will be public, and that a forge shows the account, before the first question; a pseudonym by default."""
    page = visit(FORM, phone=True)

    expect(page.get_by_text("Ce qui deviendra public")).to_be_visible()
    expect(page.get_by_text("montre le nom de ce compte")).to_be_visible()
    assert page.locator("#i-title").is_hidden()
    assert not page.locator("#i-consent").is_checked()


@pytest.mark.parametrize("hostile", HOSTILE, ids=range(len(HOSTILE)))
def test_hostile_words_in_every_field(hostile: str, visit: Visit) -> None:
    """Text stays text, in the preview, the file, the links and after a reload; the page keeps its width."""
    page = visit(FORM, phone=True)
    page.get_by_role("radio", name="Toutes les questions").check()
    page.get_by_role("button", name="Ajouter un besoin").click()
    page.get_by_role("button", name="Ajouter un partenaire").click()
    for box in page.locator("#proposal :is(input[type=text], input[type=url], textarea):visible").all():
        box.fill(hostile.replace("\n", " ") if box.evaluate("one => one.tagName") == "INPUT" else hostile)
        box.press("Tab")
    expect(page.get_by_text("Brouillon gardé")).to_be_visible()
    file = page.locator("#file").text_content() or ""

    assert page.locator("#preview :is(script, img, a, iframe)").count() == 0
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    head, _, body = file.removeprefix("---\n").partition("\n---\n")
    assert len(re.findall(r"^title:", head, re.MULTILINE)) == 1
    assert re.findall(r"^(?:---|#.*)$", body, re.MULTILINE) == ["## Problème", "## Solution", "## Moyens"]
    assert not re.search("[\u202a-\u202e\u2066-\u2069]", file)
    page.reload()
    expect(page.locator("#i-problem")).to_have_value(hostile)
    assert page.title().startswith("Proposer une initiative")


def focused(page: Page) -> str:
    """The identifier of what has the focus."""
    return str(page.evaluate("document.activeElement.id"))


def reach(page: Page, wanted: str) -> None:
    """Press Tab until something has the focus."""
    for _ in range(60):
        if focused(page) == wanted:
            return
        page.keyboard.press("Tab")
    pytest.fail(f"Tab never reaches {wanted}, but {focused(page)}")


def test_by_the_keyboard_alone_one_question_at_a_time(visit: Visit) -> None:
    """With Tab, Enter, Space and words, from the first question to the file; the focus goes where one writes."""
    page = visit(FORM, phone=True)
    words = {
        "i-title": "Des bancs pour souffler",
        "i-summary": "Des bancs entre le marché et la gare, pour souffler.",
        "i-place": "Lunel",
        "i-problem": "Les bancs manquent.",
        "i-solution": "Poser des bancs.",
        "i-means": "Deux menuisiers.",
        "i-name": "Zoé",
    }
    reach(page, "step-next")
    page.keyboard.press("Enter")
    for _ in range(14):
        now = focused(page)
        if now in words:
            page.keyboard.type(words[now])
        elif now == "i-territory":
            page.keyboard.type("Hérault")
        elif now in {"i-purpose", "i-beneficiaries", "i-themes"}:
            page.keyboard.press("Tab")
            page.keyboard.press("Space")
        reach(page, "step-next")
        page.keyboard.press("Enter")
    expect(page.get_by_text("Tout y est")).to_be_visible()
    reach(page, "door-mail")
    reach(page, "door-file")
    with page.expect_download() as waiting:
        page.keyboard.press("Enter")

    assert waiting.value.suggested_filename == "des-bancs-pour-souffler.md"


def test_back_goes_to_the_question_before(visit: Visit) -> None:
    """The buttons of the page and of the browser; the switch is remembered; a fault stops once."""
    page = visit(FORM, phone=True)
    following = page.get_by_role("button", name="Suivant")
    following.click()
    page.locator("#i-title").fill("Non")
    following.click()
    expect(page.locator("#i-title-state")).to_contain_text("PR113")
    following.click()
    expect(page.locator("#i-summary")).to_be_focused()
    page.go_back()
    expect(page.locator("#i-title")).to_have_value("Non")
    following.click()
    page.get_by_role("button", name="Retour").click()
    expect(page.locator("#i-title")).to_be_visible()
    expect(page.get_by_text("Question 2 sur 16")).to_be_visible()
    page.reload()
    expect(page.locator("#i-title")).to_be_visible()
    page.get_by_role("button", name="Retour").click()
    page.get_by_role("radio", name="Toutes les questions").check()
    page.reload()
    expect(page.locator("#i-means")).to_be_visible()


@pytest.mark.parametrize("phone", [False, True], ids=["screen", "phone"])
def test_no_violation_with_answers_and_faults(phone: bool, visit: Visit, schemes: Axe) -> None:
    """axe finds nothing on each question, on the doors, on faults and on their explanations."""
    page = visit(FORM, phone=phone)
    if phone:
        following = page.get_by_role("button", name="Suivant")
        while following.is_visible():
            assert schemes(page) == []
            following.click()
        page.get_by_role("button", name="Retour").click()
    else:
        write(page)
        page.locator("#i-title").fill("x" * 81)
        page.locator("#i-title").press("Tab")
        page.locator("#codes summary").click()
    assert schemes(page) == []


def drawn(folder: Path, site_url: str, serve: str) -> Path:
    """The small movement, with another address of its site and a server that receives its proposals."""
    root = folder / "movement"
    shutil.copytree(ROOT / "tests" / "sites" / "minimal", root)
    told = root / "content" / "movement.yml"
    told.write_text(told.read_text(encoding="utf-8") + f"doors:\n  serve: {serve}\n", encoding="utf-8")
    (root / "mkdocs.yml").write_text(settings(site_url), encoding="utf-8")
    command = [PREAU, "build", "--site-dir", str(folder / "site"), "--no-search", "--date", "2026-11-26"]
    subprocess.run(command, cwd=root, check=True, capture_output=True)
    return folder / "site"


def settings(site_url: str) -> str:
    """What `mkdocs.yml` says of a site with an address."""
    return f"site_name: Petit\nsite_url: {site_url}/\nplugins: [preau]\ndocs_dir: content/pages\n"


@pytest.fixture
def elsewhere(tmp_path: Path) -> Iterator[str]:
    """The form of a static site on one address, its proposals received by a server on another."""
    (tmp_path / "site").mkdir()
    with Web(tmp_path / "site") as static:
        made = Movement(tmp_path / "guarded", more={"mkdocs.yml": settings(static.origin)})
        with Serving(made.bare) as serving:
            shutil.rmtree(tmp_path / "site")
            drawn(tmp_path, static.origin, serving.site)
            yield static.origin


def test_a_server_on_another_address(elsewhere: str, browser: Browser) -> None:
    """`doors.serve` of the movement: the policy of the page allows that origin and no other, and the receipt comes."""
    page = browser.new_context(locale="fr-FR").new_page()
    faults: list[str] = []
    page.on("console", lambda said: faults.append(said.text) if said.type == "error" else None)
    page.goto(elsewhere + FORM)
    write(page)
    page.get_by_role("button", name="Envoyer la proposition").click()

    expect(page.locator(".act-number-big")).to_be_visible(timeout=30_000)
    assert faults == []
    page.context.close()


def counts(page: Page) -> dict[str, Any]:
    """How many fields must be answered, and how many screens there are."""
    return {
        "fields": len(page.evaluate("JSON.parse(document.getElementById('form-schema').textContent).required")),
        "screens": page.evaluate("document.querySelectorAll('[data-step]:not([data-off])').length"),
    }


def test_how_much_is_asked(visit: Visit) -> None:
    """Twelve answers of the model, of which the form writes one by itself (the state), on sixteen screens at most."""
    assert counts(visit(FORM)) == {"fields": 12, "screens": 16}
