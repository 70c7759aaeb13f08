"""A message of a mailbox read: which text is the proposal, whatever programs of mail did to it."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from preau.reading.htmltext import text_of_html
from preau.reading.letter import read_letter
from preau.reading.lettertext import Found, first_words, proposal_in, same_words, unflowed

FILE = """---
title: "Un jardin pour tous"
summary: "Un jardin partagé derrière la mairie, avec des voisins isolés qui y retrouvent du monde chaque samedi."
territory: "34"
purpose: ["social"]
carrier:
  name: "Camille"
  consent: "pseudonym"
---

## Problème

Les gens sont seuls.

## Solution

> Jardiner ensemble.

## Moyens

- Des bêches.
"""


def found(text: str) -> str:
    """The proposal found in a text, which must hold one."""
    one = proposal_in(text)
    assert isinstance(one, Found)
    return one.text


def test_a_bare_text_is_kept_whole() -> None:
    """What needs no mending is not touched."""
    assert found(FILE) == FILE


@pytest.mark.parametrize(
    "after",
    [
        "-- \nJeanne Exemple\n12 rue des Lilas",
        "--\nJeanne",
        "Envoyé de mon iPhone",
        "Sent from my Galaxy",
        "Cordialement,\nJeanne Exemple\n12 rue des Lilas",
        "Bien à vous\n\nJeanne",
        "Merci d'avance !\nJeanne",
        "Le mar. 24 nov. 2026 à 10:00, Préau <preau@petit.example> a écrit :\n> Bonjour",
        "Le mar. 24 nov. 2026 à 10:00, Préau <preau@petit.example> a\nécrit :\n> Bonjour",
        "On Tue, Nov 24, 2026 at 10:00 AM Préau <preau@petit.example> wrote:\n> Hello",
        "-----Message d'origine-----\nDe : Préau",
        "________________________________\nDe : Préau <preau@petit.example>\nEnvoyé : mardi",
        "De : Préau <preau@petit.example>\nObjet : votre proposition",
    ],
)  # fmt: skip
def test_what_follows_is_left_out(after: str) -> None:
    """Signatures, farewells, earlier messages and advertisements of programs are nobody's proposal."""
    one = proposal_in(FILE + "\n" + after + "\n")

    assert one is not None
    assert one.text == FILE
    assert one.after.split()[0] == after.split()[0]


def test_a_greeting_before_is_left_out() -> None:
    """People say good morning first."""
    assert found("Bonjour,\n\nVoici mon projet :\n\n" + FILE) == FILE


def test_lines_cut_by_a_program_are_joined() -> None:
    """A head cut at 72 characters is a head again; so is a list."""
    cut = FILE.replace("voisins isolés qui", "voisins\nisolés qui").replace(
        '["social"]', '["social",\n"environmental"]'
    )

    assert found(cut) == FILE.replace('["social"]', '["social", "environmental"]')


def test_a_cut_that_looks_like_a_key_is_joined_too() -> None:
    """Inside quotation marks, `retrouvent: du` begins nothing."""
    cut = FILE.replace("isolés qui y retrouvent du", "isolés\nqui: y retrouvent du")

    assert found(cut) == FILE.replace("isolés qui y", "isolés qui: y")


def test_typography_of_programs_is_undone_in_the_head() -> None:
    """Curled quotation marks, long dashes, spaces that do not break, a space before the colon."""
    curled = FILE.replace('"Camille"', "“Camille”").replace('territory: "34"', "territory\u00a0: «\u00a034\u00a0»")
    curled = curled.replace("---\ntitle", "—\ntitle").replace("\n---\n", "\n–-\n").replace("  name", "\u00a0\u00a0name")

    assert found(curled) == FILE


def test_straight_marks_inside_curled_ones_are_kept() -> None:
    """A title that quotes a word stays one value."""
    assert 'title: "Un \\"jardin\\" pour tous"' in found(
        FILE.replace('"Un jardin pour tous"', '“Un "jardin" pour tous”')
    )


@pytest.mark.parametrize("level", [1, 2, 3])
def test_a_forwarded_text_is_found_under_its_marks(level: int) -> None:
    """Somebody sends on the proposal of somebody else."""
    quoted = "\n".join((">" * level + " " + line).rstrip() for line in FILE.split("\n"))

    assert found("Je vous transmets ceci.\n" + quoted) == FILE


@pytest.mark.parametrize(
    "text", ["", "Bonjour", "---\n", "---\nBonjour\n---\n", "---\ntitle: x\n" * 50, ">" * 9999, "-\n" * 9999]
)
def test_no_proposal(text: str) -> None:
    """Most messages are not proposals."""
    assert proposal_in(text) is None or "title" in text


def test_flowed_lines_are_joined() -> None:
    """RFC 3676: a space at the end of a line joins it to the next; a space at its beginning was added."""
    assert unflowed("Un long \ntexte\n  name: x\n> cité \n> encore\n-- \nmoi", delsp=False) == (
        "Un long texte\n name: x\n> cité encore\n-- \nmoi"
    )
    assert unflowed("Un long \ntexte", delsp=True) == "Un longtexte"


def html(text: str, tag: str = "div") -> str:
    """A text as programs turn it to HTML."""
    rows = (line.replace("  ", "&nbsp;&nbsp;").replace(">", "&gt;") or "<br>" for line in text.split("\n"))
    return "<html><head><style>p{}</style></head><body>" + "".join(f"<{tag}>{row}</{tag}>" for row in rows)


@pytest.mark.parametrize("tag", ["div", "p", "li"])
def test_html_reads_as_its_text(tag: str) -> None:
    """A message that is HTML alone gives the same proposal; empty lines between paragraphs change nothing."""
    assert same_words(found(text_of_html(html(FILE, tag)))) == same_words(FILE)
    assert (
        text_of_html("<p>Un<p>deux<br>trois<script>alert(1)</script><blockquote>cité<br>encore</blockquote>quatre")
        == "Un\n\ndeux\ntrois\n\n> cité\n> encore\nquatre\n"
    )


def letter(head: str, body: str = "Bonjour") -> bytes:
    """A message by its headers."""
    return f"{head}\nSubject: Essai\n\n{body}\n".encode()


@pytest.mark.parametrize(
    ("head", "why"),
    [
        ("From: Jeanne <jeanne@example.org>", ""),
        ("From: jeanne@example.org\nAuto-Submitted: no", ""),
        ("From: jeanne@example.org\nAuto-Submitted: auto-replied (vacation)", "automatic"),
        ("From: jeanne@example.org\nPrecedence: bulk", "automatic"),
        ("From: jeanne@example.org\nList-Id: <x.y>", "list"),
        ("From: jeanne@example.org\nX-Loop: a", "automatic"),
        ("From: preau@petit.example", "ourselves"),
        ("From: jeanne@example.org\nX-Preau-For: abc", "ourselves"),
        ("From: MAILER-DAEMON@example.org", "automatic"),
        ("From: no-reply+tag@example.org", "automatic"),
        ("From: jeanne@example.org\nReturn-Path: <>", "bounce"),
        ("From: jeanne@example.org\nContent-Type: multipart/report; boundary=x", "bounce"),
        ("From: jeanne@example.org\nAuthentication-Results: mx; spf=pass; dmarc=fail", "forged"),
        ("From: jeanne@example.org\n" + "Received: x\n" * 60 + "X: y", "circle"),
        ("From: a@example.org, b@example.org", "no-sender"),
        ("From: a@example.org\nFrom: b@example.org", "no-sender"),
        ("From: ", "no-sender"),
        ('From: "a@example.org" <">\r\n@x>', "no-sender"),
        ("From: =?utf-8?q?Jeanne?= <jeanne@exa\u0301mple.org>", "no-sender"),
        ("Reply-To: jeanne@example.org", "no-sender"),
        ("From: jeanne@localhost", "no-sender"),
        ("From: <je\\\"anne@example.org>", "no-sender"),
    ],
)  # fmt: skip
def test_who_writes(head: str, why: str) -> None:
    """Machines, lists, ourselves and senders that cannot be answered are told from people."""
    assert read_letter(letter(head), ["preau@petit.example"]).machine == why


def test_what_it_answers() -> None:
    """The nearest first; what is no identifier is left."""
    one = read_letter(letter("From: a@b.org\nReferences: <1@x> <2@x>\nIn-Reply-To: <3@x> (x)\nMessage-ID: <4@x>"))

    assert one.answers == ("3@x", "2@x", "1@x")
    assert one.message_id == "4@x"


def test_headers_cannot_break_out() -> None:
    """A subject with line ends, direction marks or a strange alphabet of bytes is one printable line."""
    subject = "=?utf-8?b?" + "Um90\nQ0M6IHg".replace("\n", "") + "?= =?x-none?q?a=0D=0ABcc:_x?= =?utf-8?q?=E2=80=AEx?="
    one = read_letter(b"From: a@b.org\nSubject: " + subject.encode() + b"\n\nx")

    assert one.subject.isprintable()


def test_first_words() -> None:
    """What is written above the message answered."""
    assert (
        first_words("Je retire\nma proposition\n\nLe 3 mai 2026, Préau <x@y> a écrit :\n> oui")
        == "Je retire ma proposition"
    )


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_attachments_in_any_encoding(encoding: str, tmp_path: Path) -> None:
    """A file saved by any editor, announced rightly, wrongly or not at all."""
    from email.message import EmailMessage

    for charset in (encoding, "us-ascii", "x-unknown"):
        message = EmailMessage()
        message["From"] = "jeanne@example.org"
        message.set_content("Voir la pièce jointe.")
        message.add_attachment(FILE.encode(encoding), maintype="text", subtype="plain", filename="jardin.md")
        data = message.as_bytes().replace(
            b"text/plain\nContent-Transfer-Encoding: base64",
            f"text/plain; charset={charset}\nContent-Transfer-Encoding: base64".encode(),
        )
        texts = {one.kind: one.text for one in read_letter(data).texts}

        assert found(texts["attachment"]) == FILE


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\0" * 99,
        b"\xff" * 999,
        b"Content-Type: multipart/mixed; boundary=a\n\n" + b"--a\nContent-Type: multipart/mixed; boundary=a\n\n" * 3000,
        b"From: " + b"(" * 100_000,
        b'Content-Type: text/plain; charset="' + b"\xe9" * 50 + b'"\nFrom: a@b.org\n\nx',
        b"From: a@b.org\nContent-Type: text/plain; name*0=\"x; name*1*=utf-8''%FF\n\nx",
    ],
)
def test_any_bytes_are_read(data: bytes) -> None:
    """Nothing that somebody can send stops the reading."""
    assert read_letter(data).subject == ""


HTML, PLAIN = b"From: a@b.org\nContent-Type: text/html\n\n", b"From: a@b.org\n\n"


@pytest.mark.parametrize(
    "data",
    [
        HTML + b"<!--" * 50_000, HTML + b"<![CDATA[" * 20_000, HTML + b"</" * 99_000, HTML + b"<a" + b" x='" * 50_000,
        HTML + b"<blockquote>x" * 15_000, HTML + b"&" * 200_000,
        PLAIN + b'---\ntitle: "\n' + b"a\n" * 90_000 + b"---\n",
        PLAIN + b"---\na: b\n" * 20_000, PLAIN + (b">" * 1000 + b"\n") * 190,
        PLAIN + b"---\na: b\n---\n" + b"Le " * 60_000,
    ],
    ids=["comments", "cdata", "ends", "attributes", "quotes", "entities", "open", "fences", "marks", "wrote"],
)  # fmt: skip
def test_no_message_keeps_us_busy(data: bytes) -> None:
    """What is made to be read slowly is read in seconds: one message must not keep the others waiting."""
    before = time.process_time()

    for one in read_letter(data).texts:
        proposal_in(one.text)
        first_words(one.text)

    assert time.process_time() - before < 5
