"""Where people come in: home, ordinary pages, the search, the missing page; the form has a room of its own."""

from __future__ import annotations

from collections.abc import Sequence

from preau.model.listed import ALIVE, ALL, OPEN, Records
from preau.views import cards
from preau.views.frame import Context, Frame, Page
from preau.views.initiatives import robots


def home(content: str, title: str, description: str, records: Records, frame: Frame) -> tuple[Page, str]:
    """What one can do here, in five minutes or this week."""
    page = Page(title, "/", "home", "home", description, robots=robots(frame), feeds=_home_feeds(frame))
    opened = sorted(
        (one for one in frame.registry.territories.values() if one.open_on(frame.site.date)),
        key=lambda one: cards.alphabetical(one.name),
    )
    courses = [slug for slug in cards.visible_courses(frame) if not cards.coming(frame.registry.courses[slug], frame)]
    needs, total = records.total([ALL], OPEN), records.total([ALL])
    values = {
        "content": content,
        "five": _five(frame, courses, wanted=bool(needs)),
        "week": _week(frame, courses),
        "newest": cards.initiative_cards(records.newest([ALIVE], 6), frame),
        "course": cards.course_card(courses[0], frame) if courses else None,
        "numbers": [
            {"value": total, "label": frame.words.ngettext("initiative", "initiatives", total)},
            {"value": len(courses), "label": frame.words.ngettext("course", "courses", len(courses))},
            {"value": len(opened), "label": frame.words.ngettext("open territory", "open territories", len(opened))},
            {"value": needs, "label": frame.say("needs to answer")},
        ],
        "opened": [{"name": one.name, "address": frame.at.territory(one.code)} for one in opened],
    }
    return page, frame.draw("home.html", page, **values)


def _home_feeds(frame: Frame) -> tuple[dict[str, str], ...]:
    address, title = frame.at.section("initiatives"), frame.say("Initiatives")
    return ({"title": title, "address": address + "feed.xml", "type": "application/atom+xml"},)


def _action(icon: str, title: str, text: str, address: str) -> dict[str, str]:
    return {"icon": icon, "title": title, "text": text, "address": address}


def _five(frame: Frame, courses: Sequence[str], wanted: bool) -> list[dict[str, str]]:
    say, at = frame.say, frame.at
    modules = [slug for slug in courses if frame.registry.courses[slug].kind == "module"]
    found = []
    if modules:
        module = frame.registry.courses[modules[0]]
        found.append(_action("card", say("Understand one subject"), module.title, at.course(modules[0])))
    if wanted:
        text = say("Someone near you is looking for help.")
        found.append(_action("hand", say("Answer a need"), text, at.section("initiatives")))
    found.append(
        _action(
            "pin", say("Find your territory"), say("Who answers there, and what happens."), at.section("territories")
        )
    )
    return found


def _week(frame: Frame, courses: Sequence[str]) -> list[dict[str, str]]:
    say, at = frame.say, frame.at
    moocs = [slug for slug in courses if frame.registry.courses[slug].kind == "mooc"]
    found = []
    if moocs:
        course = frame.registry.courses[moocs[0]]
        found.append(
            _action(
                "book",
                say("Begin a course"),
                say("{title}, one hour a week.").format(title=course.title),
                at.course(moocs[0]),
            )
        )
    found.append(
        _action(
            "pencil",
            say("Propose an initiative"),
            say("A need you have seen, an idea to answer it."),
            at.section("contribute", "propose"),
        )
    )
    found.append(
        _action(
            "check",
            say("See how decisions are made"),
            say("Rules, mandates and reasons are public."),
            at.section("transparency"),
        )
    )
    return found


def ordinary(
    name: str, title: str, description: str, content: str, toc: list[Context], frame: Frame
) -> tuple[Page, str]:
    """A page of `content/pages/`."""
    address = frame.at.page(name)
    section = "contribute" if address.startswith(frame.at.section("contribute")) else ""
    page = Page(title, address, section, "page", description, robots=robots(frame), crumbs=frame.crumbs((title, "")))
    return page, frame.draw("page.html", page, content=content, toc=toc, facets=cards.facets(frame, frame.say("Page")))


def way_in(frame: Frame) -> tuple[Page, str]:
    """What stands at the word *Contribute* while the movement has not written that page: a way to the form."""
    title, address = frame.say("Propose an initiative"), frame.at.section("contribute")
    page = Page(title, address, "contribute", "redirect", robots="noindex")
    return page, frame.draw_main("redirect.html", page, target=frame.at.section("contribute", "propose"))


def search_page(frame: Frame) -> tuple[Page, str]:
    """The search as a page of its own."""
    page = Page(frame.say("Search"), frame.at.section("search"), "", "search", robots="noindex")
    return page, frame.draw("search.html", page)


def missing_page(frame: Frame) -> tuple[Page, str]:
    """The page shown where there is none: served at any depth, its links start from the site's own address."""
    page = Page(frame.say("This page does not exist"), "/404.html", "", "missing", robots="noindex")
    return page, frame.draw("404.html", page)
