"""What became of the proposals of a mailbox, told once to each author, in the thread of their own message."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from preau.edges.mail.letters import HANDED, Answer, Desk, Thread, compose
from preau.edges.mail.mailbox import DONE, WAITING
from preau.edges.mail.notes import ANSWERS, Case, Notes
from preau.edges.reviewing import Session
from preau.edges.waiting import Waiting, decision_paths
from preau.i18n import N_
from preau.model.addresses import Addresses
from preau.model.kinds import INITIATIVE
from preau.model.movement import Decision
from preau.proposals.authority import read_value
from preau.proposals.history import PROPOSAL
from preau.reading.letter import in_plain

ENDS = frozenset({"published", "declined", "withdrawn"})


class Step(NamedTuple):
    """Something that happened to a proposal: its name, once and for all, and the sentences that tell it."""

    name: str
    paragraphs: list[str]


@dataclass
class Follower:
    """What is new about the numbers that a mailbox waits for."""

    session: Session
    desk: Desk

    def steps(self, numbers: Iterable[str]) -> dict[str, list[Step]]:
        """What happened to each number, in order; a number of which nothing is known has no step."""
        asked = sorted(set(numbers))
        published, decided = self._published(asked), self._decisions(asked)
        waiting = {one.number: one for one in self.session.waiting()} if asked else {}
        found: dict[str, list[Step]] = {}
        for number in asked:
            if number in published:
                found[number] = [self._told_published(published[number])]
            elif number in decided:
                found[number] = [self._told_decision(decided[number])]
            elif number in waiting:
                found[number] = list(self._told_waiting(waiting[number]))
        return found

    def _published(self, numbers: Sequence[str]) -> dict[str, list[str]]:
        """The numbers that a merge names, with the paths that it published."""
        if not numbers:
            return {}
        wanted = [f"--grep=^{PROPOSAL}: {number}/" for number in numbers]
        repository, found = self.session.repository, dict[str, list[str]]()
        said = repository.text(
            "log", "--first-parent", "--format=%H", "--no-show-signature", *wanted, self.session.tip, "--"
        )
        for oid in said.split():
            commit = repository.commit(oid)
            line = next((one for one in commit.message.split("\n") if one.startswith(f"{PROPOSAL}: ")), "")
            number = line.partition(": ")[2].partition("/")[0]
            if number in numbers:
                found[number] = [one.path for one in repository.diff(f"{oid}^1", oid) if one.new]
        return found

    def _decisions(self, numbers: Sequence[str]) -> dict[str, Decision]:
        """The numbers that were declined or withdrawn."""
        year, repository = self.session.day.year, self.session.repository
        paths = {path: number for number in numbers for path in decision_paths(number, year)}
        files = repository.files(self.session.tip, *sorted(paths)) if paths else {}
        read = {paths[path]: read_value(path, repository.blob(oid)) for path, (_, oid, _) in files.items()}
        return {number: value for number, value in read.items() if isinstance(value, Decision)}

    # --- Words

    def _told_published(self, paths: Sequence[str]) -> Step:
        path = next((path for path in paths if INITIATIVE.pattern.fullmatch(path)), "")
        told = [self.desk.say(N_("Your proposal is approved and published. Thank you."))]
        if self.desk.site and path:
            address = Addresses(self.desk.lang).of(path) or "/"
            told.append(
                self.desk.say(N_("Its page, in a few minutes: {address}"), address=self.desk.site + address[1:])
            )
        told.append(self.desk.say(N_("The page tells who approved it, and how anybody can verify it.")))
        return Step("published", told)

    def _told_decision(self, decision: Decision) -> Step:
        if decision.outcome == "withdrawn":
            back = N_("Your proposal was taken back, as was asked. What is public about it: {reason}")
            return Step("withdrawn", [self.desk.say(back, reason=decision.reason)])
        told = [self.desk.say(N_("Your proposal was declined. The public reason: {reason}"), reason=decision.reason)]
        if decision.criterion:
            told.append(
                self.desk.say(
                    N_("The criterion that is not met: {criterion}"), criterion=self._criterion(decision.criterion)
                )
            )
        told.append(self.desk.say(N_("You may propose it again, otherwise: a new message, a new number.")))
        return Step("declined", told)

    def _criterion(self, name: str) -> str:
        path = "content/criteria.yml"
        found = self.session.repository.files(self.session.tip, path).get(path)
        value = read_value(path, self.session.repository.blob(found[1])) if found else None
        return (
            next((f"{one.name}. {one.question}" for one in value.criteria if one.id == name), name) if value else name
        )

    def _told_waiting(self, one: Waiting) -> Iterator[Step]:
        back = one.returned
        if back is not None:
            asked = N_("A referent asks something about your proposal: {reason}")
            yield Step(f"returned-{back.digest[:12]}", [
                self.desk.say(asked, reason=back.statement.reason or "—"),
                self.desk.say(N_("Answer this message with the whole text, corrected: it keeps its number.")),
            ])  # fmt: skip
        elif one.entry is not None and self.session.day > one.entry.deadline:
            kept = N_("Your proposal still waits. Keep your receipt: it proves what was received and when.")
            late = N_("No answer came by {day}, and one was due. This is counted in public.")
            yield Step(f"late-{one.revision}", [
                self.desk.say(late, day=self.desk.day(one.entry.deadline)),
                self.desk.say(kept),
            ])  # fmt: skip


def follow(notes: Notes, follower: Follower, tell: Callable[[str], None]) -> Counter[str]:
    """Tell each author what is new, once; what is ended is filed among what is done."""
    done = Counter[str]()
    groups: dict[tuple[str, str], list[Case]] = {}
    for case in notes.cases(WAITING).values():
        number, to = numbered(case)
        if number:
            groups.setdefault((number.partition("/")[0], to), []).append(case)
    happened = follower.steps(number for number, _ in groups)
    for (number, to), cases in sorted(groups.items()):
        for step in happened.get(number, ()):
            done[_told(notes, follower.desk, cases, to, number, step)] += 1
            if step.name in ENDS:
                tell(follower.desk.say(N_("{number}: {step}, its author was told"), number=number, step=step.name))
                for case in sorted(notes.cases(WAITING).values(), key=lambda one: step.name in one.steps):
                    if any(case.key == one.key for one in cases):
                        notes.file(case, DONE, step.name)
    return done


def numbered(case: Case) -> tuple[str, str]:
    """The number that a message received, with its revision, and the address of its author."""
    told = sorted(
        (note for note in case.notes if note.number and note.step != HANDED), key=lambda note: note.step in ANSWERS
    )
    return (told[-1].number, told[-1].to) if told else ("", "")


def _told(notes: Notes, desk: Desk, cases: Sequence[Case], to: str, number: str, step: Step) -> str:
    """Tell one step in the newest thread, unless it was told; as one word of the count."""
    known = next((note for case in cases for note in case.notes if note.step == step.name), None)
    if known is not None:
        return notes.deliver(known) if known.unsent else "known"
    case = max(cases, key=lambda one: (int(numbered(one)[0].rpartition("/")[2]), one.key))
    row = case.letters[0] if case.letters else None
    head: Mapping[str, str] = row.headers if row else {}
    thread = Thread(case.key, to, in_plain(head.get("subject", "")), head.get("message-id", "").strip("<>"))
    paragraphs = [desk.say(N_("About your proposal {number}:"), number=number), *step.paragraphs]
    notes.keep(WAITING, compose(desk, thread, Answer(step.name, paragraphs, numbered(case)[0])))
    fates = [notes.deliver(note) for note in notes.of(case.key, [WAITING], step.name)]
    return fates[0] if fates else "later"
