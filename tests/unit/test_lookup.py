"""The index of the search: words, lists, files; always the same bytes, and a change touches few of them."""

from __future__ import annotations

import json
import random
import re
import tracemalloc

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from preau.views.lookup import lists, shards, write
from preau.views.lookup.analysis import Numbers, Row
from preau.views.lookup.document import Document, shortened
from preau.views.lookup.files import label_file
from preau.views.lookup.pages import documents_of, searched
from preau.views.lookup.words import PAGE, Stems, cut, fold
from preau.views.lookup.write import bits_for, write_index
from wordforms import FORMS, pairs

WORDS = ["jardin", "berge", "vélo", "atelier", "école", "repas", "santé", "forêt", "canal", "chorale", "verger"]


def made(number: int, extra: str = "") -> Document:
    """A made-up document, the same each time."""
    dice = random.Random(number)
    text = " ".join(dice.choice(WORDS) + str(dice.randrange(40)) for _ in range(60))
    labels = {"kind": ("Initiative",), "territory": (dice.choice(("Tarn", "Somme")),)}
    return Document(f"/i/{number}/", f"/i/{number}/", f"Titre {number}", "Un résumé.", text + extra, "", labels)


@pytest.mark.parametrize(("language", "word", "stem"), [(name, *pair) for name in FORMS for pair in pairs(name)])
def test_forms_of_a_word_meet(language: str, word: str, stem: str) -> None:
    """Plurals, feminines, verbs and what is made from them."""
    assert Stems(language)[word] == stem


def test_common_words_are_kept_in_titles_alone() -> None:
    """A text of nothing but common words has no stem; a title keeps them: it may hold nothing else."""
    stems = Stems("fr")

    assert [*stems.of("Qui est là, et pourquoi ?")] == ["", "", "", "", ""]
    assert stems.every("Qui fait quoi") == ["qui", "fait", "quoi"]


@given(some.text(some.characters(codec=PAGE) | some.sampled_from("’« »œŒÉ-'’ aA1"), max_size=40))
def test_the_quick_way_of_cutting_is_the_plain_one(text: str) -> None:
    """Bytes of Windows-1252 are cut where the signs would be."""
    quick = [word.decode(PAGE) if isinstance(word, bytes) else word for word in cut(text)]

    assert quick == re.findall(r"[^\W_]+", text.lower()) or "İ" in text


def test_words_of_other_scripts_are_kept() -> None:
    """They are cut as any other, and stay as they are but for their accents."""
    assert [*Stems("fr").of("Ο δήμος, 市民 !")] == ["ο", "δημος", "市民"]
    assert fold("Œuvre") == "oeuvre"


def read(text: str) -> list[int]:
    """A list as the reader of the pages understands it."""
    found, bucket, place, far = [], -1, 0, 0
    for sign in text:
        digit = lists.SIGNS.index(sign)
        if digit < lists.PLACES:
            place += digit
            found.append(bucket * lists.PLACES + place)
            place += 1
        elif digit < lists.PLACES + len(lists.NEAR):
            bucket += far * len(lists.NEAR) + digit - lists.PLACES + 1
            place = far = 0
        else:
            far = far * len(lists.FAR) + digit - lists.PLACES - len(lists.NEAR)
    return found


def written(masks: dict[int, int]) -> str:
    """A list from the places of each bucket."""
    growing = lists.Growing()
    for bucket, mask in sorted(masks.items()):
        growing.add(bucket, {0: mask})
    return growing.take(0)


@given(some.sets(some.integers(0, 40_000 * lists.PLACES)))
def test_a_list_is_read_as_it_was_written(numbers: set[int]) -> None:
    """Whatever the distance between buckets and the places in them."""
    masks: dict[int, int] = {}
    for number in sorted(numbers):
        bucket, place = divmod(number, lists.PLACES)
        masks[bucket] = masks.get(bucket, 0) | 1 << place

    assert read(written(masks)) == sorted(numbers)


@settings(deadline=None)
@given(
    some.dictionaries(some.integers(0, 30_000) | some.integers(0, 900), some.integers(1, 2**12), max_size=400),
    some.integers(0, 30_000) | some.integers(0, 900),
    some.integers(0, 2**12),
)
def test_a_list_changes_in_one_bucket(masks: dict[int, int], bucket: int, mask: int) -> None:
    """As if it had been written anew: a bucket that comes, goes, or holds other places."""
    after = {key: value for key, value in (masks | {bucket: mask}).items() if value}

    assert lists.with_places(written(masks), bucket, mask) == written(after)


def test_signs_need_no_escape() -> None:
    """In a script, in JSON, in a page: the lists are written as they are."""
    assert json.dumps(lists.SIGNS) == f'"{lists.SIGNS}"'
    assert not set(lists.SIGNS) & set("<\\\" !#$%&'()")


@given(some.dictionaries(some.text("abcé1", min_size=1, max_size=6), some.integers(1, 4000), max_size=60))
def test_each_stem_is_in_the_file_of_the_longest_beginning(sizes: dict[str, int]) -> None:
    """The reader finds a stem without asking: its file is the one whose name it begins with the most."""
    entries = sorted(sizes.items())
    files = dict(shards.cut(entries))

    assert sorted(entry for some_entries in files.values() for entry in some_entries) == entries
    for start, entries_of in files.items():
        for stem, _ in entries_of:
            assert start == max((name for name in files if stem.startswith(name)), key=len)


def test_the_same_documents_make_the_same_bytes() -> None:
    """Whatever the order in which they come."""
    documents = [made(number) for number in range(300)]
    shuffled = random.Random(1).sample(documents, len(documents))

    assert dict(write_index(documents, "fr")) == dict(write_index(shuffled, "fr"))


def test_files_are_handed_over_one_by_one() -> None:
    """The bytes of an index that is written out are never held together, however many documents there are."""
    sizes: list[int] = []
    rows = (Row(number << 18, str(number), "", f'"{number:0400}"', "[]", b"") for number in range(1 << 14))
    tracemalloc.start()
    try:
        write.made(rows, range(0, 1 << 32, 1 << 18), Numbers(), "fr", lambda name, data: sizes.append(len(data)))
        most = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert sum(sizes) > 12_000_000
    assert most < sum(sizes) / 4


def changed(before: list[Document], after: list[Document]) -> set[str]:
    """The names of the files of the index that differ."""
    old, new = dict(write_index(before, "fr")), dict(write_index(after, "fr"))
    return {name for name in old.keys() | new.keys() if old.get(name) != new.get(name)}


def test_a_changed_document_touches_the_files_of_its_own_words() -> None:
    """A word that comes into a text changes the file of this word, and the index that says how many there are."""
    documents = [made(number) for number in range(300)]
    told = [name for name in changed(documents, [*documents[:-1], made(299, " zythum")]) if name.startswith("s-")]

    assert told == ["s-z.js"] or len(told) == 1


def test_a_document_that_comes_moves_its_bucket_alone() -> None:
    """The texts of all the other buckets stay in the files that they are in."""
    documents = [made(number) for number in range(300)]
    touched = changed(documents, [*documents, made(300)])

    assert len([name for name in touched if name.startswith("d-")]) == 1


def test_buckets_have_room() -> None:
    """Twelve documents on the average, never more than there are places."""
    assert bits_for([]) == 0
    assert bits_for([number << 20 for number in range(4096)]) == 9
    assert bits_for([1] * 12) == 0
    assert bits_for([0] * 16 + [1 << 31] * 17) == 2


@pytest.mark.parametrize(
    "address", ["/initiatives/34/berges-propres/", "/initiatives/34/berges/", "/x/", "/a/#berges-p"]
)
def test_an_address_is_told_by_its_title(address: str) -> None:
    """And found again from it."""
    told = shortened(address, "Berges propres à Agde")
    name = "berges-propres-a-agde"

    assert re.sub(r"~(\d+)", lambda found: name[: int(found.group(1))], told) == address


PAGE_OF_CARDS = """<meta name="description" content="L&#39;eau, en deux cartes."><main id="main" data-lookup-body>
<span hidden data-lookup-label="kind" data-value="Module"></span><h1>L&#39;eau</h1>
<div data-lookup-ignore>secret <div>caché</div> encore</div><p>Le texte &amp; la suite.</p><h2>Lire</h2>
<li class="c" id="source" data-lookup-part="Carte"><h3><span aria-hidden="true">1</span> La source</h3>
<p>Elle coule.</p></li>
</main><footer>pied</footer>"""


def test_a_page_is_read_as_it_was_drawn() -> None:
    """Its title, what describes it, its labels and its text, without what templates ask not to look through."""
    card, page = documents_of("/cours/eau/", PAGE_OF_CARDS)

    assert searched(PAGE_OF_CARDS)
    assert (page.title, page.summary, page.filters) == ("L'eau", "L'eau, en deux cartes.", {"kind": ("Module",)})
    assert page.body.split() == ["L'eau", "Le", "texte", "&", "la", "suite.", "Lire"]
    assert (card.address, card.title, card.summary) == ("/cours/eau/#source", "La source", "Elle coule.")
    assert card.filters == {"kind": ("Carte",)}


def test_an_address_is_told_once() -> None:
    """Two parts of a page that bear the same name cannot both be reached."""
    doubled = PAGE_OF_CARDS.replace("</main>", PAGE_OF_CARDS[PAGE_OF_CARDS.index("<li") :])

    assert [one.key for one in documents_of("/a/", doubled)] == ["/a/#source", "/a/"]


def test_labels_have_files_of_their_own() -> None:
    """Two labels that differ by their accents alone share one."""
    assert label_file("territory", "Hérault") == label_file("territory", "HERAULT") == "f-territory-herault.js"
    assert label_file("theme", "Vie locale") == "f-theme-vie_20_locale.js"
