"""What those who tried a course said of it, as counts: nobody can be told apart, since ten sheets are the least."""

from typing import Annotated

from pydantic import Field

from preau.model.fields import Day, Model, Truth, Whole, text

GROUP = 10
"""The fewest sheets, and the fewest answers to a question, of which anything is shown."""

QUESTIONS: dict[str, tuple[str, str, str]] = {
    "followed": ("whole", "half", "beginning"),
    "clear": ("yes", "partly", "no"),
    "useful": ("yes", "partly", "no"),
    "length": ("short", "right", "long"),
}
"""The questions of the sheet, with their answers in the order in which they are shown."""


class Followed(Model):
    """How much of the course was followed."""

    whole: Whole = 0
    half: Whole = 0
    beginning: Whole = 0


class Said(Model):
    """Yes, partly or no."""

    yes: Whole = 0
    partly: Whole = 0
    no: Whole = 0


class Length(Model):
    """What was thought of the length."""

    short: Whole = 0
    right: Whole = 0
    long: Whole = 0


class Feedback(Model):
    """`courses/<slug>/feedback.yml`: the sheets that came back, counted by the editors, who then destroy them."""

    since: Day
    until: Day
    sheets: Annotated[Whole, Field(ge=GROUP)]
    followed: Followed | None = None
    clear: Said | None = None
    useful: Said | None = None
    length: Length | None = None
    changed: tuple[Annotated[str, text(10, 250)], ...] = ()
    fictional: Truth = False

    def counts(self, question: str) -> tuple[int, ...]:
        """The answers to a question, in their order; empty when fewer than ten people answered it."""
        said = getattr(self, question)
        found = tuple(getattr(said, answer) for answer in QUESTIONS[question]) if said else ()
        return found if sum(found) >= GROUP else ()
