"""What is said beside proposals, and what the guard lets in at all: words, refs, sizes, topics."""

from __future__ import annotations

from collections.abc import Callable, Iterable

import pytest

from forging import Made, World, codes
from guarded import MODEL, git, initiative
from preau.edges.refusal import Refusal
from preau.edges.repository import EMPTY_TREE, LOG, MAIN
from preau.proposals.history import NEUTRAL

NEW, HELENE, KARIM, YVES = "initiatives/34/jardin.md", "34/helene-34", "34/karim-34", "81/yves-81"
MANY = [f"initiatives/34/n{n}.md" for n in range(19)]
FOR, EVENTS = "refs/for/main", "refs/preau/events/"
JEANNE = "Jeanne Exemple <jeanne@example.org>"


def logged(w: World) -> str:
    """A proposal received under number 2026-0002/1; the commit that is proposed."""
    return w.received({NEW: initiative()}).commit


# --- Words beside proposals


def event(
    w: World, line: str, *, subject: str = "", parents: tuple[str, ...] = (), ref: str = "2026-0002", **how: object
) -> Made:
    """A commit that holds a signed word, under the ref of a proposal."""
    verb = subject or "Say approve"
    made = w.raw(str(how.pop("tree", EMPTY_TREE)), parents, f"{verb}\n\nPreau-Approval: {line}\n", **how)  # type: ignore[arg-type]
    return Made(made, EVENTS + ref)


def said(verb: str, mandate: str, who: str = "") -> Callable[[World, str], Made]:
    """A word of this verb by this mandate."""
    return lambda w, p: event(w, w.word(p, mandate, who=who, verb=verb), subject=f"Say {verb}")


def entry(path: str, mode: str, oid: str = "b" * 40) -> Callable[[World], Made]:
    """A proposal of one entry of any mode."""
    return lambda w: Made(w.raw(w.grafted(w.tree(w.tip), path, mode, oid or w.blob("x") or ""), [w.tip], "x\n"), FOR)


def files(paths: Iterable[str], text: str = "") -> Callable[[World], Made]:
    """A proposal of many files."""
    return lambda w: Made(w.propose({path: text or path for path in paths}), FOR)


WORDS = {
    "by a stranger": (lambda w, p: event(w, w.word(p, "34/stranger")), "PA207"),
    "by another territory": (lambda w, p: event(w, w.word(p, YVES)), "PA207"),
    "a return by another territory": (said("return", YVES), "PA207"),
    "a refusal by another territory": (said("decline", YVES), "PA207"),
    "a withdrawal by a stranger": (said("withdraw", "carrier/jardin", "stranger"), "PA207"),
    "a return by a facilitator": (said("return", "34/solene-34"), "PA207"),
    "about another text": (lambda w, p: event(w, w.word(w.propose({NEW: initiative(place="Sète")}), HELENE)), "PA202"),
    "with a first line of its own": (lambda w, p: event(w, w.word(p, HELENE), subject=JEANNE), "word"),
    "with a name": (lambda w, p: event(w, w.word(p, HELENE), author=JEANNE), "word"),
    "with files": (lambda w, p: event(w, w.word(p, HELENE), tree=w.tree(w.tip)), "word"),
    "without a signature": (lambda w, p: event(w, "AAAA AAAA"), "word"),
    "under no number": (lambda w, p: event(w, w.word(p, HELENE), ref="2026-0099"), "number"),
    "under a name inside a number": (lambda w, p: event(w, w.word(p, HELENE), ref="2026-0002/1"), "number"),
}


@pytest.mark.parametrize("name", WORDS)
def test_a_word_that_does_not_count_is_refused(name: str, world: World) -> None:
    """What is said beside a proposal is signed, by who may say it, of this very text, and nothing more."""
    proposal = logged(world)
    make, code = WORDS[name]

    refused = world.refused(make(world, proposal))

    assert [one for one in refused if code in one], refused


@pytest.mark.parametrize("mandate", [HELENE, KARIM])
@pytest.mark.parametrize("verb", ["approve", "return", "decline", "advise"])
def test_a_word_by_who_answers_is_received(verb: str, mandate: str, world: World) -> None:
    """A referent says what they think; a facilitator advises; nothing is merged by it."""
    proposal = logged(world)
    who = "34/solene-34" if verb == "advise" else mandate

    assert set() == world.refused(event(world, world.word(proposal, who, verb=verb), subject=f"Say {verb}"))


def test_a_carrier_may_agree_first(world: World) -> None:
    """Another title waits for a referent once its carrier has signed."""
    proposal = world.received({MODEL: world.text(MODEL).replace("title: Berges", "title: Belles berges")}).commit
    line = world.word(proposal, "carrier/berges-propres", verb="amend")

    assert set() == world.refused(event(world, line, subject="Say amend"))


def test_words_are_never_rewritten(world: World) -> None:
    """The second word follows the first; one that takes its place is refused."""
    proposal = logged(world)
    first = event(world, world.word(proposal, HELENE, verb="return"), subject="Say return")
    git(world.guarded, "fetch", "--quiet", str(world.clone), check=False)
    assert world.obeyed(first)
    git(world.guarded, "fetch", "--quiet", str(world.plain), f"{first.ref}:{first.ref}")
    line = world.word(proposal, HELENE)

    assert set() == world.refused(event(world, line, parents=(first.new,)))
    assert world.refused(event(world, line))


def test_a_strangers_approval_is_not_kept_with_a_proposal(world: World) -> None:
    """Whoever proposes may bring approvals: those that do not count would stand in the way of those that do."""
    proposal = world.propose({NEW: initiative()})

    with pytest.raises(Refusal) as refused:
        world.received({NEW: initiative()}, options=[f"approval={world.word(proposal, '34/stranger')}"])
    assert {"PA207"} == codes(refused.value)
    assert world.received({NEW: initiative()}, options=[f"approval={world.word(proposal, HELENE)}"]).entry.revision == 1


# --- What is let in at all


@pytest.mark.parametrize(
    "ref",
    [
        "refs/tags/main",
        "refs/heads/autre",
        "refs/heads/refs/heads/main",
        "refs/replace/" + "a" * 40,
        "refs/notes/commits",
        LOG,
        "refs/preau/anchor",
        "refs/proposals/2026-0001/1",
        "refs/for/autre",
        "refs/meta/config",
    ],
)
def test_only_three_kinds_of_refs_are_pushed(ref: str, world: World) -> None:
    """A tag named main, a replacement, the log, the anchor, another's proposal: none can be pushed."""
    made = Made(world.make({NEW: initiative()}, HELENE), ref)

    assert world.obeyed(made)
    assert ["cannot be pushed" in one for one in world.refused(made)] == [True]


@pytest.mark.parametrize("ref", [MAIN, EVENTS + "2026-0002"])
def test_nothing_is_deleted(ref: str, world: World) -> None:
    """Neither the published branch nor a word."""
    logged(world)

    assert ["deleted" in one for one in world.refused(Made("0" * 40, ref))] == [True]


def foreign_root(w: World) -> Made:
    """A proposal from another history."""
    return Made(w.raw(w.tree(w.propose({NEW: initiative()})), [], "Autre\n"), FOR)


PROPOSED = {
    "another history": (foreign_root, "does not begin"),
    "nothing": (lambda w: Made(w.tip, FOR), "nothing is changed"),
    "too many files": (files(f"initiatives/34/n{n}.md" for n in range(21)), "files are changed"),
    "a bad file after many": (
        files([*MANY, "zz"], initiative()),
        "belongs to the stewards",
    ),
    "a bomb": (lambda w: Made(w.propose({NEW: "a" * 9_000_000}), FOR), "bytes"),
    "too many entries": (files(f"initiatives/34/d{n}/a.md" for n in range(1100)), "entries"),
    **{
        path: (files([path], "x: 1\n"), "belongs to the stewards")
        for path in (
            ".gitattributes",
            ".github/workflows/x.yml",
            "mkdocs.yml",
            "overrides/x.html",
            "inconnu",
            "content/inconnu.txt",
        )
    },
    "a link": (entry(NEW, "120000", ""), "PA106"),
    "a repository": (entry(NEW, "160000"), "PA106"),
    "a closed territory": (lambda w: Made(w.propose({"initiatives/13/j.md": initiative(code="13")}), FOR), "PA301"),
}


@pytest.mark.parametrize("name", PROPOSED)
def test_a_proposal_that_cannot_be_received(name: str, world: World) -> None:
    """Bounded in files, entries and bytes once inflated; contents only; each refusal says why."""
    make, told = PROPOSED[name]

    refused = world.refused(make(world))

    assert [one for one in refused if told in one], refused


def test_an_honest_proposal_is_received_without_a_trace_of_its_author(world: World) -> None:
    """Twenty files at most, by anybody: one neutral commit, and the hostile message is gone."""
    proposal = world.raw(
        world.tree(world.propose({NEW: initiative()})),
        [world.tip],
        "$(id) `id`\n::error::Jeanne\n\nPreau-Approval: x y\n",
        author=JEANNE,
    )

    assert set() == world.refused(Made(proposal, FOR))
    done = world.repository.commit(world.received({NEW: initiative()}).commit)
    assert (NEUTRAL, f"Add {NEW}\n") == (done.identity, done.message)


@pytest.mark.parametrize(
    "topic", ["$(id)", "`id`", "a b", "../x", "A", "é", "x" * 61, "a\n::error", "-o", "2026/0001", "%0a"]
)
def test_a_hostile_topic_is_refused(topic: str, world: World) -> None:
    """The name of a proposal is a plain word, whatever it is meant to run."""
    with pytest.raises(Refusal):
        world.received({NEW: initiative()}, topic=topic)
