"""Attacks and honest mistakes that succeeded on a default MkDocs site: each is refused, named, and stops nothing else.

The rows are those of the research on security (a1, a3, a4) that concern files. Every tree also holds an honest fault in
another file, which must still be told.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

Repo = Callable[..., Path]
Check = Callable[..., list[str]]
PAGE, RECORD, OTHER = "content/pages/index.md", "initiatives/34/berges-propres.md", "content/committees/34/agde.yml"
HEAD = "---\ntitle: Accueil\n---\n\n"
SENTENCE = "Après chaque crue, les berges se couvrent de bouteilles."
HONEST = f"{OTHER}:1:7 PR113"
BOMB = "a0: &a0 [x, x, x, x, x, x, x, x, x]\n" + "".join(
    f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]\n" for n in range(1, 9)
)


def judged(repo: Repo, check: Check, files: dict[str, str | bytes]) -> list[str]:
    """What is said of some files, once the honest fault beside them was told too."""
    root = repo({OTHER: 'name: Ag\nterritory: "34"\nplace: Agde\n', **files})
    found = check(root)
    assert HONEST in found
    found.remove(HONEST)
    return found


IN_TEXTS = {
    "script": ("<script>alert(1)</script>", "PR210"),
    "image handler": ('<img src=x onerror="alert(1)">', "PR210"),
    "svg": ("<svg onload=alert(1)>", "PR210"),
    "details": ("<details open ontoggle=alert(1)>", "PR210"),
    "iframe": ('<iframe srcdoc="<script>alert(1)</script>">', "PR210"),
    "malformed comment": ("<!-- x --!><script>alert(1)</script>", "PR210"),
    "style": ("<style>body{display:none}</style>", "PR210"),
    "form": ('<form action="https://ailleurs.example"><input name=a></form>', "PR210"),
    "base": ('<base href="https://ailleurs.example/">', "PR210"),
    "refresh": ('<meta http-equiv=refresh content="0;url=https://ailleurs.example">', "PR210"),
    "clobbering": ('<div id="__config">{}</div>', "PR210"),
    "markdown in html": ('<div markdown onclick="alert(1)">a</div>', "PR210"),
    "javascript": ("[a](javascript:alert(1))", "PR211"),
    "mixed case": ("[a](JavaScript:alert(1))", "PR211"),
    "numeric entity": ("[a](&#106;avascript:alert(1))", "PR211"),
    "named entity": ("[a](javascript&colon;alert(1))", "PR211"),
    "reference": ("[a][x]\n\n[x]: javascript:alert(1)", "PR211"),
    "other host": ("![a](https://ailleurs.example/suivi.png)", "PR212"),
    "handler attribute": ('Un mot{: onclick="alert(1)" }', "PR215"),
    "overlay": ('Un mot {: style="position:fixed;inset:0" }', "PR215"),
    "snippet": ('--8<-- ".git/config"', "PR215"),
    "bidi": ("Un \u202emot", "PR008"),
    "zero width": ("Un\u200b mot", "PR008"),
    "NUL": ("Un\0 mot", "PR008"),
    "e-mail": ("camille@courriel.example", "PR401"),
}


@pytest.mark.parametrize(("text", "code"), IN_TEXTS.values(), ids=IN_TEXTS)
@pytest.mark.parametrize("path", [PAGE, RECORD], ids=["page", "initiative"])
def test_texts(repo: Repo, check: Check, path: str, text: str, code: str) -> None:
    """In a page as in an initiative: one rule says it, on the line of the attack."""
    root = repo()
    whole = HEAD + text if path == PAGE else (root / path).read_text(encoding="utf-8").replace(SENTENCE, text)
    line = whole[: whole.index(text)].count("\n") + 1

    found = judged(repo, check, {path: whole})

    assert f"{path}:{line}" in {one.split(" ")[0].rpartition(":")[0] for one in found if one.endswith(code)}
    assert {code} == {one.rpartition(" ")[2] for one in found}


IN_HEADS = {
    "title": ('title: "<img src=x onerror=alert(1)>"', "2:8 PR123"),
    "description": ("title: Accueil\ndescription: '\"><script>alert(1)</script>'", "3:14 PR123"),
    "subtitle": ("title: Accueil\nsubtitle: <script>", "3:1 PR110"),
    "author": ("title: Accueil\nauthor: a", "3:1 PR110"),
    "template": ("title: Accueil\ntemplate: redirect.html", "3:1 PR110"),
    "location": ("title: Accueil\nlocation: https://ailleurs.example", "3:1 PR110"),
    "hide": ("title: Accueil\nhide: 5", "3:1 PR110"),
    "icon": ("title: Accueil\nicon: ../../x", "3:1 PR110"),
    "alias bomb": (BOMB + "title: *a8", "2:5 PR103"),
    "tag": ("title: !!python/object/apply:os.system ['id']", "2:8 PR103"),
    "brackets": ("title: " + "[" * 5000, "2:20 PR104"),
    "dashes": ("title: a\nb:\n" + "- " * 800, "4:1 PR104"),
    "colon": ("title: l'eau : un bien commun", "2:14 PR101"),
    "tab": ("title: Accueil\n\tdescription: a", "3:1 PR101"),
    "list": ("- title: Accueil", "2:1 PR121"),
    "twice": ("title: Accueil\ntitle: Autre", "3:1 PR102"),
    "many keys": ("title: Accueil\n" + "".join(f"k{n}: v\n" for n in range(1500)), "3:1 PR110"),
    "long": ("title: " + "a" * 20_000, "1:1 PR106"),
    "integer": ("title: " + "9" * 5000, "2:8 PR114"),
    "nothing": ("title: null", "2:1 PR112"),
}


@pytest.mark.parametrize(("head", "said"), IN_HEADS.values(), ids=IN_HEADS)
def test_heads(repo: Repo, check: Check, head: str, said: str) -> None:
    """A head that would act, hide or stop a build is refused at its place."""
    assert f"{PAGE}:{said}" in judged(repo, check, {PAGE: f"---\n{head}\n---\n\nTexte.\n"})


WHOLE_FILES = {
    "no fence": ("title: Accueil\ntemplate: redirect.html\n\nTexte.\n", "1:1 PR105"),
    "three dots": ("---\ntitle: Accueil\n...\n\nTexte.\n", "1:1 PR105"),
    "never closed": ("---\ntitle: Accueil\n\nTexte.\n", "1:1 PR105"),
    "empty": ("", "1:1 PR009"),
    "latin-1": ((HEAD + "Été").encode("latin-1"), "5:1 PR005"),
    "utf-16": ((HEAD + "Été").encode("utf-16"), "1:1 PR005"),
    "invalid": (HEAD.encode() + b"a\xff", "5:2 PR005"),
    "one line of 5 MB": (HEAD + "a" * 5_000_000, "1:1 PR004"),
    "NUL bytes": (HEAD + "a" + "\0" * 1000, "5:2 PR008"),
}


@pytest.mark.parametrize(("data", "said"), WHOLE_FILES.values(), ids=WHOLE_FILES)
def test_files(repo: Repo, check: Check, data: str | bytes, said: str) -> None:
    """What other readers accept in silence, or die of, is refused with its place."""
    assert [f"{PAGE}:{said}"] == judged(repo, check, {PAGE: data})


PATHS = {
    "html": ("content/pages/a.html", "PR001"),
    "svg": ("content/pages/images/a.svg", "PR001"),
    "cname": ("content/pages/CNAME", "PR001"),
    "robots": ("content/pages/robots.txt", "PR001"),
    "theme script": ("content/pages/assets/javascripts/bundle.js", "PR001"),
    "attributes": ("content/.gitattributes", "PR001"),
    "modules": ("courses/.gitmodules", "PR001"),
    "tag": ("content/pages/<img src=x onerror=alert(1)>.md", "PR002"),
    "option": ("content/pages/-rf.md", "PR002"),
    "command": ("content/pages/$(id).md", "PR002"),
    "line end": ("content/pages/a\nb.md", "PR002"),
    "capital": ("content/pages/Case.md", "PR002"),
    "other folder": ("initiatives/zz/a.md", "PR001"),
    "no folder": ("initiatives/a.md", "PR001"),
    "deep": ("content/pages/a/b/c/d/e/f/g.md", "PR001"),
}


@pytest.mark.parametrize(("path", "code"), PATHS.values(), ids=PATHS)
def test_paths(repo: Repo, check: Check, path: str, code: str) -> None:
    """A file elsewhere, or under a name that acts, is refused by its name alone."""
    found = judged(repo, check, {path: "<script>alert(1)</script>"})

    assert [code] == [one.rpartition(" ")[2] for one in found]


def test_postcodes_and_codes_stay_as_written(repo: Repo, check: Check) -> None:
    """`01000` in a text, `"01"` as a territory: no number is guessed, no value changed."""
    from preau.reading.load import shelve
    from preau.reading.tree import WorkTree

    root = repo({"content/territories/01.yml": "code: 01\nname: 01000\nkind: department\n"})

    assert check(root) == []
    territory = shelve(WorkTree(root)).registry.territories["01"]
    assert (territory.code, territory.name) == ("01", "01000")


def test_a_page_and_its_folder_do_not_hide_one_another(repo: Repo, check: Check) -> None:
    """`a.md` and `a/index.md` claim one address: both are named."""
    found = judged(repo, check, {"content/pages/a.md": HEAD + "A.\n", "content/pages/a/index.md": HEAD + "B.\n"})

    assert found == ["content/pages/a/index.md:1:1 PR303"]


def test_every_fault_of_every_file_in_one_run(repo: Repo, check: Check) -> None:
    """A file that cannot be read hides nothing of the others, the registry included."""
    found = judged(
        repo,
        check,
        {
            "content/movement.yml": "name: [",
            "content/vocabularies/themes.yml": b"\xff",
            "courses/agir/course.yml": "kind: mooc\n",
            PAGE: "sans tête",
            RECORD: "---\ntitle: A\n---\n",
        },
    )

    assert {"content/movement.yml", "content/vocabularies/themes.yml", "courses/agir/course.yml", PAGE, RECORD} <= {
        one.split(":")[0] for one in found
    }


def test_the_line_shown_is_the_line_told(repo: Repo) -> None:
    """Signs that some take for line ends, Windows ends and a byte order mark do not shift what is underlined."""
    from preau.edges.commands import run_check

    root = repo({PAGE: "\ufeff" + (HEAD + "A\x0cb\u2028c\x85d\n\n<b>e\n").replace("\n", "\r\n")})

    report, _ = run_check(root, (str(root / PAGE),), "text", "fr", "2026-11-23", 1)

    assert "  7 | <b>e\n    | ^^^\n" in report


def test_work_is_bounded_before_texts_are_read(repo: Repo, check: Check, monkeypatch: pytest.MonkeyPatch) -> None:
    """A text refused by counting never reaches a reader of Markdown."""
    read: list[int] = []
    from preau.checks import prose
    from preau.reading import records

    really = prose.render
    for module in (prose, records):
        monkeypatch.setattr(module, "render", lambda text: read.append(len(text)) or really(text))

    judged(repo, check, {PAGE: HEAD + "[" * 8000, "content/pages/b.md": HEAD + "- " * 800})

    assert max(read) < 4000
