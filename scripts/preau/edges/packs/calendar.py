"""A calendar of a course: one session a week with a reminder, from a Monday on; times are local to the reader."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from icalendar import Alarm, Calendar, Event

from preau.i18n import N_
from preau.views.volume import Volume, outward

HOUR = time(18, 30)
"""When a session begins, in the reader's own time: everybody moves it to when they can."""
BEFORE = timedelta(minutes=15)
"""How long before the session the reminder comes."""


def begin(day: date) -> date:
    """The Monday after a day."""
    return day + timedelta(days=7 - day.weekday())


def calendar(volume: Volume, first: date) -> bytes:
    """The sessions of a course, the first one that day."""
    course, say = volume.course, volume.say
    made = Calendar()
    made.add("prodid", "-//Préau//FR")
    made.add("version", "2.0")
    made.add("x-wr-calname", course.title)
    minutes = {part.week: 0 for part in volume.parts}
    for part in volume.parts:
        minutes[part.week] += part.chapter.minutes or 0
    for number, week in enumerate(course.weeks, 1):
        event, starts = Event(), datetime.combine(first + timedelta(weeks=number - 1), HOUR)
        event.add("uid", f"{course.identifier}-{number}@preau")
        event.add("dtstamp", datetime.combine(volume.day, time()))
        event.add("dtstart", starts)
        event.add("dtend", starts + timedelta(minutes=max(15, minutes[number])))
        event.add("summary", f"{course.title} · " + say(N_("Week {n}")).format(n=number))
        event.add("description", week.title)
        where = outward(volume.site, volume.address)
        if where:
            event.add("url", where)
        alarm = Alarm()
        alarm.add("action", "DISPLAY")
        alarm.add("description", week.title)
        alarm.add("trigger", -BEFORE)
        event.add_component(alarm)
        made.add_component(event)
    data: bytes = made.to_ical()
    return data
