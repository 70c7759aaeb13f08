"""The files of the courses to take away, among the outputs of a build; and what their pages tell of them."""

from __future__ import annotations

from collections.abc import Set
from typing import TYPE_CHECKING

from preau.edges.memory import Put
from preau.edges.output import Output
from preau.views.carry import Carriers, File, Way
from preau.views.fixed import course_part
from preau.views.frame import Frame
from preau.views.tongues import NAMES

if TYPE_CHECKING:
    from preau.edges.builder import Build


def put(
    build: Build, output: Output, frame: Frame, among: Set[str] | None = None
) -> tuple[list[Put], Carriers]:  # fmt: skip
    """Every file of every carrier of the courses, or of those `among` them, where they are wanted.

    When the build is hurried, only those made before and still good: it is told which courses lack some.
    """
    if not build.packed:
        return [], {}
    from preau.edges.packs.making import forget, packed

    puts: list[Put] = []
    carriers: Carriers = {}
    keep = build.state_dir / "packs"
    made = packed(build.volumes(frame, among), keep, jobs=build.jobs, only_kept=build.hurried)
    several = {one.volume.slug for one in made if one.volume.tongue}
    for one in made:
        if not one.path.is_file():
            build.waiting.add(one.volume.slug)
            continue
        data, slug, carrier = one.path.read_bytes(), one.volume.slug, one.carrier
        puts.append(output.put(one.address, data, f"courses/{slug}/course.yml", course_part(slug)))
        way = carriers.setdefault(slug, {}).setdefault(carrier.name, Way(carrier.title, carrier.use, []))
        lang = one.volume.course.language if slug in several else ""
        told = [NAMES[lang]] if lang else []
        label = " · ".join([*told, *([one.piece.label] if one.piece.label else [])])
        way.files.append(File(label, len(data), one.address, lang))
    if among is None and not build.waiting:
        forget(keep, made)
    return puts, carriers
