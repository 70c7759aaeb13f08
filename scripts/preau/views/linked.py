"""Facts for machines inside pages (JSON-LD, schema.org): projects, courses, chapters."""

from __future__ import annotations

import re
from typing import Any

from pydantic_core import to_json

from preau.model.course import Chapter, Course
from preau.model.initiative import Initiative
from preau.model.people import Territory
from preau.views.frame import Frame


def compact(value: Any) -> bytes:
    """JSON without a space: what `json.dumps` would make with all letters as they are, five times quicker."""
    return to_json(value)


def safe_json(value: Any) -> str:
    """JSON that can stand inside a script element: no text can close it."""
    made = compact(value).decode()
    return (
        made.replace("<", "\\u003c")
        .replace(">", "\\u003e")
        .replace("&", "\\u0026")
        .replace("\u2028", "")
        .replace("\u2029", "")
    )


def _at(frame: Frame, address: str) -> dict[str, str]:
    return {"url": frame.site.url.rstrip("/") + address} if frame.site.url else {}


def project(initiative: Initiative, place: Territory, address: str, frame: Frame) -> str:
    """An initiative as a schema.org Project."""
    facts: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "Project",
        "name": initiative.title,
        "description": initiative.summary,
        **_at(frame, address),
        "areaServed": {"@type": "AdministrativeArea", "name": place.name},
        "location": {"@type": "Place", "name": initiative.place},
        "keywords": [frame.term("themes", theme) for theme in initiative.themes],
        "parentOrganization": {"@type": "Organization", "name": frame.site.name},
    }
    if initiative.starts:
        facts["foundingDate"] = str(initiative.starts)
    if initiative.outcome:
        facts["dissolutionDate"] = str(initiative.outcome.date)
    return safe_json(facts)


def course(value: Course, minutes: int, address: str, frame: Frame) -> str:
    """A course as a schema.org Course and LearningResource."""
    return safe_json(
        {
            "@context": "https://schema.org",
            "@type": ["Course", "LearningResource"],
            "name": value.title,
            "description": value.description,
            **_at(frame, address),
            "identifier": value.identifier,
            "inLanguage": value.language,
            "version": value.version,
            "license": license_address(value.license),
            "isAccessibleForFree": True,
            "timeRequired": f"PT{minutes}M",
            "learningResourceType": value.kind,
            "teaches": [objective.name for objective in value.teaches],
            "author": [{"@type": "Organization", "name": author.name} for author in value.authors],
            "provider": {"@type": "Organization", "name": frame.site.name},
            "hasCourseInstance": {
                "@type": "CourseInstance",
                "courseMode": "online",
                "courseWorkload": f"PT{minutes}M",
                **({"startDate": str(value.opens)} if value.opens else {}),
            },
        }
    )


def chapter(value: Chapter, owner: Course, address: str, frame: Frame) -> str:
    """A chapter as a schema.org LearningResource."""
    names = {objective.id: objective.name for objective in owner.teaches}
    return safe_json(
        {
            "@context": "https://schema.org",
            "@type": "LearningResource",
            "name": value.title,
            **_at(frame, address),
            "identifier": value.identifier,
            "inLanguage": owner.language,
            "license": license_address(owner.license),
            "isAccessibleForFree": True,
            "learningResourceType": "chapter",
            **({"timeRequired": f"PT{value.minutes}M"} if value.minutes else {}),
            "teaches": [names[key] for key in value.teaches if key in names],
            "isPartOf": {"@type": "Course", "name": owner.title, "identifier": owner.identifier},
        }
    )


def license_address(name: str) -> str:
    """Where a Creative Commons licence can be read, from its short name (SPDX); another name is left as it is."""
    found = re.fullmatch(r"CC-(BY(?:-NC)?(?:-SA|-ND)?)-([0-9.]+)", name.upper())
    return f"https://creativecommons.org/licenses/{found.group(1).lower()}/{found.group(2)}/" if found else name
