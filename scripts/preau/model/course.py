"""A course: a MOOC with weeks and chapters, or a module of cards; its typed blocks (tips, quizzes, sources)."""

import hashlib
import json
from collections.abc import Iterator
from datetime import date
from typing import Annotated, Literal

from pydantic import Field

from preau.model.feedback import GROUP
from preau.model.fields import Day, Identifier, Lines, Minutes, Model, Quantity, Slug, Truth, Whole, text

Stem = Annotated[str, Field(pattern=r"^[0-9]{2}-[a-z0-9]+(?:-[a-z0-9]+)*$", max_length=80)]


class Author(Model):
    """Who wrote a course."""

    name: Annotated[str, text(2, 80)]
    fictional: Truth = False


class Reviewer(Model):
    """An expert who read a course, and when."""

    name: Annotated[str, text(2, 80)]
    role: Annotated[str, text(3, 120)]
    fictional: Truth = False
    date: Day


class Objective(Model):
    """What a learner can do afterwards; questions and chapters name it by id."""

    id: Slug
    name: Annotated[str, text(5, 120)]


class Finished(Model):
    """How many people said that they had finished, counted by the editors from messages that they then destroy.

    Ten are the least, as for the sheets of a trial (model/feedback.py): nobody can be told apart.
    """

    people: Annotated[Whole, Field(ge=GROUP)]
    since: Day
    until: Day


class Week(Model):
    """About one hour that stands alone."""

    title: Annotated[str, text(3, 80)]
    summary: Annotated[str, text(10, 200)] | None = None
    chapters: Annotated[tuple[Stem, ...], Field(min_length=1)]


class Course(Model):
    """`courses/<slug>/course.yml`."""

    identifier: Identifier
    kind: Literal["mooc", "module"]
    title: Annotated[str, text(5, 80)]
    description: Annotated[str, text(20, 300)]
    language: Literal["fr", "en"] = "fr"
    stage: Literal["draft", "pilot", "open"]
    opens: Day | None = None
    version: Annotated[str, text(1, 20)]
    license: Annotated[str, text(2, 40)]
    authors: Annotated[tuple[Author, ...], Field(min_length=1)]
    reviewers: tuple[Reviewer, ...] = ()
    teaches: Annotated[tuple[Objective, ...], Field(min_length=1)]
    weeks: tuple[Week, ...] = ()
    cards: tuple[Stem, ...] = ()
    passing_score: Annotated[Whole, Field(le=100)] | None = None
    review_by: Day
    finished: Finished | None = None
    redirects: dict[Slug, Slug] = Field(default_factory=dict)
    """Ids of blocks that were renamed, old: new; learners find their answers again under the new one."""
    themes: Annotated[tuple[Slug, ...], Field(min_length=1, max_length=3)]

    @property
    def stems(self) -> tuple[str, ...]:
        """The files of the course, in reading order."""
        return self.cards if self.kind == "module" else tuple(stem for week in self.weeks for stem in week.chapters)

    def open_on(self, day: date) -> bool:
        """Whether learners may follow it that day: not a draft, and its opening date, if any, is past."""
        return self.stage != "draft" and (self.opens is None or self.opens <= day)


def listed(value: Course) -> Iterator[tuple[tuple[str | int, ...], str]]:
    """Each file that a course lists, with the way to it in `course.yml`."""
    for index, stem in enumerate(value.cards):
        yield ("cards", index), stem
    for number, week in enumerate(value.weeks):
        for index, stem in enumerate(week.chapters):
            yield ("weeks", number, "chapters", index), stem


class ChapterHead(Model):
    """The front matter of `courses/<slug>/NN-title.md` in a MOOC."""

    identifier: Identifier
    title: Annotated[str, text(3, 100)]
    time_required: Minutes
    teaches: Annotated[tuple[Slug, ...], Field(min_length=1)]
    key_points: Annotated[tuple[Annotated[str, text(5, 250)], ...], Field(min_length=1, max_length=8)]


class CardHead(Model):
    """The front matter of a card of a module."""

    identifier: Identifier
    title: Annotated[str, text(3, 100)]
    teaches: Annotated[tuple[Slug, ...], Field(min_length=1)]


class Testimony(Model):
    """The head of a `> [!TESTIMONY]` block: who speaks, with which consent."""

    person: Annotated[str, text(2, 60)]
    consent: Literal["recorded", "pseudonym"]
    fictional: Truth = False
    date: Day
    place: Annotated[str, text(2, 80)]


class Method(Model):
    """The head of a `> [!METHOD]` block."""

    title: Annotated[str, text(3, 100)] | None = None


class Exercise(Model):
    """The head of a `> [!EXERCISE | id]` block; `field` names what it prepares of an initiative."""

    time: Minutes | None = None
    field: (
        Literal["title", "summary", "place", "problem", "solution", "means", "needs", "partners", "beneficiaries"]
        | None
    ) = None


QuestionType = Literal[
    "single", "multiple", "true-false", "short-answer", "numeric", "matching", "ordering", "cloze", "flashcard"
]


class QuizHead(Model):
    """The head of a `> [!QUIZ | id]` block: the objective that the question checks, and how it is answered."""

    objective: Slug
    type: QuestionType | None = None
    hint: Lines = ()
    tolerance: Quantity | None = None
    unit: Annotated[str, text(1, 20)] | None = None


Film = Annotated[str, Field(pattern=r"^[a-z0-9-]+\.(?:mp4|webm)$")]


class Size(Model):
    """The same film, larger; `width` in points of the picture."""

    src: Film
    width: Annotated[Whole, Field(ge=100, le=4096)]


class Video(Model):
    """The head of a `> [!VIDEO]` block; `src` is the lightest file; captions and transcript are required."""

    src: Film
    sources: Annotated[tuple[Size, ...], Field(max_length=4)] = ()
    poster: Annotated[str, Field(pattern=r"^[a-z0-9-]+\.(?:jpg|jpeg|png|webp)$")] | None = None
    captions: Annotated[str, Field(pattern=r"^[a-z0-9-]+\.vtt$")]
    transcript: Annotated[str, Field(min_length=20)]
    title: Annotated[str, text(3, 100)]


def brief(words: str) -> str:
    """A short name made from a text, 8 hexadecimal digits; the way its lines are broken does not count."""
    return hashlib.sha256(" ".join(words.split()).encode()).hexdigest()[:8]


class Answer(Model):
    """One possible answer of a quiz; `text`, `feedback` and `match` are Markdown.

    In a matching it is the beginning of a pair, whose end is `match`; in an ordering, a step; in a cloze, the words
    accepted in a gap, separated by bars.
    """

    text: str
    correct: bool
    feedback: str
    match: str = ""

    @property
    def key(self) -> str:
        """The name under which it is kept when somebody chose it: made from its words, never from its place."""
        return brief(self.text)

    @property
    def accepted(self) -> tuple[str, ...]:
        """The words that fill a gap, the one to show first."""
        return tuple(word.strip() for word in self.text.split("|"))


class Quiz(Model):
    """A question, its answers each with feedback, the hints to it, and the explanation that follows.

    Steps of an ordering stand in the right order. A flashcard has no answers: its explanation is its other side.
    """

    id: Slug
    objective: Slug
    type: QuestionType
    question: str
    answers: tuple[Answer, ...]
    explanation: str
    hints: tuple[str, ...] = ()
    tolerance: float = 0
    unit: str = ""

    @property
    def revision(self) -> str:
        """8 hexadecimal digits of what is asked and what is right; feedback, hints, explanation do not count."""
        pairs = [[" ".join(part.split()) for part in (one.text, one.match)] + [one.correct] for one in self.answers]
        if self.type != "ordering":
            pairs.sort(key=str)
        asked = [self.type, " ".join(self.question.split()), pairs, self.tolerance, self.unit]
        return brief(json.dumps(asked, ensure_ascii=False))


class Block(Model):
    """A callout of a chapter: its kind, head and Markdown body, and where it stands in the file."""

    kind: str
    id: str | None
    line: int
    end: int
    head: Testimony | Method | Exercise | QuizHead | Video | None
    body: str
    body_line: int
    quiz: Quiz | None = None


class Chapter(Model):
    """A chapter or card, read: its front matter, Markdown, and blocks in order."""

    path: str
    stem: str
    title: str
    identifier: str
    minutes: int | None
    teaches: tuple[str, ...]
    key_points: tuple[str, ...]
    markdown: str
    body_line: int
    blocks: tuple[Block, ...]

    @property
    def slug(self) -> str:
        """The name in the address: the stem without its number."""
        return self.stem[3:]
