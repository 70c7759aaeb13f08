"""A small course of two chapters, of which one is translated."""

from __future__ import annotations

import re
from pathlib import Path

from click.testing import CliRunner

from preau.cli import main

COURSE = "courses/agir/course.yml"
WORDS = """translates: {course}
title: Acting near home
description: Learn to carry a small useful project, from the first look to the last.
teaches:
  - id: observer-un-besoin
    name: Observe a need and check it
weeks:
  - title: Observing
"""
CHAPTER = """---
translates: {chapter}
title: Observe a need
key_points:
  - A need is neither a wish nor a solution.
---

You are looking for a real need. Then [listen](02-ecouter.md).

> [!REFLECTION | ma-place]
> Are you concerned by this need?

> [!EXERCISE | mon-carnet]
> Stay ten minutes in one place.

> [!QUIZ | reconnaitre-un-besoin]
> objective: observer-un-besoin
>
> Which sentence says a need?
>
> - [ ] A shuttle is needed.
>     > That is already a solution.
> - [x] Older people cannot go to the market.
>     > Yes.
>
> A need leaves several solutions open.
"""
SECOND = """---
identifier: 8f2d3b8e-93a7-4f09-9a53-51d0f5a0f7a2
title: Écouter
time_required: PT2M
teaches: [observer-un-besoin]
key_points:
  - On écoute avant de proposer.
---

Écoutez trois personnes.
"""


def told(root: Path, *words: str) -> str:
    """What `preau translations` says, in English."""
    done = CliRunner().invoke(main, ["translations", *words, "--root", str(root), "--lang", "en"])
    assert done.exit_code == 0, done.output
    return done.output


def translated(root: Path) -> Path:
    """The course `agir` of the smallest movement, one chapter longer, with its first in English, up to date."""
    (root / "courses/agir/02-ecouter.md").write_text(SECOND, encoding="utf-8")
    text = (root / COURSE).read_text(encoding="utf-8").replace("[01-observer]", "[01-observer, 02-ecouter]")
    (root / COURSE).write_text(text, encoding="utf-8")
    found = dict(re.findall(r"en/(\S+)  .*translates: (\w+)", told(root, "agir", "--to", "en")))
    (root / "courses/agir/en").mkdir()
    words, chapter = WORDS.format(course=found["course.yml"]), CHAPTER.format(chapter=found["01-observer.md"])
    (root / "courses/agir/en/course.yml").write_text(words, encoding="utf-8")
    (root / "courses/agir/en/01-observer.md").write_text(chapter, encoding="utf-8")
    return root
