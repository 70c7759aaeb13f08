"""From an idea on a telephone to a page that a stranger verifies, with a file that somebody carries by hand."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from playwright.sync_api import Browser, Page, expect
from test_form_send import FORM, answer_one_by_one

from guarded import Movement, seed_of
from preau.edges.signing import keep
from webserver import Web
from whole import MKDOCS, publish, run, telephone, verified


@pytest.fixture
def phone(browser: Browser) -> Iterator[Page]:
    """The author's telephone."""
    with telephone(browser) as page:
        yield page


def test_by_a_file_that_is_handed_over(phone: Page, tmp_path: Path) -> None:
    """Form, download, `preau intake FILE` by a referent, receipt, approval by command, publication, follow, audit."""
    movement = Movement(tmp_path, more={"mkdocs.yml": MKDOCS})
    clone, public, key = movement.clone(), tmp_path / "public", tmp_path / "helene.key"
    keep(key, Ed25519PrivateKey.from_private_bytes(seed_of("helene-34")), "")
    publish(clone, public)
    with Web(public) as web:
        phone.goto(web.url(FORM))
        answer_one_by_one(phone)
        with phone.expect_download() as waiting:
            phone.get_by_role("link", name="Télécharger le fichier").click()
        given = tmp_path / waiting.value.suggested_filename
        waiting.value.save_as(given)
        assert given.name == "des-bancs-pour-souffler.md"

        said = run("intake", str(given), "--receipts", str(tmp_path), "--root", str(clone))
        (name,) = (ref.split("/")[2] for ref in movement.waits())
        (receipt,) = tmp_path.glob("receipt-*.txt")
        assert name in said and name in receipt.name
        run("review", "approve", name, "--yes", "--key", str(key), "--root", str(clone))

        publish(clone, public)
        phone.goto(web.url("/initiatives/34/des-bancs-pour-souffler/"))
        expect(phone.get_by_role("heading", level=1)).to_have_text("Des bancs pour souffler")
        phone.goto(web.url(f"/contribuer/suivre/?n={name}"))
        expect(phone.locator("#answer")).to_contain_text("publiée")

    assert re.search("publi", verified(movement, receipt.read_text(encoding="utf-8")))
