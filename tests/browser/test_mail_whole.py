"""From an idea on a telephone to a page that a stranger verifies, by e-mail and static files alone."""

from __future__ import annotations

from collections.abc import Iterator
from email.message import EmailMessage
from pathlib import Path
from urllib.parse import parse_qs, unquote, urlsplit

import pytest
from playwright.sync_api import Browser, Page, expect
from test_desk_page import KNOWN, WORDS, answer, bring
from test_form_send import FORM, answer_one_by_one

from exported import closed_copy
from guarded import Movement
from mailservers import Imap, Smtp, dovecot, smtp_server
from serving import Serving
from webserver import Web
from whole import MKDOCS, SITE, publish, run, telephone, verified

ODILE, US = "odile@example.org", "depot@petit.example"


@pytest.fixture
def phone(browser: Browser) -> Iterator[Page]:
    """The author's telephone."""
    with telephone(browser) as page:
        yield page


@pytest.fixture
def other(browser: Browser) -> Iterator[Page]:
    """The referent's."""
    with telephone(browser) as page:
        yield page


def sent_by_hand(phone: Page) -> EmailMessage:
    """The message that a mail program opens from the form, with what its page asks to paste."""
    mail = urlsplit(phone.locator("#door-mail").get_attribute("href") or "")
    asked = {name: unquote(value[0]) for name, value in parse_qs(mail.query).items()}
    whole = phone.locator("#mail-long").is_hidden()
    made = EmailMessage()
    made["From"], made["To"], made["Subject"] = f"Odile <{ODILE}>", unquote(mail.path), asked["subject"]
    made["Message-ID"] = "<idee@example.org>"
    made.set_content(asked["body"] if whole else phone.locator("#file").text_content() or "")
    return made


def said(message: EmailMessage) -> str:
    """The text of an answer."""
    body = message.get_body(("plain",))
    assert body is not None
    return str(body.get_content())


def test_by_mail_and_static_files(phone: Page, other: Page, tmp_path: Path) -> None:
    """Form, message, mailbox job, receipt, approval in another browser, publication, answer by mail, audit."""
    movement = Movement(tmp_path, more={"mkdocs.yml": MKDOCS})
    clone, public = movement.clone(), tmp_path / "public"
    publish(clone, public)
    with dovecot() as imap, smtp_server() as smtp, Web(public) as web, Serving(movement.bare) as server:
        job = mailbox(imap, smtp)
        phone.goto(web.url(FORM))
        answer_one_by_one(phone)
        imap.put("depot", sent_by_hand(phone))
        run("intake", "--mailbox", "--root", str(clone), env=job)
        (receipt,) = smtp.received.to(ODILE)
        (kept,) = receipt.iter_attachments()

        server.wait_for("/")
        other.goto(server.desk + "/#key")
        bring(other, closed_copy("karim-34", WORDS, KNOWN))
        name = next(ref.split("/")[2] for ref in movement.waits())
        assert name in said(receipt)
        answer(other, name, "Approuver")

        publish(clone, public)
        run("intake", "--mailbox", "--root", str(clone), env=job)
        address = "initiatives/34/des-bancs-pour-souffler/"
        assert SITE + address in said(smtp.received.to(ODILE)[-1])
        phone.goto(web.url("/" + address))
        expect(phone.get_by_role("heading", level=1)).to_have_text("Des bancs pour souffler")
        phone.goto(web.url(f"/contribuer/suivre/?n={name}"))
        expect(phone.locator("#answer")).to_contain_text("publiée")

    verified(movement, str(kept.get_content()))


def mailbox(imap: Imap, smtp: Smtp) -> dict[str, str]:
    """What the job of a mailbox finds in its environment."""
    return {"PREAU_IMAP_URL": imap.url("depot"), "PREAU_SMTP_URL": smtp.url(), "PREAU_MAIL_FROM": US}
