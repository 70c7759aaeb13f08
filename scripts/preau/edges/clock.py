"""The day a command judges by: given, from the environment, else today where the movement lives."""

from __future__ import annotations

import os
from datetime import date, datetime
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from preau.edges.misuse import misuse
from preau.i18n import N_


def the_day(given: str | None, timezone: str) -> date:
    """The day given, else `PREAU_DATE`, else today in the time zone of the movement."""
    said = given or os.environ.get("PREAU_DATE")
    if said:
        try:
            return date.fromisoformat(said)
        except ValueError:
            raise misuse(N_("--date: “{said}” is not a day; write it as 2026-11-23."), said=said) from None
    try:
        return datetime.now(ZoneInfo(timezone)).date()
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return datetime.now(ZoneInfo("Europe/Paris")).date()
