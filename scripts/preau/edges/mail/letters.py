"""The letters that authors receive: a receipt, what is to be mended; in plain words, the text always included."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from email import policy
from email.message import EmailMessage
from email.utils import formatdate

from preau.edges import wording
from preau.edges.mail.notes import CODE, DIGEST, FOR, INTENT, NUMBER, STEP, WORDS, named
from preau.edges.proposing import Sent
from preau.edges.refusal import Refusal, in_letter
from preau.findings import printable
from preau.i18n import N_, say_date, say_in
from preau.model.addresses import Addresses
from preau.views.form import CODES

SUBJECT_MOST = 120
STYLE = policy.SMTP.clone(max_line_length=78)


@dataclass(frozen=True)
class Desk:
    """Who writes, in which language, for which site, and when."""

    sender: str
    name: str
    lang: str
    site: str
    now: int
    """Seconds."""

    def say(self, sentence: str, **facts: object) -> str:
        """A sentence in the language of the movement."""
        return say_in(self.lang).gettext(sentence).format(**facts)

    def page(self, *names: str) -> str:
        """The address of a page of the site."""
        return self.site + Addresses(self.lang).section(*names)[1:]

    def initiative(self, key: str) -> str:
        """The address of an initiative, by its key."""
        territory, _, slug = key.partition("/")
        return self.site + Addresses(self.lang).initiative(territory, slug)[1:]

    def day(self, day: date) -> str:
        """A day in words."""
        return say_date(day, self.lang)


@dataclass(frozen=True)
class Thread:
    """The message that is answered."""

    key: str
    to: str
    subject: str = ""
    message_id: str = ""
    references: tuple[str, ...] = ()


@dataclass
class Answer:
    """What is answered: a step, its number when it has one, paragraphs, and files that come with it."""

    step: str
    paragraphs: list[str]
    number: str = ""
    words: str = ""
    """The fingerprint of the text that was judged: the same text, quoted in a reply, is not a new one."""
    code: str = ""
    """With it a new revision is sent; it is told to the author alone."""
    files: list[tuple[str, str]] = field(default_factory=list)


def compose(desk: Desk, thread: Thread, answer: Answer) -> EmailMessage:
    """The message that carries an answer; made twice, it bears the same identifier."""
    made = envelope(desk, thread.to, reply_subject(desk, thread, answer))
    made["Message-ID"] = named(thread.key, answer.step, desk.sender)
    if thread.message_id:
        made["In-Reply-To"] = f"<{thread.message_id}>"
        made["References"] = " ".join(f"<{one}>" for one in [*thread.references[-5:], thread.message_id])
    for name, value in (
        (FOR, thread.key),
        (STEP, answer.step),
        (NUMBER, answer.number),
        (WORDS, answer.words),
        (CODE, answer.code),
    ):
        if value:
            made[name] = value
    body = "\n\n".join([desk.say(N_("Hello,")), *answer.paragraphs, f"-- \n{desk.name}"])
    made.set_content(body + "\n", charset="utf-8", cte="quoted-printable")
    for name, text in answer.files:
        made.add_attachment(text.encode(), maintype="text", subtype="plain", filename=name, params={"charset": "utf-8"})
    return made


def envelope(desk: Desk, to: str, subject: str) -> EmailMessage:
    """An empty message from us, marked so that no machine answers it."""
    made = EmailMessage(policy=STYLE)
    made["From"] = desk.sender
    made["To"] = to
    made["Subject"] = subject
    made["Date"] = formatdate(desk.now)
    made["Auto-Submitted"] = "auto-replied"
    made["X-Auto-Response-Suppress"] = "All"
    return made


def reply_subject(desk: Desk, thread: Thread, answer: Answer) -> str:
    """`Re: ` and the subject answered, so that programs keep the thread together."""
    subject = printable(thread.subject, SUBJECT_MOST).strip()
    if not subject:
        return desk.say(N_("Your proposal {number}"), number=answer.number.partition("/")[0]).strip()
    return subject if subject.lower().startswith("re:") else f"Re: {subject}"


def intent(desk: Desk, thread: Thread, digest: str) -> EmailMessage:
    """A note to ourselves, never posted: a proposal is about to leave for this message."""
    made = EmailMessage(policy=STYLE)
    made["From"] = made["To"] = desk.sender
    made["Subject"] = "Préau"
    made["Date"] = formatdate(desk.now)
    for name, value in ((FOR, thread.key), (STEP, INTENT), (DIGEST, digest)):
        made[name] = value
    made.set_content("Note of Préau to itself; it goes away with the next run.\n")
    return made


def text_block(desk: Desk, text: str) -> str:
    """A text given back whole, under a line that says so."""
    return f"{desk.say(N_('Your text, as it was read:'))}\n\n{text.rstrip()}"


def receipt(desk: Desk, sent: Sent, text: str, left_out: str) -> Answer:
    """What is answered to a proposal that was received."""
    revision = sent.entry.name if sent.entry else f"{sent.number}/1"
    first = [desk.say(N_("Your proposal is received under the number {number}."), number=sent.number)]
    if sent.entry:
        first.append(desk.say(N_("An answer is due by {day}."), day=desk.day(sent.entry.deadline)))
    parts = [" ".join(first), public_told(desk)]
    if left_out:
        parts.append(desk.say(N_("What came after your text, such as a signature, was left out.")))
    parts.append(desk.say(N_(
        "You will be written to at each step. To correct your text, answer this message with the whole text: it "
        "replaces the first one under the same number. To take it back, answer with the single word WITHDRAW."
    )))  # fmt: skip
    if desk.site:
        page = f"{desk.page('contribute', 'follow')}?n={sent.number}"
        parts.append(desk.say(N_("To see where it is, at any time: {address}"), address=page))
    parts += near_told(desk, sent)
    files = []
    if sent.receipt:
        parts.append(
            desk.say(
                N_("Keep this receipt, also attached: signed by the movement, it proves what was received and when.")
            )
            + f"\n\npreau-receipt: {sent.receipt}"
        )
        name = desk.say(N_("receipt-{number}.txt"), number=revision.replace("/", "-"))
        files.append((name, f"preau-receipt: {sent.receipt}\n"))
    return Answer("receipt", [*parts, text_block(desk, text)], revision, files=files)


def public_told(desk: Desk) -> str:
    """What will be public, and what never is."""
    return desk.say(N_(
        "If it is approved, the whole text below will be public, with the name that it gives. Your address will not: "
        "it stays in this mailbox, it is written nowhere else."
    ))  # fmt: skip


def near_told(desk: Desk, sent: Sent) -> list[str]:
    """The neighbours of a proposal, with their pages."""
    if not sent.near:
        return []
    rows = [f"- {wording.near(one)}" + (f"\n  {desk.initiative(one.key)}" if desk.site else "") for one in sent.near]
    return ["\n".join([desk.say(N_("It resembles what exists already; perhaps you can act together:")), *rows])]


def mend(desk: Desk, refusal: Refusal | None, text: str, why: Iterable[str] = ()) -> Answer:
    """What is answered to a text that cannot be received as it is: what is wrong, and the whole text back."""
    parts = [desk.say(N_("Your proposal could not be received yet. Nothing is lost: here is what to mend."))]
    parts += list(why)
    if refusal is not None:
        page = desk.page("contribute", "propose") if desk.site else ""
        about = in_letter(
            refusal, desk.lang, line_of(text), lambda code: f"{page}#{code}" if page and code in CODES else ""
        )
        parts += about
        if page and refusal.faults:
            sentence = N_("The form of the site checks your text as you write: {address}")
            parts.append(desk.say(sentence, address=page))
    parts.append(desk.say(N_("Then answer this message with the whole text, mended, or with the file attached.")))
    if not text:
        return Answer("mend", parts)
    name = desk.say(N_("your-text.md"))
    return Answer("mend", [*parts, text_block(desk, text)], files=[(name, text)])


def line_of(text: str) -> Callable[[str, int], str]:
    """Shows the line at fault of a text."""
    lines = text.split("\n")
    return lambda path, line: lines[line - 1] if 0 < line <= len(lines) else ""


def no_proposal(desk: Desk, names: Sequence[str], contact: str) -> Answer:
    """What is answered to a person whose message holds no proposal that can be read."""
    parts = [desk.say(N_("This mailbox receives proposals, and none was found in your message."))]
    if names:
        parts.append(desk.say(
            N_(
                "These parts cannot be read here: {names}. Texts are read in the message itself, or in an attached .md "
                "or .txt file."
            ),
            names=", ".join(printable(name, 60) for name in names[:5]),
        ))  # fmt: skip
    parts.append(desk.say(N_(
        "A proposal begins with a line of three dashes, then its title and its territory, as the form of the site "
        "writes it. Copy its text here, or attach the file."
    )))  # fmt: skip
    if desk.site:
        parts.append(desk.say(N_("The form: {address}"), address=desk.page("contribute", "propose")))
    if contact:
        parts.append(
            desk.say(N_("Somebody will read your message. To write to a person at once: {contact}"), contact=contact)
        )
    return Answer("mend", parts)


def too_big(desk: Desk, most: int) -> str:
    """Why a message was not read at all."""
    return desk.say(
        N_("It weighs too much to be read: at most {most} MB. Send the text alone, without pictures."),
        most=most // 1_000_000,
    )  # fmt: skip


def enough(desk: Desk, most: int) -> Answer:
    """What is told, once a day, to who writes more than is read."""
    return Answer("flood", [desk.say(N_(
        "More than {most} messages came from your address today. Those that came after are kept, and a person will "
        "look at them; this program answers you again tomorrow."
    ), most=most)])  # fmt: skip


HANDED = "handed"


def handed_on(desk: Desk, number: str, said: str, asked: bool) -> Answer:
    """What is told to those who answer for a proposal, when its author wrote something about it."""
    back = N_("The author of the proposal {number} asks to take it back. To record it: preau review withdraw {short}")
    words = N_("The author of the proposal {number} wrote this:")
    parts = [desk.say(back if asked else words, number=number, short=number.partition("/")[0])]
    if said and not asked:
        parts.append("> " + printable(said, 4000))
    return Answer(HANDED, parts, number)


def heard(desk: Desk, number: str, asked: bool, handed: str) -> Answer:
    """What is answered to an author who wrote words without a text."""
    if asked:
        told_ = N_(
            "Your request to take back the proposal {number} is noted. A referent will record it, and you will be told."
        )
    elif handed:
        told_ = N_(
            "Your words about the proposal {number} were handed on to those who answer for it, without your address."
        )
    else:
        told_ = N_("Your words about the proposal {number} are kept, and a person will read them.")
    last = N_("To change your proposal, answer with its whole text.")
    return Answer("withdraw" if asked else "words", [desk.say(told_, number=number), desk.say(last)], number)
