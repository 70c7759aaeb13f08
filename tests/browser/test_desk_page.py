"""The desk on a phone: a key made, forgotten, brought back; five proposals answered; the same bytes as the command."""

from __future__ import annotations

import base64
import json
import re
import subprocess
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from playwright.sync_api import Browser, BrowserContext, Page, expect
from test_form_send import FORM, answer_one_by_one

from browsing import TELL_VIOLATIONS, Axe, Watch
from command import PREAU
from exported import closed_copy, opened_copy
from guarded import Forger, Movement, git, initiative, referent, seed_of, territory
from preau.proposals import sshsig
from preau.proposals.decisions import decision_file
from preau.proposals.statement import NAMESPACE, Statement
from serving import Serving, blob_id

ROOT = Path(__file__).resolve().parents[2]
VOCABULARIES = [f"content/vocabularies/{name}.yml" for name in ("beneficiaries", "purposes", "themes", "skills")]
"""Those of a real movement: the form on paper must hold all of them."""
WORDS = "quatre mots faciles à retrouver"
KNOWN = 4_000
"""Rounds of the copies that the tests make: those that the page makes have 600,000."""
Device = Callable[..., Page]
expect.set_options(timeout=30_000)  # an answer is weighed twice and merged, perhaps while a site is being made


@pytest.fixture(scope="module")
def movement(tmp_path_factory: pytest.TempPathFactory) -> Movement:
    """A guarded movement."""
    words = {name: (ROOT / name).read_text(encoding="utf-8") for name in VOCABULARIES}
    return Movement(tmp_path_factory.mktemp("desk"), more=words)


@pytest.fixture(scope="module")
def server(movement: Movement) -> Iterator[Serving]:
    """Its site and its desk."""
    with Serving(movement.bare) as serving:
        serving.wait_for("/")
        yield serving


@pytest.fixture
def device(browser: Browser, server: Serving) -> Iterator[Device]:
    """`device()` is a phone that knows nothing yet, on the desk; what should not happen in its pages fails the test."""
    opened: list[tuple[BrowserContext, Watch]] = []

    def new(address: str = "", *, dark: bool = False, wide: bool = False, gone: str = "") -> Page:
        context = browser.new_context(
            viewport={"width": 1280, "height": 900} if wide else {"width": 390, "height": 844}, has_touch=not wide,
            color_scheme="dark" if dark else "light", locale="fr-FR", timezone_id="Europe/Paris",
            reduced_motion="reduce",
        )  # fmt: skip
        context.set_default_timeout(30_000)
        context.add_init_script(TELL_VIOLATIONS)
        page, watch = context.new_page(), Watch(server.site if address.startswith(server.site) else server.desk)
        watch.listen(page)
        watch.missing.add(server.desk + gone)
        opened.append((context, watch))
        page.goto(address or server.desk + "/")
        return page

    yield new
    for context, _ in opened:
        context.close()
    assert [fault for _, watch in opened for fault in watch.faults] == []


def bring(page: Page, copy: str, passphrase: str = WORDS) -> None:
    """Bring a key from its closed copy."""
    page.get_by_role("link", name="Ma clé").click()
    page.set_input_files(
        "#bring input[type=file]", {"name": "cle.preau-key.json", "mimeType": "", "buffer": copy.encode()}
    )
    page.fill("#bring input[type=password]", passphrase)
    page.get_by_role("button", name="Ramener ma clé").click()
    expect(page.locator("#line")).to_be_visible()


def open_one(page: Page, number: str) -> None:
    """From the list to one proposal, as a thumb does."""
    page.get_by_role("link", name="À traiter").click()
    page.locator(f'.card a[href="#{number}"]').click()
    expect(page.locator("#answer")).to_be_visible()


def answer(page: Page, number: str, choice: str, template: str = "") -> None:
    """Answer one proposal."""
    open_one(page, number)
    page.get_by_label(choice, exact=True).check()
    if template:
        page.get_by_role("button", name=template).click()
    else:
        page.get_by_label("Je ne suis ni l’auteur ni le porteur").check()
    page.locator("#sign").click()
    expect(page.locator("#outcome .good")).to_be_visible()


def test_five_answers_with_a_key_that_a_browser_forgot(
    device: Device, movement: Movement, server: Serving, axe: Axe
) -> None:
    """Made on one phone, its copy brought to another eight days later, the key answers five proposals."""
    first = device(server.desk + "/#key")
    first.fill("#make input[name=passphrase]", WORDS)
    first.fill("#make input[name=again]", WORDS)
    first.get_by_role("button", name="Créer ma clé").click()
    with first.expect_download() as saved:
        first.get_by_role("link", name="Enregistrer la copie fermée").click()
    copy = Path(saved.value.path()).read_text(encoding="utf-8")
    line = first.locator("#line").inner_text()
    key = opened_copy(copy, WORDS)
    assert sshsig.public_line(key.public_key().public_bytes_raw()) == " ".join(line.split()[:2])
    assert axe(first) == []

    text = territory("34", "Hérault", [referent("helene-34"), referent("karim-34"), referent("ines-34", keys=[])])
    text = text.replace("keys: []", f"keys:\n      - {' '.join(line.split()[:2])}")
    Forger(movement).publish({"content/territories/34.yml": text}, "steward/agathe")
    numbers = [
        server.propose(initiative(f"Un atelier {word}")).said["number"]
        for word in ("vélo", "bois", "pain", "fil", "verre")
    ]

    page = device(dark=True)
    expect(page.get_by_text("Cet appareil n’a pas de clé")).to_be_visible()
    page.get_by_role("link", name="Créer ou apporter une clé").click()
    bring(page, copy)
    expect(page.get_by_text("Décide pour Hérault (34)")).to_be_visible()
    answer(page, numbers[0], "Approuver")
    visible = page.locator("#visible")
    expect(visible).to_be_visible(timeout=60_000)
    took = json.loads(page.locator("#outcome .good").get_attribute("data-seconds") or "")
    answer(page, numbers[1], "Renvoyer avec des questions", "Les moyens")
    answer(page, numbers[2], "Refuser", "Un critère n’est pas rempli")
    answer(page, numbers[3], "Enregistrer un retrait", "À la demande de l’auteur")
    answer(page, numbers[4], "Donner un avis", "Je connais le lieu")

    fates = [server.get(f"/api/proposals/{number}").said for number in numbers]
    assert [one["state"] for one in fates] == ["published", "returned", "declined", "withdrawn", "waiting"]
    assert "Elle aide des personnes en difficulté" in fates[2]["reason"]
    assert took["whole"] >= took["signed"] >= took["server"]["merge"] > 0 and took["site"]["build"] > 0
    assert server.wait_for("/initiatives/34/un-atelier-velo/").status == 200
    page.get_by_role("link", name="Ma clé").click()
    expect(page.locator("#signed li")).to_have_count(5)
    expect(page.get_by_text("pas signé sur cet appareil")).to_have_count(0)


def test_from_an_idea_on_a_telephone_to_a_page_that_a_stranger_verifies(
    device: Device, movement: Movement, server: Serving, tmp_path: Path
) -> None:
    """The form, the receipt, an approval on another telephone, the page, what its author is told, the audit."""
    author = device(server.site + FORM)
    answer_one_by_one(author)
    author.get_by_role("button", name="Envoyer la proposition").click()
    number = author.locator(".act-number-big").inner_text().removeprefix("Numéro ")
    kept = author.evaluate("JSON.parse(localStorage.getItem('preau-receipts'))")[0]["receipt"]

    phone = device()
    bring(phone, closed_copy("karim-34", WORDS, KNOWN))
    answer(phone, number, "Approuver")
    visible = phone.locator("#visible")
    expect(visible).to_be_visible(timeout=90_000)
    reader = device(visible.get_attribute("href") or "")
    expect(reader.get_by_role("heading", level=1)).to_have_text("Des bancs pour souffler")
    assert reader.url.startswith(server.site + "/initiatives/34/")
    author.goto(f"{server.site}/contribuer/suivre/?n={number}")
    expect(author.locator("#answer")).to_contain_text("publiée")

    stranger, receipt = movement.clone(f"{server.site}/movement.git"), tmp_path / "receipt.txt"
    receipt.write_text(kept, encoding="utf-8")
    git(stranger, "fetch", "--quiet", "origin", "refs/preau/*:refs/preau/*", "refs/proposals/*:refs/proposals/*")
    for words in (["audit"], ["receipt", "verify", str(receipt)]):
        done = subprocess.run([PREAU, *words, "--root", str(stranger)], capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stdout


def test_a_reason_being_written_is_not_lost(device: Device, server: Serving) -> None:
    """Another answer chosen, a ready sentence taken, a look at the list, a reload: what was typed is still there."""
    number, typed = server.propose(initiative("Un potager de rue")).said["number"], "Le trottoir est-il assez large ?"
    page = device()
    open_one(page, number)
    reason = page.locator("textarea[name=reason]")
    page.get_by_label("Renvoyer avec des questions", exact=True).check()
    reason.fill(typed)
    page.get_by_role("button", name="Les moyens").click()
    expect(reason).to_have_value(re.compile(re.escape(typed) + "\n."))
    page.get_by_label("Refuser", exact=True).check()
    expect(reason).to_have_value(re.compile(re.escape(typed)))
    page.get_by_role("link", name="À traiter").click()
    page.locator(f'.card a[href="#{number}"]').click()
    page.reload()
    page.get_by_label("Refuser", exact=True).check()

    expect(reason).to_have_value(re.compile(re.escape(typed)))


def test_by_the_keyboard_alone_and_for_every_reader(device: Device, server: Serving, axe: Axe) -> None:
    """From list to signature without a pointer; no fault for a screen reader: light and dark, narrow and wide."""
    number = server.propose(initiative("Une ludothèque")).said["number"]
    for page in (device(dark=True), device(wide=True)):
        bring(page, closed_copy("karim-34", WORDS, KNOWN))
        assert axe(page) == []
        page.get_by_role("link", name="À traiter").click()
        expect(page.locator("#waiting")).to_be_visible()
        assert axe(page) == []
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        link = page.locator(f'.card a[href="#{number}"]')
        link.focus()
        page.keyboard.press("Enter")
        expect(page.locator("#answer")).to_be_visible()
        expect(page.locator("h1:focus")).to_have_count(1)
    page.get_by_role("button", name="Aller à votre réponse").focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Space")
    expect(page.locator("#sign")).to_be_visible()
    assert axe(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    expect(page.locator("#summary")).to_contain_text("Karim-34 (34/karim-34) approuve « Une ludothèque »")
    for _ in range(4):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.id") == "sign":
            break
    page.keyboard.press("Enter")
    expect(page.locator("#outcome .good")).to_be_focused()
    assert axe(page) == []
    assert server.get(f"/api/proposals/{number}").said["state"] == "published"


def test_the_page_makes_the_bytes_of_the_command(device: Device, tmp_path: Path) -> None:
    """Names of texts, statements and decisions: the same in the page, in Python and in Git."""
    page = device()
    spaces = "".join(
        map(chr, [*range(9, 14), *range(28, 33), 0x85, 0xA0, 0x1680, *range(0x2000, 0x200B), 0x2028, 0x3000])
    )
    texts = ["", "a", f" {spaces}a{spaces}b ", "Héraut\r\n", "\ufeff\u202e<script>", "é" * 3000, 'dit "oui" \\ \t fin']
    facts = {"outcome": "declined", "proposal": "34/x", "territory": "34", "criterion": "aide", "decider": "helene-34"}
    entries = [
        {"path": path, "old": None, "new": blob_id(path.encode())}
        for path in ("initiatives/34/b.md", "content/a.yml", "Z")
    ]
    said = {
        "repository": "a" * 40,
        "seen": "b" * 40,
        "day": "2026-12-30",
        "mandate": "34/helene-34",
        "independent": True,
    }
    key = Ed25519PrivateKey.from_private_bytes(seed_of("helene-34"))
    signer = sshsig.fingerprint(key.public_key().public_bytes_raw())
    reasons = [
        "Une raison « simple », avec « espaces  fines » et\ttabulation.",
        'Avec "guillemets", \\ et 🌱 et \u2028 ligne.',
        None,
    ]
    made: Any = page.evaluate(
        """async ([texts, facts, entries, said, reasons]) => {
          const { blobId, utf8 } = await import("/bytes.js");
          const { decisionFile, statementBytes } = await import("/statement.js");
          const decision = (text) => ({ ...facts, title: text, reason: text });
          const bytes = (reason) => statementBytes(entries, { ...said, verb: "return", reason });
          return {
            blobs: await Promise.all(texts.map((text) => blobId(utf8(text)))),
            decisions: texts.map((text) => decisionFile("2026-0042", decision(text), "2026-12-30")),
            statements: reasons.map((reason) => new TextDecoder().decode(bytes(reason))),
          };
        }""",
        [texts, facts, entries, {**said, "signer": signer}, reasons],
    )  # fmt: skip
    files = [tmp_path / str(index) for index in range(len(texts))]
    for path, text in zip(files, texts, strict=True):
        path.write_bytes(text.encode())
    named = subprocess.run(
        ["git", "hash-object", "--no-filters", *map(str, files)], capture_output=True, text=True, check=True
    )

    assert made["blobs"] == named.stdout.split() == [blob_id(text.encode()) for text in texts]
    for text, one in zip(texts, made["decisions"], strict=True):
        told = {"id": "2026-0042", "outcome": "declined", "proposal": "34/x", "title": text, "territory": "34"}
        rest = {"criterion": "aide", "reason": text, "decider": "helene-34", "date": "2026-12-30"}
        assert (one["path"], one["text"]) == decision_file({**told, **rest}, date(2026, 12, 30))
    for reason, one in zip(reasons, made["statements"], strict=True):
        value = {
            "repository": "a" * 40,
            "seen": "b" * 40,
            "date": "2026-12-30",
            "expires": "2027-02-28",
            "mandate": "34/helene-34",
        }
        value |= {
            "independent": True,
            "verb": "return",
            "reason": " ".join(reason.split()) if reason else None,
            "signer": signer,
        }
        ours = {**value, "entries": sorted(entries, key=lambda entry: str(entry["path"]))}
        assert one.encode() == Statement.model_validate(ours).canonical()


def test_a_signature_of_the_page_is_that_of_ssh(device: Device, server: Serving) -> None:
    """The key of a copy signs in the page what it signs in Python, byte for byte; a pasted signature is taken too."""
    page = device()
    bring(page, closed_copy("helene-34", WORDS, KNOWN))
    message = '{"é": 1}'
    made = page.evaluate(
        """async (text) => {
          const [bytes, keys] = await Promise.all([import("/bytes.js"), import("/keys.js")]);
          const [key] = await keys.keys();
          const exported = await crypto.subtle.exportKey("pkcs8", key.secret).then(() => "readable", () => "closed");
          return [exported, key.fingerprint, await keys.sign(key, bytes.utf8(text), "preau-v1")];
        }""",
        message,
    )
    key = Ed25519PrivateKey.from_private_bytes(seed_of("helene-34"))

    assert made == [
        "closed",
        sshsig.fingerprint(key.public_key().public_bytes_raw()),
        sshsig.one_line(sshsig.sign(message.encode(), NAMESPACE, key)),
    ]

    number = server.propose(initiative("Une chorale ouverte")).said["number"]
    bare = device()
    open_one(bare, number)
    bare.get_by_label("Approuver", exact=True).check()
    bare.get_by_label("Au nom de").select_option(
        label=bare.locator("select[name=who] option", has_text="Karim").inner_text()
    )
    bare.get_by_label("Je ne suis ni l’auteur ni le porteur").check()
    bare.get_by_text("Au dernier octet près").click()
    statement = bare.locator("#bytes").inner_text()
    with bare.expect_download() as saved:
        bare.get_by_role("link", name="Enregistrer la déclaration").click()
    assert Path(saved.value.path()).read_text(encoding="utf-8") == statement
    karim = Ed25519PrivateKey.from_private_bytes(seed_of("karim-34"))
    paste = bare.get_by_label("Signez-la par cette commande")
    for wrong, told in (
        ("n’importe quoi", "Ce n’est pas une signature"),
        (sshsig.sign(statement.encode(), NAMESPACE, key), "d’une autre clé"),
    ):
        paste.fill(wrong)
        bare.get_by_role("button", name="Envoyer cette signature").click()
        expect(bare.locator("#elsewhere .fault")).to_contain_text(told)
    paste.fill(sshsig.sign(statement.encode(), NAMESPACE, karim))
    bare.get_by_role("button", name="Envoyer cette signature").click()
    expect(bare.locator("#outcome .good")).to_contain_text("Signé et publié")


def test_a_lying_server_is_caught_by_the_page(device: Device, server: Serving) -> None:
    """Bytes under a false name, another movement, a word that one never said: the page says so, and signs nothing."""
    number = server.propose(initiative("Un potager d’école")).said["number"]
    page = device()
    bring(page, closed_copy("helene-34", WORDS, KNOWN))

    def changed(change: Callable[[Any], None]) -> Callable[[Any], None]:
        def handle(route: Any) -> None:
            told = route.fetch().json()
            change(told)
            route.fulfill(json=told)

        return handle

    def swap(told: Any) -> None:
        told["blobs"] = dict.fromkeys(told["blobs"], "QXV0cmUgY2hvc2U=")

    page.route("**/api/waiting/*", changed(swap))
    page.goto(f"{server.desk}/#{number}")
    expect(page.get_by_role("alert")).to_contain_text("sous le nom d’un autre")
    expect(page.locator("#answer")).to_have_count(0)
    page.unroute("**/api/waiting/*")

    page.route("**/api/movement", changed(lambda told: told.update(root="0" * 40)))
    page.goto(f"{server.desk}/#")
    expect(page.get_by_role("alert")).to_contain_text("pas le mouvement que cet appareil connaissait")
    page.unroute("**/api/movement")

    forged = {"statement": "eA==", "day": "2026-11-20", "verb": "approve", "mandate": "34/helene-34", "paths": ["x.md"]}
    page.route("**/api/signed/*", lambda route: route.fulfill(json=[forged]))
    page.goto(f"{server.desk}/#key")
    expect(page.locator("#signed")).to_contain_text("pas signé sur cet appareil")


def test_hostile_texts_are_only_texts(device: Device, server: Serving) -> None:
    """Titles, reasons, paths and messages of a hostile server or author: shown as they are, hidden letters as codes."""
    number = server.propose(initiative("Une friperie")).said["number"]
    page = device()
    evil = '<img src=x onerror="window.hit=1"><script>window.hit=1</script>\u202e{day}'
    text = evil.encode()

    def handle(route: Any) -> None:
        told = route.fetch().json()
        name = blob_id(text)
        told |= {
            "title": evil,
            "place": evil,
            "turn": evil,
            "words": [evil],
            "blobs": {name: base64.b64encode(text).decode()},
        }
        told |= {
            "entries": [{"path": evil, "old": None, "new": name}],
            "near": [{"title": evil, "score": 1, "address": ""}],
        }
        told |= {"findings": [{"code": evil, "path": evil, "line": 1, "message": evil, "help": evil}]}
        route.fulfill(json=told)

    page.route("**/api/waiting/*", handle)
    page.goto(f"{server.desk}/#{number}")
    expect(page.locator("h1")).to_have_text(evil)
    expect(page.locator("pre.exact").first).to_contain_text("⟨U+202E⟩")
    assert page.evaluate("window.hit") is None


def test_the_page_kept_on_one_s_own_computer_signs_without_the_page_of_a_server(
    browser: Browser, server: Serving, movement: Movement, tmp_path: Path
) -> None:
    """From a file, in a browser that never opened the desk: the same answer, under a policy of its own."""
    number = server.propose(initiative("Une bibliothèque d’outils")).said["number"]
    path = tmp_path / "bureau.html"
    command = [PREAU, "review", "page", str(path), "--desk", server.desk, "--root", str(movement.clone())]
    subprocess.run(command, check=True, capture_output=True)
    context = browser.new_context(viewport={"width": 390, "height": 844}, locale="fr-FR")
    context.set_default_timeout(30_000)
    context.add_init_script(TELL_VIOLATIONS)
    page, faults = context.new_page(), []
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on("console", lambda message: faults.append(message.text) if message.type == "error" else None)
    page.goto(path.as_uri())
    bring(page, closed_copy("karim-34", WORDS, KNOWN))
    answer(page, number, "Approuver")
    expect(page.locator("#outcome .good")).to_contain_text("Signé et publié")
    context.close()

    assert faults == []


def test_the_form_on_paper_is_one_sheet(device: Device, server: Serving, axe: Axe) -> None:
    """One A4, for whoever has no screen."""
    page = device(server.desk + "/paper", wide=True)
    sheet = page.pdf(prefer_css_page_size=True)

    assert sheet.count(b"/Type /Page\n") == 1
    assert axe(page) == []
    expect(page.get_by_role("heading", level=1)).to_have_text("Proposer une initiative, sur papier")


def test_what_cannot_be_opened_or_sent_is_said_in_plain_words(device: Device, server: Serving) -> None:
    """A wrong passphrase, a wrong file, a short reason, a server that is gone: one sentence each, nothing lost."""
    number = server.propose(initiative("Un café des langues")).said["number"]
    page = device(server.desk + "/#key", gone="/api/words")
    page.get_by_role("button", name="Créer ma clé").click()
    expect(page.get_by_text("Au moins 12 caractères, s’il vous plaît.")).to_be_visible()
    page.set_input_files("#bring input[type=file]", {"name": "x.json", "mimeType": "", "buffer": b"{}"})
    page.get_by_role("button", name="Ramener ma clé").click()
    expect(page.get_by_text("Ce fichier n’est pas la copie fermée d’une clé.")).to_be_visible()
    copy = closed_copy("helene-34", WORDS, KNOWN)
    page.set_input_files("#bring input[type=file]", {"name": "x.json", "mimeType": "", "buffer": copy.encode()})
    page.fill("#bring input[type=password]", "autre chose")
    page.get_by_role("button", name="Ramener ma clé").click()
    expect(page.get_by_text("Cette phrase n’ouvre pas la copie.")).to_be_visible()
    bring(page, copy)
    open_one(page, number)
    page.get_by_label("Refuser", exact=True).check()
    page.get_by_label("Raison publique").fill("Non.")
    page.locator("#sign").click()
    expect(page.get_by_text("Au moins 20 caractères, s’il vous plaît.")).to_be_visible()
    page.get_by_label("Raison publique").fill("Une raison assez longue pour être publiée ici.")
    page.route("**/api/words", lambda route: route.abort())
    page.locator("#sign").click()
    expect(page.locator("#outcome")).to_contain_text("Le serveur ne répond pas")
    page.unroute("**/api/words")
    expect(page.get_by_label("Raison publique")).to_have_value("Une raison assez longue pour être publiée ici.")
    page.locator("#sign").click()
    expect(page.locator("#outcome .good")).to_contain_text("la décision est publiée")
