"""Personal data are found however they are written, and nothing else is: false alarms teach people to ignore us."""

from __future__ import annotations

import uuid

import pytest
from hypothesis import given
from hypothesis import strategies as st

from preau.checks.privacy import _DIGITS, _digits, concealed, personal_data
from preau.reading.faults import UNKNOWN_KEY

ROLES = frozenset({"herault@preau.example", "bonjour@preau.example"})


def said(text: str) -> list[str]:
    """The codes found in a text."""
    return [found.code for found in personal_data(text, "a.md", ROLES)]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("camille@courriel.example", "PR401"),
        ("Camille.Martin+asso@mail.courriel.example", "PR401"),
        ("<camille@courriel.example>", "PR401"),
        ("[écrire](mailto:camille@courriel.example)", "PR401"),
        ("camille(at)courriel.example", "PR401"),
        ("camille [at] courriel.example", "PR401"),
        ("camille @ courriel.example", "PR401"),
        ("0612345678", "PR402"),
        ("06 12 34 56 78", "PR402"),
        ("06.12.34.56.78", "PR402"),
        ("06-12-34-56-78", "PR402"),
        ("06\u00a012\u00a034\u00a056\u00a078", "PR402"),
        ("06\u202f12\u202f34\u202f56\u202f78", "PR402"),
        ("04 67 12 34 56", "PR402"),
        ("+33612345678", "PR402"),
        ("+33 6 12 34 56 78", "PR402"),
        ("+33 (0)6 12 34 56 78", "PR402"),
        ("+33 06 12 34 56 78", "PR402"),
        ("0033 6 12 34 56 78", "PR402"),
        ("tél.:0612345678.", "PR402"),
        ("+262 692 12 34 56", "PR402"),
        ("+590690123456", "PR402"),
        ("1 85 05 78 006 084 91", "PR403"),
        ("185057800608491", "PR403"),
        ("1 85 05 78 006 084", "PR403"),
        ("1 85 05 2A 006 084 35", "PR403"),
        ("FR76 3000 6000 0112 3456 7890 189", "PR404"),
        ("FR7630006000011234567890189", "PR404"),
        ("fr76 3000 6000 0112 3456 7890 189", "PR404"),
        ("IBAN : FR76 3000 6000 0112 3456 7890 189 pour les dons de 2026", "PR404"),
        ("DE89 3704 0044 0532 0130 00", "PR404"),
        ("GB29NWBK60161331926819", "PR404"),
    ],
)
def test_finds_personal_data(text: str, code: str) -> None:
    """Each is found once, and the value itself is nowhere in what is said."""
    findings = list(personal_data(f"Avant\nVoici {text} et la suite.", "a.md", ROLES))

    assert [code] == [found.code for found in findings]
    assert findings[0].line == 2
    shown = findings[0].message()
    assert "••••••" in shown
    assert text not in shown


@pytest.mark.parametrize(
    "text",
    [
        "herault@preau.example",
        "[écrire](mailto:Herault@preau.example)",
        "SIRET 732 829 320 00074",
        "SIRET 73282932000074",
        "SIREN 732 829 320",
        "34000 Montpellier, 01000 Bourg-en-Bresse",
        "le 02/05/2026 à 18 h 30",
        "du 2026-05-02 au 2027-06-30",
        "06/06/2026 07/06/2026 08/06/2026",
        "112, 15, 17, 18, 114, 115, 119, 3919, 3018, 116 117",
        "08 00 12 34 56",
        "RNA W341234567",
        "ISBN 978-2-07-036822-8",
        "2faf1b51-be8e-4d27-b982-0f1b92f2ccdc",
        "600 000 000 euros, soit 1 234 567 890 centimes",
        "de 2019 à 2026, 12 % puis 34,5 %",
        "43.3102, 3.4756",
        "version 1.2.3.4.5.6.7.8.9",
        "un rendez-vous @ la mairie d'Agde",
        "la RN113, l'A75 et le TGV 6201 de 06 h 12",
        "loi n° 2014-173 du 21 février 2014, article L2121-29",
        "https://www.legifrance.gouv.fr/loda/id/LEGITEXT000006069570/2026-05-02",
        "PT15M PT1H30M",
        "FR76 3000 6000 0112 3456 7890 188",
        "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIE0612345678abcdefghijklmnopqrstuvwxyzAB",
    ],
)
def test_leaves_the_rest_alone(text: str) -> None:
    """Role addresses, public numbers, dates, amounts, laws and links are no personal data."""
    assert said(text) == []


def test_finds_each_of_a_line() -> None:
    """Two on one line are two findings, each underlined."""
    line = "a@b.example, 06 12 34 56 78, c@d.example"

    assert sorted((found.column, found.code) for found in personal_data(line, "a.md", ROLES)) == [
        (1, "PR401"),
        (14, "PR402"),
        (30, "PR401"),
    ]


def test_another_finding_does_not_repeat_them() -> None:
    """A word refused for another reason can be an address: its finding must not spread it."""
    finding = UNKNOWN_KEY.at("a.md", 1, 1, 5, key="camille@courriel.example", allowed="contact, herault@preau.example")

    hidden = concealed(finding, ROLES)

    assert hidden.message() == "unknown key: c••••••"
    assert hidden.help() == "Keys allowed here: contact, herault@preau.example."


@given(st.uuids(version=4))
def test_an_identifier_is_no_personal_datum(identifier: uuid.UUID) -> None:
    """Whatever the identifier of a course, it is no account, telephone or social security number."""
    assert not list(personal_data(f"identifier: {identifier}\n", "courses/x/course.yml", frozenset()))


@given(st.text(alphabet="0123456789١٢𝟗 .-é’€\u202f🌱a", max_size=60))
def test_the_quick_look_for_digits_misses_none(text: str) -> None:
    """Bytes are looked at before characters: they may say yes too often, never no."""
    assert _digits(text) == (_DIGITS.search(text) is not None)
