"""`preau intake --mailbox`: each message becomes a proposal and is answered, once, whatever stops a run."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import NamedTuple

import click

from preau.edges import logbook
from preau.edges.faults import steps
from preau.edges.mail import letters
from preau.edges.mail.letters import Answer, Desk, Thread
from preau.edges.mail.mailbox import DONE, MEND, UNREAD, WAITING, Row, imap_day
from preau.edges.mail.notes import ANSWERS, FLOOD, INTENT, READ, Note, Notes, answered, key_of
from preau.edges.mail.taking import take, takes_itself
from preau.edges.proposing import REFUSED, Sent, placed, send
from preau.edges.refusal import Refusal
from preau.edges.repository import LOG
from preau.edges.reviewing import Session
from preau.i18n import N_
from preau.proposals.intake import receipt_in
from preau.reading.letter import MOST_BYTES, Letter, read_letter
from preau.reading.lettertext import Found, first_words, proposal_in, same_words

A_LOOK = 1000
"""How many messages one run looks at; those of a flood are put aside at once."""
WITHDRAW = frozenset(
    {"withdraw", "retirer", "je retire", "je retire ma proposition", "i withdraw", "i withdraw my proposal"}
)


class Limits(NamedTuple):
    """How many messages one run answers, and how many of one sender a day."""

    a_run: int = 50
    a_sender: int = 10


class Proposed(NamedTuple):
    """The text of a proposal in a message, and the name of its file when it was attached."""

    found: Found
    name: str = ""

    @property
    def words(self) -> str:
        """The fingerprint of its words, however programs cut and quote them."""
        return words_of(self.found.text)


@dataclass
class Reader:
    """One run over the messages that arrived."""

    session: Session
    notes: Notes
    desk: Desk
    contact: Callable[[str], str]
    """The public address of those who answer for a territory; empty when there is none."""
    tell: Callable[[str], None]
    limits: Limits

    def run(self) -> Counter[str]:
        """Read what arrived, each sender in turn; how many were received, to be mended, put aside, not sent."""
        self._done = done = Counter[str]()
        box = self.notes.box
        self.notes.tidy()
        for note in self.notes.unsent():
            done[self.notes.deliver(note)] += 1
        self._today = self._counted()
        rows = box.rows(box.inbox, box.search(box.inbox, "UNDELETED")[:A_LOOK], READ)
        for row in in_turn(rows):
            if done["received"] + done["mend"] + done["words"] >= self.limits.a_run:
                done["left"] += 1
                continue
            done[self._guarded(row)] += 1
        return done

    def _guarded(self, row: Row) -> str:
        """One message that stops us must not keep the others waiting: it stays where it is, and is told."""
        try:
            return self._one(row)
        except Refusal:
            raise
        except Exception as fault:
            self.tell(self.desk.say(N_("{key}: left unread, {why}"), key=key_of(row)[:8], why=type(fault).__name__))
            click.echo(steps(fault), err=True, nl=False)
            return "later"

    def _counted(self) -> Counter[str]:
        """How often each sender was answered today; by `flood …` those who were told that it is enough.

        A day of the world's clock, by which answers are dated: that of the movement begins at another moment.
        """
        today = datetime.fromtimestamp(self.session.now, UTC).date()
        day, found, box = imap_day(today), Counter[str](), self.notes.box
        for name in (WAITING, MEND, DONE, UNREAD):
            folder = box.folder(name)
            uids = box.search(folder, "SENTSINCE", day, "HEADER", '"X-Preau-For"', '""', "UNDELETED")
            for note in (Note(folder, row) for row in box.rows(folder, uids, READ)):
                if note.step in ANSWERS:
                    found[f"{FLOOD} {note.to}" if note.step == FLOOD else note.to] += 1
        return found

    # --- One message

    def _one(self, row: Row) -> str:
        """What became of one message, as one word of the count."""
        key = key_of(row)
        known = self.notes.of(key)
        answer = next((note for note in known if note.step in ANSWERS), None)
        if answer is not None:
            return self._go_on(row, answer, known)
        box = self.notes.box
        letter = read_letter(
            box.head(box.inbox, row.uid) if row.size > MOST_BYTES else box.raw(box.inbox, row.uid), [self.desk.sender]
        )
        if letter.machine:
            return self._aside(row, letter.machine)
        thread = Thread(key, letter.sender, letter.subject, letter.message_id, letter.answers[:0:-1])
        if self._today[letter.sender] >= self.limits.a_sender:
            return self._enough(row, thread)
        self._today[letter.sender] += 1
        return self._answered(row, letter, thread, [note for note in known if note.step == INTENT])

    def _go_on(self, row: Row, answer: Note, known: Iterable[Note]) -> str:
        """A run was stopped after the answer was written: it is posted if it was not, and the message filed."""
        fate = self.notes.deliver(answer) if answer.unsent else "sent"
        self._forget(note for note in known if note.step == INTENT)
        self.notes.box.move(self.notes.box.inbox, [row.uid], answer.folder)
        return "resumed" if fate == "sent" else fate

    def _aside(self, row: Row, why: str) -> str:
        self.tell(self.desk.say(N_("{key}: put aside unanswered ({why})"), key=key_of(row)[:8], why=why))
        self.notes.box.move(self.notes.box.inbox, [row.uid], self.notes.box.folder(UNREAD))
        return "aside"

    def _enough(self, row: Row, thread: Thread) -> str:
        """A sender who writes too much is told once a day; the messages stay, for a person to read."""
        if not self._today[f"{FLOOD} {thread.to}"]:
            self._today[f"{FLOOD} {thread.to}"] += 1
            self._post(UNREAD, thread, letters.enough(self.desk, self.limits.a_sender))
        return self._aside(row, "flood")

    def _answered(self, row: Row, letter: Letter, thread: Thread, intents: Sequence[Note]) -> str:
        about = self._about(letter)
        found = proposals_in(letter, {note.words for note in about})
        if row.size > MOST_BYTES:
            answer = letters.mend(self.desk, None, "", [letters.too_big(self.desk, MOST_BYTES)])
        elif len(found) > 1:
            answer = letters.mend(
                self.desk,
                None,
                "",
                [self.desk.say(N_("Your message holds several proposals: send one in each message."))],
            )
        elif found:
            answer = self._proposed(found[0], thread, about, intents)
        elif about and about[0].number:
            answer = self._worded(letter, thread, about[0])
        else:
            answer = letters.no_proposal(self.desk, letter.others, self.contact(""))
        return self._finish(row, thread, answer, intents)

    def _about(self, letter: Letter) -> list[Note]:
        """Our answers to the same person that this message answers, those that bear a number first."""
        notes = [note for key in dict.fromkeys(answered(letter.answers)) for note in self.notes.of(key)]
        return sorted((note for note in notes if note.to == letter.sender), key=lambda note: not note.number)

    def _finish(self, row: Row, thread: Thread, answer: Answer, intents: Iterable[Note]) -> str:
        """The answer is kept, posted, and the message filed beside it: in this order, each can be done again."""
        name = FILED.get(answer.step, WAITING)
        self._post(name, thread, answer)
        self._forget(intents)
        self._forget(self.notes.of(thread.key, [WAITING], INTENT))
        self.notes.box.move(self.notes.box.inbox, [row.uid], self.notes.box.folder(name))
        self.tell(self.desk.say(TOLD[answer.step], key=thread.key[:8], number=answer.number))
        return COUNTED.get(answer.step, answer.step)

    def _post(self, name: str, thread: Thread, answer: Answer) -> None:
        self.notes.keep(name, letters.compose(self.desk, thread, answer))
        for note in self.notes.of(thread.key, [name], answer.step):
            self._done[self.notes.deliver(note)] += 1

    def _forget(self, notes: Iterable[Note]) -> None:
        for note in notes:
            self.notes.box.delete(note.folder, note.row.uid)

    # --- A proposal

    def _proposed(self, one: Proposed, thread: Thread, about: Sequence[Note], intents: Sequence[Note]) -> Answer:
        sent = self._arrived(intents) or self._sent(one, thread, about, {note.digest for note in intents})
        text = one.found.text
        if sent.refusal is None:
            answer = letters.receipt(self.desk, sent, text, one.found.after)
        elif sent.refusal.what == REFUSED and "Préau" not in str(sent.refusal.facts.get("why")):
            raise sent.refusal  # the other copy could not be reached: the message waits for the next run
        else:
            answer = letters.mend(self.desk, sent.refusal, text)
            answer.number = next((note.number for note in about), "")
        answer.words, answer.code = one.words, sent.code
        return answer

    def _sent(self, one: Proposed, thread: Thread, about: Sequence[Note], noted: set[str]) -> Sent:
        folder = self.notes.box.folder(WAITING)  # what was decided is not revised: this is another proposal
        topic = next((note.number.partition("/")[0] for note in about if note.number and note.folder == folder), "")
        code = next((note.code for note in about if note.code.startswith(topic)), "") if topic else ""
        name = one.name or self.desk.say(N_("your message"))

        def before(digest: str) -> None:
            if digest in noted:
                return
            self.notes.box.append(self.notes.box.folder(WAITING), letters.intent(self.desk, thread, digest), "\\Seen")

        hand_on = take if takes_itself(self.session) else None
        topic, code = (topic, "") if hand_on else ("", code)
        try:
            entries = placed(self.session, name, one.found.text.encode())
            return send(
                self.session, name, entries, topic, code=code, keep=False, before=before, hand_on=hand_on
            )  # fmt: skip
        except Refusal as refusal:
            return Sent(name, refusal=refusal)

    def _arrived(self, intents: Sequence[Note]) -> Sent | None:
        """What an interrupted run sent, when the log of what was received shows that it arrived."""
        digests = {note.digest for note in intents}
        if not digests or self.session.repository.tip(LOG) is None:
            return None
        named = logbook.names(self.session.repository)
        for commit in self.session.repository.commits_said(reversed(named.values())):
            entry = logbook.entry_in(commit)
            if entry is not None and entry.digest in digests:
                return Sent("", entry.number, receipt=receipt_in(commit), entry=entry)
        return None

    # --- Words without a proposal

    def _worded(self, letter: Letter, thread: Thread, about: Note) -> Answer:
        """What an author says in an answer is handed on to who answers for the proposal, without the address."""
        said = next(
            (words for one in letter.texts if one.kind != "attachment" and (words := first_words(one.text))), ""
        )
        asked = said.strip(" .!").lower() in WITHDRAW
        to = self.contact(about.number)
        if to and not self.notes.of(thread.key, [WAITING], letters.HANDED):
            handed = letters.handed_on(self.desk, about.number, said, asked)
            self._post(WAITING, Thread(thread.key, to), handed)
        return letters.heard(self.desk, about.number, asked, to)


FILED = {"mend": MEND}
TOLD = {
    "receipt": N_("{key}: received under the number {number}"), "mend": N_("{key}: answered with what to mend"),
    "words": N_("{key}: words about {number}, handed on"),
    "withdraw": N_("{key}: asks to take back {number}, handed on"),
}  # fmt: skip
COUNTED = {"receipt": "received", "withdraw": "words"}


def proposals_in(letter: Letter, known: set[str]) -> list[Proposed]:
    """The proposals of a message: those of its attached files, else that of its text, else that of its HTML.

    A text that was given back to its author and comes again in a quotation is none (`known`).
    """
    for kind in ("attachment", "plain", "html"):
        found: dict[str, Proposed] = {}
        for one in letter.texts:
            text = proposal_in(one.text) if one.kind == kind else None
            if text is not None:
                made = Proposed(text, one.name)
                found.setdefault(made.words, made)
        fresh = [made for words, made in found.items() if words not in known]
        if fresh:
            return fresh
    return []


def words_of(text: str) -> str:
    """The fingerprint of a text's words."""
    return hashlib.sha256(same_words(text).encode()).hexdigest()[:16]


def in_turn(rows: Sequence[Row]) -> list[Row]:
    """Messages in the order in which they are read: the first of each sender, then the second of each…"""
    seen, placed_ = Counter[str](), list[tuple[int, int, Row]]()
    for row in rows:
        sender = row.headers.get("from", "").rpartition("<")[2].lower()
        placed_.append((seen[sender], row.uid, row))
        seen[sender] += 1
    return [row for _, _, row in sorted(placed_, key=lambda one: one[:2])]
