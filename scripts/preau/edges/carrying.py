"""The files of the courses to take away, among the outputs of a build; and what their pages tell of them."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from preau.edges.output import Output, Put
from preau.views.carry import Carriers, File, Way
from preau.views.tongues import NAMES
from preau.views.volume import Volume


def put(
    output: Output, volumes: Iterable[Volume], keep: Path, jobs: int | None, *, only_kept: bool
) -> tuple[list[Put], Carriers, int]:
    """Every file of every carrier; with `only_kept`, only those made before and still good, and how many lack."""
    from preau.edges.packs.making import forget, packed

    puts: list[Put] = []
    carriers: Carriers = {}
    lacking = 0
    made = packed(volumes, keep, jobs=jobs, only_kept=only_kept)
    several = {one.volume.slug for one in made if one.volume.tongue}
    for one in made:
        if not one.path.is_file():
            lacking += 1
            continue
        data, slug, carrier = one.path.read_bytes(), one.volume.slug, one.carrier
        puts.append(output.put(one.address, data, f"courses/{slug}/course.yml"))
        way = carriers.setdefault(slug, {}).setdefault(carrier.name, Way(carrier.title, carrier.use, []))
        lang = one.volume.course.language if slug in several else ""
        told = [NAMES[lang]] if lang else []
        label = " · ".join([*told, *([one.piece.label] if one.piece.label else [])])
        way.files.append(File(label, len(data), one.address, lang))
    if not lacking:
        forget(keep, made)
    return puts, carriers, lacking
