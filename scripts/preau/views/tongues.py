"""Where a course is in each of its languages, and which chapters are in another than the page that lists them."""

from __future__ import annotations

from preau.views.frame import Context, Frame

NAMES = {"fr": "Français", "en": "English"}
"""Each language by its own name: whoever looks for it reads it."""


class Tongues:
    """The languages of one course; "" is that in which it was written."""

    def __init__(self, frame: Frame, slug: str) -> None:
        self.at, self.slug = frame.at, slug
        self.own = frame.registry.courses[slug].language
        self.translated = frame.registry.translations.get(slug, {})

    def cover(self, tongue: str) -> str:
        """The address of the course in a language."""
        return self.at.translated(self.slug, tongue) if tongue else self.at.course(self.slug)

    def chapter(self, stem: str, tongue: str) -> str:
        """The address of a chapter in a language, in that of the course when it is not translated."""
        if tongue and stem in self.translated[tongue].done:
            return self.at.translated(self.slug, tongue, stem[3:])
        return self.at.chapter(self.slug, stem[3:])

    def other(self, stem: str, tongue: str) -> str:
        """The language of a chapter where it is not that of the page that shows it, else nothing."""
        return self.own if tongue and stem not in self.translated[tongue].done else ""

    def of(self, stem: str = "") -> tuple[Context, ...]:
        """Each language in which a chapter (or the course) can be read, its own first; none when only one."""
        found = [self._entry(self.own, self.chapter(stem, "") if stem else self.cover(""))]
        for tongue, translated in sorted(self.translated.items()):
            if not stem or stem in translated.done:
                found.append(self._entry(tongue, self.chapter(stem, tongue) if stem else self.cover(tongue)))
        return tuple(found) if len(found) > 1 else ()

    def _entry(self, lang: str, address: str) -> Context:
        return {"lang": lang, "name": NAMES[lang], "address": address}
