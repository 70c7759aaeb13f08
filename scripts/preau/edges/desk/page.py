"""The page of the desk: its files, its words in the movement's language, and its policy; also packed in one file."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from collections.abc import Iterable
from functools import cache
from html import escape
from pathlib import Path

from preau.edges.desk.words import WORDS
from preau.i18n import say_in

HERE = Path(__file__).resolve().parent / "static"
SCRIPTS = (
    "bytes.js",
    "statement.js",
    "texts.js",
    "dom.js",
    "keys.js",
    "answer.js",
    "proposal.js",
    "list.js",
    "keypage.js",
    "desk.js",
)
"""In the order in which each needs only those before it."""
FILES = frozenset({"desk.css", "paper.css", *SCRIPTS})
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; frame-src 'self'; "
    "img-src 'self' data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; "
    "require-trusted-types-for 'script'; trusted-types 'none'"
)


@cache
def file(name: str) -> bytes:
    """One of the files of the page."""
    return (HERE / name).read_bytes()


def page(name: str, lang: str, paper: str = "/paper") -> str:
    """The page, for the server that answers its questions at the same address."""
    head = '<link rel="stylesheet" href="/desk.css">\n<script type="module" src="/desk.js"></script>'
    return _page(name, lang, head, {"base": "", "language": lang, "root": ""}, paper)


def packed(name: str, lang: str, base: str, root: str) -> str:
    """The page in one file: no server can change it; it asks one for proposals, and checks what it shows."""
    style, script = file("desk.css").decode(), bundle()
    policy = (
        f"default-src 'none'; script-src '{_hash(script)}'; style-src '{_hash(style)}'; connect-src {base}; "
        f"frame-src {base}; img-src data:; base-uri 'none'; form-action 'none'"
    )
    head = (
        f'<meta http-equiv="Content-Security-Policy" content="{escape(policy)}">\n<style>{style}</style>\n'
        f'<script type="module">{script}</script>'
    )
    return _page(name, lang, head, {"base": base, "language": lang, "root": root}, base + "/paper")


def _page(name: str, lang: str, head: str, settings: dict[str, str], paper: str) -> str:
    say = say_in(lang).gettext
    words = {key: say(text) for key, text in WORDS.items()}
    facts = {
        "lang": lang, "name": escape(name), "head": head,
        "desk": escape(words["desk"]), "list": escape(words["toAnswer"]),
        "key": escape(words["myKey"]), "paper": escape(words["paper"]), "address": escape(paper),
        "noscript": escape(words["noScript"]), "settings": _data(settings), "words": _data(words),
        "trust": escape(words["trust"]),
    }  # fmt: skip
    return re.sub(r"\[\[(\w+)\]\]", lambda found: facts[found.group(1)], file("desk.html").decode())


def _data(value: object) -> str:
    """A value for a script to read, which no text of it can end."""
    return json.dumps(value, ensure_ascii=False).replace("<", "\\u003c")


def _hash(text: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()


def bundle(names: Iterable[str] = SCRIPTS) -> str:
    """The scripts as one, each in a scope of its own that gives what it exports to those after it."""
    return "\n" + "\n".join(_scoped(file(name).decode()) for name in names)


def _scoped(text: str) -> str:
    text = re.sub(r"^import .*\n", "", text, flags=re.MULTILINE)
    given = ", ".join(re.findall(r"^export (?:const|class|(?:async )?function) (\w+)", text, re.MULTILINE))
    text = re.sub(r"^export ", "", text, flags=re.MULTILINE)
    return f"const {{ {given} }} = (() => {{\n{text}return {{ {given} }};\n}})();" if given else f"{{\n{text}}}"
