"""When courses open: a page, and a feed that a calendar subscribes to; the same bytes for the same courses."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

from preau.i18n import N_
from preau.model.course import Course
from preau.views import cards
from preau.views.frame import Context, Frame, Page
from preau.views.initiatives import robots

STAGES = {"pilot": N_("{title}: on trial"), "open": N_("{title}: opening"), "draft": N_("{title}: draft")}
"""What a calendar says of a day, by the stage of the course."""


def dated(frame: Frame) -> list[tuple[date, str, Course]]:
    """The courses shown that have an opening day, the earliest first: (day, name of the folder, course)."""
    shown = ((slug, frame.registry.courses[slug]) for slug in cards.visible_courses(frame))
    return sorted((course.opens, slug, course) for slug, course in shown if course.opens)


def page(frame: Frame) -> tuple[Page, str]:
    """What opens soon, then what can be followed today."""
    title = frame.say("Calendar of courses")
    drawn = Page(
        title, frame.at.section("calendar"), "learn", "listing", robots=robots(frame),
        crumbs=frame.crumbs((frame.say("Learn"), frame.at.section("courses")), (title, "")),
        description=frame.say("The opening days of courses, and those that can be followed today."),
    )  # fmt: skip
    soon: list[Context] = [
        cards.course_card(slug, frame) | {"day": day} for day, slug, _ in dated(frame) if day > frame.site.date
    ]
    now = [card for slug in cards.visible_courses(frame) if not (card := cards.course_card(slug, frame))["opens"]]
    return drawn, frame.draw("calendar.html", drawn, soon=soon, now=now, feed=frame.at.openings())


def openings(frame: Frame) -> str:
    """The feed (iCalendar, RFC 5545): one day for each opening, known by the identifier of its course."""
    from icalendar import Calendar, Event  # a build that draws no feed does not wait for it

    feed = Calendar()
    feed.add("prodid", "-//Préau//Préau//FR" if frame.site.lang == "fr" else "-//Préau//Préau//EN")
    feed.add("version", "2.0")
    feed.add("method", "PUBLISH")
    feed.add("name", f"{frame.say('Calendar of courses')} · {frame.site.name}")
    feed.add("x-wr-calname", f"{frame.say('Calendar of courses')} · {frame.site.name}")
    feed.add("refresh-interval", timedelta(days=1), parameters={"VALUE": "DURATION"})
    for day, slug, course in dated(frame):
        event = Event()
        event.add("uid", f"{course.identifier}-opening")
        event.add("dtstamp", datetime.combine(day, time(), UTC))
        event.add("dtstart", day)
        event.add("dtend", day + timedelta(days=1))
        event.add("transp", "TRANSPARENT")
        event.add("summary", frame.say(STAGES[course.stage]).format(title=course.title))
        event.add("description", course.description)
        if frame.site.url:
            event.add("url", frame.site.url.rstrip("/") + frame.at.course(slug))
        feed.add_component(event)
    return str(feed.to_ical(), "utf-8")
