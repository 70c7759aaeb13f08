"""Compiled templates are kept for the next process, and only where they are exactly what would be compiled again."""

from __future__ import annotations

import sys
from collections.abc import Callable
from gettext import NullTranslations
from pathlib import Path

import pytest

from preau.views import compiled, templates
from preau.views.templates import Templates, printer

Made = Callable[..., Templates]
SOURCE = '{{ _("Said") }}{% remember 1 %}a{% endremember %}{% remember 1 %}b{% endremember %}'


@pytest.fixture
def made(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Made:
    """`made(source)`: templates of the package, as a new process would have them."""
    monkeypatch.setattr(compiled, "OURS", (str(tmp_path / "ours"),))
    monkeypatch.setattr(sys, "dont_write_bytecode", False)

    def make(source: str = SOURCE, *, folder: str = "ours", say: Callable[[str], str] = str.upper) -> Templates:
        (tmp_path / folder).mkdir(exist_ok=True)
        (tmp_path / "kept").mkdir(exist_ok=True)
        (tmp_path / folder / "page.html").write_text(source, encoding="utf-8")
        one = Templates([tmp_path / folder], NullTranslations(), printer(), {"_": say, "icon": str})
        one.bytecode_cache = compiled.Compiled(Path(templates.__file__), tmp_path / "kept")
        return one

    return make


def drawn(one: Templates, monkeypatch: pytest.MonkeyPatch) -> tuple[str, int]:
    """What the page says, and how many templates were compiled for it."""
    count, compile_it = [], one.compile
    monkeypatch.setattr(one, "compile", lambda *told, **more: count.append(1) or compile_it(*told, **more))
    return one.get_template("page.html").render(), len(count)


def test_the_next_process_compiles_nothing(made: Made, monkeypatch: pytest.MonkeyPatch) -> None:
    """The same page, two remembered blocks of the same key still told apart."""
    assert drawn(made(), monkeypatch) == ("SAIDab", 1)
    assert drawn(made(), monkeypatch) == ("SAIDab", 0)


def test_another_text_or_another_language_is_compiled(made: Made, monkeypatch: pytest.MonkeyPatch) -> None:
    """A sentence is in the code: each language has its own, and keeps it."""
    drawn(made(), monkeypatch)
    assert drawn(made(SOURCE + "!"), monkeypatch) == ("SAIDab!", 1)
    assert drawn(made(say=str.lower), monkeypatch) == ("saidab", 1)
    assert drawn(made(), monkeypatch) == ("SAIDab", 0)


def test_nothing_is_kept_of_a_movement_s_own(made: Made, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Its folder may hold what others proposed; a file of ours that is cut short is compiled over."""
    drawn(made(folder="theirs"), monkeypatch)
    assert list((tmp_path / "kept").iterdir()) == []
    drawn(made(), monkeypatch)
    (kept,) = (tmp_path / "kept").iterdir()
    kept.write_bytes(kept.read_bytes()[:-9])
    assert drawn(made(), monkeypatch) == ("SAIDab", 1)


def test_where_nothing_can_be_written_pages_are_drawn(made: Made, monkeypatch: pytest.MonkeyPatch) -> None:
    """Python told to write no bytecode, or a folder that is not there."""
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    assert [drawn(made(), monkeypatch)[1] for _ in range(2)] == [1, 1]
    monkeypatch.setattr(sys, "dont_write_bytecode", False)
    one = made()
    one.bytecode_cache = compiled.Compiled(Path(templates.__file__), Path("/nowhere"))
    assert drawn(one, monkeypatch) == ("SAIDab", 1)
