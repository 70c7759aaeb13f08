"""What people say of a course on trial: the sheet that they fill in, and what the sheets said, summed up."""

from __future__ import annotations

from preau.i18n import N_
from preau.model.feedback import QUESTIONS, Feedback
from preau.views.frame import Context, Frame, Page
from preau.views.initiatives import robots

ASKED = {
    "followed": N_("How much of it did you follow?"),
    "clear": N_("Was it clear?"),
    "useful": N_("Will it be of use to you?"),
    "length": N_("How did you find its length?"),
}
ANSWERS = {
    "whole": N_("All of it"), "half": N_("About half"), "beginning": N_("The beginning"),
    "yes": N_("Yes"), "partly": N_("In part"), "no": N_("No"),
    "short": N_("Too short"), "right": N_("Right length"), "long": N_("Too long"),
}  # fmt: skip


def sheet(slug: str, frame: Frame) -> tuple[Page, str]:
    """The sheet of a course: to print, to send or to hand over; nothing is sent by itself."""
    course = frame.registry.courses[slug]
    title = frame.say("My opinion of this course")
    page = Page(
        f"{title} · {course.title}", frame.at.feedback(slug), "learn", "page", robots=robots(frame) or "noindex",
        crumbs=frame.crumbs(
            (frame.say("Learn"), frame.at.section("courses")), (course.title, frame.at.course(slug)), (title, "")
        ),
        description=frame.say("Four questions, voluntary and without a name, for those who try a course."),
        scripts=("feedback.js",),
    )  # fmt: skip
    questions = [
        {"id": name, "asked": frame.say(ASKED[name]), "answers": [(one, frame.say(ANSWERS[one])) for one in answers]}
        for name, answers in QUESTIONS.items()
    ]
    values: Context = {
        "heading": title, "course": course, "slug": slug, "questions": questions,
        "address": frame.at.course(slug), "contact": frame.site.contact,
    }  # fmt: skip
    return page, frame.draw("feedback.html", page, **values)


def summed(slug: str, frame: Frame) -> Context | None:
    """What the sheets of a course said: counts and shares, None when none were typed in."""
    said: Feedback | None = frame.registry.feedback.get(slug)
    if said is None:
        return None
    shown = []
    for name, answers in QUESTIONS.items():
        counts = said.counts(name)
        if counts:
            total = sum(counts)
            rows = [
                {"label": frame.say(ANSWERS[one]), "count": count, "share": round(100 * count / total)}
                for one, count in zip(answers, counts, strict=True)
            ]
            shown.append({"asked": frame.say(ASKED[name]), "total": total, "answers": rows})
    return {"said": said, "questions": shown}
