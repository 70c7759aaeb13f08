"""What becomes of an initiative: news by its carrier, rewriting, moves, deletion, refusals. Each beside its twin."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from beginning import constitution, decided
from forging import Deed, Row, World, attack, twin
from guarded import MODEL, initiative, public

NEW, OTHER, IN81 = "initiatives/34/jardin.md", "initiatives/34/abri.md", "initiatives/81/jardin.md"
HELENE, KARIM, YVES, AGATHE, LUCIE = "34/helene-34", "34/karim-34", "81/yves-81", "steward/agathe", "editor/lucie"
THEMES = "themes: [environnement]\nbeneficiaries: [habitants-isoles]\n"
CAMILLE = "carrier/berges-propres"
DECISIONS = "content/decisions/2026/"
NEWS = "\n### 2026-11-20\n\nDouze arbres plantés.\n"
MEANS = "## Moyens\n\n- Des gants et des sacs.\n- Une trousse de secours.\n\n"
STEP = "\n\n### 2026-11-20\n\nDouze arbres.\n"
THERE = initiative(code="81", committees="[]", aliases='["34/jardin"]')
TAKEN = initiative(code="81", committees="[]", aliases='["34/jardin"]', carrier_key="stranger")
PAGE = {"proposal": "editor/accueil", "territory": "fr", "decider": "lucie"}
REGISTRY = {"proposal": "steward/registre", "territory": "fr", "decider": "agathe"}
Change = Callable[[str], str]


def news(text: str) -> str:
    """Honest news: another status, a new need, one more step."""
    return text.replace("status: underway", "status: seeking").rstrip("\n") + "\n" + NEWS


def alone(change: Change) -> Deed:
    """The carrier's key alone: honest news, or a change that hides in it."""
    return lambda w, honest: w.make({MODEL: (news if honest else change)(w.text(MODEL))}, CAMILLE)


def by_carrier(right: str, wrong: str) -> Deed:
    """Honest news, by the carrier or by somebody who says to be one."""
    return lambda w, honest: w.make({MODEL: news(w.text(MODEL))}, right if honest else wrong)


def swap(old: str, new: str) -> Deed:
    """The carrier alone replaces a piece of the text, among honest news."""

    def change(text: str) -> str:
        assert old in text
        return news(text.replace(old, new, 1))

    return alone(change)


def add(tail: str) -> Deed:
    """The carrier alone adds something at the end."""
    return alone(lambda text: text.rstrip("\n") + tail)


def not_last(w: World, honest: bool) -> str:
    """The progress is followed by another section: what the carrier adds at the end would be in that one."""
    text = w.text(MODEL).replace(MEANS, "").rstrip("\n") + "\n\n" + MEANS
    w.publish({MODEL: text}, HELENE)
    return w.make(
        {MODEL: text.rstrip("\n") + "\n" + ("Des pelles.\n" if honest else NEWS)}, HELENE if honest else CAMILLE
    )


def suspended(w: World, honest: bool) -> str:
    """The movement does not allow news by the carrier alone; a referent approves them."""
    w.publish({"content/movement.yml": constitution({"self_service": "false"})}, AGATHE)
    return w.make({MODEL: news(w.text(MODEL))}, HELENE if honest else CAMILLE)


def rewrite(change: Change, right: tuple[str, ...], wrong: tuple[str, ...]) -> Deed:
    """Somebody else's words are rewritten."""
    return lambda w, honest: w.make({MODEL: change(w.text(MODEL))}, *(right if honest else wrong))


def retitled(text: str) -> str:
    """Another title."""
    return text.replace("title: Berges propres à Agde", "title: Berges sales à Agde")


def handed_over(text: str) -> str:
    """Another carrier, with another key."""
    return text.replace(public("camille"), public("stranger"))


def two_at_once(w: World, honest: bool) -> str:
    """The carrier of one initiative lends a hand to rewrite another's."""
    w.publish({NEW: initiative(carrier_key="stranger")}, HELENE)
    changes = {MODEL: retitled(w.text(MODEL)), NEW: initiative("Un jardin fermé", carrier_key="stranger")}
    return w.make(changes, HELENE, "stranger@carrier/jardin", *([KARIM] if honest else []))


def delete(right: tuple[str, ...], wrong: tuple[str, ...], *, tombstone: bool = True) -> Deed:
    """An initiative is deleted, with its reason or without."""
    name = DECISIONS + "2026-fin.yml"
    text = decided("2026-fin", "deleted", "34/berges-propres")

    def make(w: World, honest: bool) -> str:
        changes = {MODEL: None, **({name: text} if tombstone or honest else {})}
        return w.make(changes, *(right if honest else wrong))

    return make


def false_tombstone(w: World, honest: bool) -> str:
    """A tombstone for an initiative that is only edited."""
    text = decided("2026-fin", "deleted", "34/berges-propres")
    changes = {MODEL: None if honest else news(w.text(MODEL)), DECISIONS + "2026-fin.yml": text}
    return w.make(changes, HELENE, KARIM)


def numbered(w: World, honest: bool) -> str:
    """A tombstone takes the number of a proposal that waits, which would wait no more."""
    name = "2026-fin" if honest else "2026-0042"
    changes = {MODEL: None, f"{DECISIONS}{name}.yml": decided(name, "deleted", "34/berges-propres")}
    return w.make(changes, HELENE, KARIM)


def alias(w: World, honest: bool) -> str:
    """An initiative takes for its own an address that was another's."""
    w.publish({NEW: initiative()}, HELENE)
    moved = initiative(aliases='["34/jardin"]')
    return w.make({OTHER: moved, **({NEW: None} if honest else {})}, HELENE)


def alias_of_alias(w: World, honest: bool) -> str:
    """The old addresses follow an initiative that moves, and nobody else."""
    w.publish({NEW: initiative()}, HELENE)
    w.publish({NEW: None, OTHER: initiative(aliases='["34/jardin"]')}, HELENE)
    third = "initiatives/34/verger.md"
    text = initiative(aliases='["34/abri", "34/jardin"]' if honest else '["34/jardin"]')
    return w.make({third: text, **({OTHER: None} if honest else {})}, HELENE)


def hidden_alias(w: World, honest: bool) -> str:
    """The key `aliases` written so that a search does not find it."""
    return w.make({NEW: initiative(**({} if honest else {'"al\\u0069ases"': '["34/berges-propres"]'}))}, HELENE)


def move(right: tuple[str, ...], wrong: tuple[str, ...], text: str = "") -> Deed:
    """An initiative goes to another territory: both answer for it."""

    def make(w: World, honest: bool) -> str:
        w.publish({NEW: initiative()}, HELENE)
        return w.make({NEW: None, IN81: THERE if honest or not text else text}, *(right if honest else wrong))

    return make


def decide(
    good: str, bad: str, right: str = HELENE, wrong: str = "", verb: str = "decline", name: str = "2026-0042"
) -> Deed:
    """A decision file, as it should be, or not."""

    def make(w: World, honest: bool) -> str:
        mandate = right if honest else wrong or right
        return w.make({f"{DECISIONS}2026-0042.yml": good if honest else bad}, mandate, verb="decline")

    return make


def declined(**facts: str) -> str:
    """A refusal of a proposal of the Hérault."""
    return decided("2026-0042", "declined", facts.pop("proposal", "34/jardin"), **facts)


def wrong_verb(w: World, honest: bool) -> str:
    """An approval under a refusal: the signer said yes."""
    return w.make({f"{DECISIONS}2026-0042.yml": declined()}, HELENE, verb="decline" if honest else "approve")


def with_more(w: World, honest: bool) -> str:
    """Something else is published under the signature of a refusal."""
    proposal = w.propose({f"{DECISIONS}2026-0042.yml": declined(), **({} if honest else {NEW: initiative()})})
    lines = [w.word(proposal, HELENE, verb="decline")]
    return w.merged(proposal, *lines, *([] if honest else [w.word(proposal, KARIM)]))


def edited(text: str | None) -> Deed:
    """A decision is changed, or taken away, after it was made; the honest way is another decision."""

    def make(w: World, honest: bool) -> str:
        w.publish({f"{DECISIONS}2026-0042.yml": declined()}, HELENE, verb="decline")
        other = declined().replace("id: 2026-0042", "id: 2026-0043")
        path = "2026-0043" if honest else "2026-0042"
        return w.make({f"{DECISIONS}{path}.yml": other if honest else text}, HELENE, verb="decline")

    return make


def acknowledged(w: World, honest: bool) -> str:
    """A breach is acknowledged by a referent."""
    w.publish({NEW: initiative()}, HELENE)
    return w.acknowledge(w.tip, AGATHE if honest else HELENE)


ROWS = [
    Row("the carrier changes the title", "PA209", swap("title: Berges propres", "title: Berges sales")),
    Row("the carrier changes the purpose", "PA209", swap("purpose: [environmental, social]", "purpose: [social]")),
    Row("the carrier hands over alone", "PA209", alone(lambda text: news(handed_over(text)))),
    Row("the carrier changes the solution", "PA306", swap("Un samedi par mois", "Un samedi par an")),
    Row("the carrier changes an old step", "PA306", swap("douze personnes", "cent personnes")),
    Row(
        "the carrier takes out an old step", "PA306", swap("### 2026-06-06\n\nPremière sortie, douze personnes.\n", "")
    ),
    Row("the carrier adds to an old step", "PA306", add(" Et cent autres.\n")),
    Row("the carrier adds to an old step, like a new one", "PA306", add(" ### 2026-11-20\n\nDouze arbres.\n")),
    Row("the carrier adds an undated step", "PA306", add("\n\nDouze arbres plantés.\n")),
    Row("the carrier adds a section", "PA306", add(STEP + "\n## Solution\n\nTout autre chose.\n")),
    Row("the carrier adds an unknown section", "PA306", add(STEP + "\n## Annonces\n\nAchetez.\n")),
    Row(
        "the carrier slips a key under another",
        "PA306",
        swap("status: underway", 'status: underway\n"image": {src: a.jpg}'),
    ),
    Row("the carrier writes a key twice", "PA209", swap("status: underway", 'status: underway\n"title": Berges sales')),
    Row(
        "the carrier hides a key in a text",
        "PA306",
        swap("status: underway", 'status: "underway\ntitle: Berges sales\n"'),
    ),
    Row("the carrier changes the order", "PA306", swap(THEMES, "".join(reversed(THEMES.splitlines(True))))),
    Row("the carrier changes line ends", "PA306", alone(lambda text: news(text).replace("\n", "\r\n"))),
    Row("the carrier adds a mark of order", "PA306", alone(lambda text: "\ufeff" + news(text))),
    Row("the carrier where it is suspended", "PA306", suspended),
    Row("the key of another carrier", "PA306", by_carrier(CAMILLE, "stranger@" + CAMILLE)),
    Row("the name of another initiative", "PA306", by_carrier(CAMILLE, "carrier/jardin")),
    Row("progress that is not the last section", "PA306", not_last),
    Row("another title with one signature", "PA209", rewrite(retitled, (HELENE, KARIM), (HELENE,))),
    Row(
        "another title, the carrier alone with a stranger",
        "PA207",
        rewrite(retitled, (HELENE, CAMILLE), (CAMILLE, "34/stranger")),
    ),
    Row("another carrier with one signature", "PA209", rewrite(handed_over, (HELENE, CAMILLE), (HELENE,))),
    Row("another's carrier for mine", "PA209", two_at_once),
    Row("a deletion without a reason", "PA305", delete((HELENE, KARIM), (HELENE, KARIM), tombstone=False)),
    Row("a deletion with one signature", "PA209", delete((HELENE, CAMILLE), (HELENE,))),
    Row("a tombstone for what lives", "PA308", false_tombstone),
    Row("a tombstone under a number", "PA312", numbered),
    Row("an alias taken from another", "PA303", alias),
    Row("an old alias taken from another", "PA303", alias_of_alias),
    Row("an alias under a name that hides", "PA303", hidden_alias),
    Row("a move that only the new place approves", "PA209", move((HELENE, YVES), (YVES,))),
    Row("a move that only the old place approves", "PA209", move((HELENE, YVES), (HELENE,))),
    Row(
        "a move that forgets the old address",
        "PA305",
        move((HELENE, YVES), (HELENE, YVES), initiative(code="81", committees="[]")),
    ),
    Row("a move to another carrier", "PA305", move((HELENE, YVES), (HELENE, YVES), TAKEN)),
    Row("a refusal by another territory", "PA207", decide(declined(), declined(), wrong=YVES)),
    Row(
        "a refusal that another territory gives itself",
        "PA311",
        decide(declined(), declined(territory="81", decider="yves-81"), wrong=YVES),
    ),
    Row(
        "a refusal of an editors' matter by a referent",
        "PA207",
        decide(declined(**PAGE), declined(**PAGE), LUCIE, HELENE),
    ),
    Row(
        "a refusal of a stewards' matter by an editor",
        "PA207",
        decide(declined(**REGISTRY), declined(**REGISTRY), AGATHE, LUCIE),
    ),
    Row("a refusal in somebody else's name", "PA309", decide(declined(), declined(decider="karim-34"))),
    Row("a refusal in nobody's name", "PA309", decide(declined(), declined(decider=""))),
    Row("a refusal signed as an approval", "PA207", wrong_verb),
    Row("a refusal with something else", "PA308", with_more),
    Row("a refusal changed afterwards", "PA302", edited(declined().replace("assez longue", "tout autre"))),
    Row("a refusal taken away afterwards", "PA302", edited(None)),
    Row("a refusal that cannot be read", "PA310", decide(declined(), "id: [\n")),
    Row(
        "a refusal under another number",
        "PA310",
        decide(declined(), declined().replace("id: 2026-0042", "id: 2026-0041")),
    ),
    Row("a breach acknowledged by a referent", "PA207", acknowledged),
]


@pytest.mark.parametrize("row", ROWS, ids=[row.name for row in ROWS])
def test_an_attack_is_refused_and_named(row: Row, world: World) -> None:
    """Ordinary Git obeys; the guard refuses with a code and a remedy; the audit names what went around it."""
    attack(row, world)


@pytest.mark.parametrize("row", ROWS, ids=[row.name for row in ROWS])
def test_its_honest_twin_is_accepted(row: Row, world: World) -> None:
    """The same deed, done as it should be, passes and leaves a clean trail."""
    twin(row, world)
