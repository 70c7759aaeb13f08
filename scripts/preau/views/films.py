"""The sizes of one film, each with its weight: whoever has little network chooses before anything is asked for."""

from __future__ import annotations

from preau.i18n import say_number
from preau.model.course import Video
from preau.views.frame import Context, Frame

TYPES = {"mp4": "video/mp4", "webm": "video/webm"}


def sizes(head: Video, slug: str, frame: Frame) -> list[Context]:
    """Each file of a film, the lightest first: its address, type, and how it is told."""
    folder = frame.at.course(slug)
    named = [(head.src, 0), *((one.src, one.width) for one in head.sources)]
    return [
        {
            "address": folder + name, "type": TYPES[name.rpartition(".")[2]],
            "said": _said(frame.sizes.get(f"courses/{slug}/{name}", 0), width, frame),
        }
        for name, width in named
    ]  # fmt: skip


def _said(weight: int, width: int, frame: Frame) -> str:
    weighed = frame.say("{n} MB").format(n=say_number(max(0.1, round(weight / 1e6, 1)), frame.site.lang))
    return frame.say("{width} points wide, {weight}").format(width=width, weight=weighed) if width else weighed
