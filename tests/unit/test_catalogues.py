"""The French interface is complete: every sentence of the code and of the templates, with the same `{names}`."""

from __future__ import annotations

import ast
import io
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from babel.messages.extract import extract
from babel.messages.pofile import read_po

from preau.findings import DID_YOU_MEAN

ROOT = Path(__file__).parents[2]
PACKAGE = ROOT / "scripts" / "preau"
EXTENSIONS = "jinja2.ext.i18n,preau.views.templates.Remember"
MARKERS = {"N_": 1, "_": 1, "gettext": 1, "ngettext": 2}
Message = str | tuple[str, str]


def in_python(path: Path) -> Iterator[Message]:
    """The sentences that a module marks or says."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call):
            name = getattr(node.func, "attr", getattr(node.func, "id", ""))
            words = [argument.value for argument in node.args if isinstance(argument, ast.Constant)]
            if name == "ngettext" and len(words) >= 2:
                yield str(words[0]), str(words[1])
            elif MARKERS.get(name) == 1 and words:
                yield str(words[0])


def in_template(path: Path) -> Iterator[Message]:
    """The sentences that a template says."""
    found = extract(
        "jinja2.ext:babel_extract",
        io.BytesIO(path.read_bytes()),
        keywords={"_": None, "gettext": None, "ngettext": (1, 2)},
        options={"autoescape": "true", "silent": "false", "trim_blocks": "true", "extensions": EXTENSIONS},
    )
    for _, message, _, _ in found:
        yield (message[0], message[1]) if isinstance(message, tuple) else message


def sources() -> dict[Path, list[Message]]:
    """Every sentence of the interface, by file."""
    found = {path: list(in_python(path)) for path in sorted(PACKAGE.rglob("*.py"))}
    found |= {path: list(in_template(path)) for path in sorted((ROOT / "overrides").rglob("*.html"))}
    found[PACKAGE / "findings.py"].append(DID_YOU_MEAN)
    return found


def french() -> dict[str, tuple[str, ...]]:
    """Every sentence of the French catalogues that can be used, with its translations."""
    known: dict[str, tuple[str, ...]] = {}
    for path in sorted((PACKAGE / "locale" / "fr").glob("*.po")):
        for message in read_po(io.BytesIO(path.read_bytes()), locale="fr"):
            if not message.id or message.fuzzy:
                continue
            key = message.id[0] if isinstance(message.id, tuple | list) else message.id
            said = message.string if isinstance(message.string, tuple | list) else (message.string,)
            known[key] = tuple(said)
    return known


def names(text: str) -> set[str]:
    """The `{names}` of a sentence."""
    return set(re.findall(r"\{(\w+)\}", text))


def test_every_sentence_is_said_in_french() -> None:
    """A sentence without its French would be shown in English to a French reader."""
    known = french()

    missing = [
        f"{path.relative_to(ROOT)}: {message}"
        for path, messages in sources().items()
        for message in messages
        if not all(known.get(message if isinstance(message, str) else message[0], ("",)))
    ]

    assert missing == []


def test_plurals_have_both_forms() -> None:
    """A plural with one form would be shown wrong for one or for many."""
    known = french()

    wrong = [
        message[0]
        for messages in sources().values()
        for message in messages
        if isinstance(message, tuple) and len(known.get(message[0], ())) != 2
    ]

    assert wrong == []


def test_translations_keep_the_names_of_facts() -> None:
    """A translation that loses a `{name}` would lose a fact; one that invents a name would stop the command."""
    singular = {
        message[0]: message for messages in sources().values() for message in messages if isinstance(message, tuple)
    }

    wrong = {
        english: said
        for english, translated in french().items()
        for said in translated
        if not names(said) <= names(" ".join(singular.get(english, (english,))))
        or (english not in singular and names(said) != names(english))
    }

    assert wrong == {}


@pytest.mark.parametrize("path", sorted((PACKAGE / "locale" / "fr").glob("*.po")), ids=lambda path: path.name)
def test_catalogues_are_well_formed(path: Path) -> None:
    """Each catalogue says its plural rule and its encoding, and holds no sentence twice."""
    text = path.read_text(encoding="utf-8")

    head = text[: text.index("\n\n")].lower()

    assert "nplurals=2; plural=(n > 1);" in head
    assert "charset=utf-8" in head
    ids = re.findall(r'^msgid (?!"")(.*)$', text, re.MULTILINE)
    assert sorted(set(ids)) == sorted(ids)


@pytest.mark.parametrize("path", sorted((PACKAGE / "locale" / "fr").glob("rules.po")), ids=lambda path: path.name)
def test_french_signs_keep_their_spaces(path: Path) -> None:
    """In French, a sign of two parts never begins a line: the space before it cannot break."""
    said = [
        text
        for message in read_po(io.BytesIO(path.read_bytes()), locale="fr")
        if message.id
        for text in (message.string if isinstance(message.string, tuple | list) else (message.string,))
    ]

    prose = [re.sub(r"`[^`]*`|python3 -c .*", "", text) for text in said]
    loose = [text for text in prose if re.search(r" [:;?!»](?: |$)|« |“|”|[a-zé»}][?!;](?: |$)", text)]

    assert loose == []


TERMS = {
    r"\breceipts?\b": "récépissé", r"\bregistry\b": "registre", r"\bbreach": "manquement",
    r"\b(?:the|its) log\b": "journal",
}  # fmt: skip
"""One French word for one thing, everywhere."""


@pytest.mark.parametrize(("english", "word"), TERMS.items())
def test_one_thing_has_one_name_in_french(english: str, word: str) -> None:
    """A citizen who reads of a receipt in one place and of another word elsewhere would look for two things."""
    said = {known: " ".join(translated) for known, translated in french().items()}
    plain = {known: translated for known, translated in said.items() if "receipt=" not in known and ".txt" not in known}

    assert [
        known for known, text in plain.items() if re.search(english, known, re.I) and word not in text.lower()
    ] == []
