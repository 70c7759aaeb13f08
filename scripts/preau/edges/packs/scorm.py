"""A package for learning platforms (SCORM 1.2): the course in a frame that reports progress and score."""

from __future__ import annotations

import json

from markupsafe import escape

from preau.edges.packs.archive import zipped
from preau.edges.packs.folder import folder
from preau.edges.theme import packaged
from preau.views.volume import Volume, inside

_LAUNCH = """<!doctype html>
<html lang="{lang}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title>
<link rel="stylesheet" href="scorm.css">
</head>
<body>
<iframe title="{title}"></iframe>
<script type="application/json" id="course">{course}</script>
<script src="scorm.js"></script>
</body>
</html>
"""
_STYLE = b"html, body, iframe { margin: 0; border: 0; width: 100%; height: 100%; display: block; }\n"
_MANIFEST = """<?xml version="1.0" encoding="UTF-8"?>
<manifest identifier="preau-{identifier}" version="1.1"
 xmlns="http://www.imsproject.org/xsd/imscp_rootv1p1p2" xmlns:adlcp="http://www.adlnet.org/xsd/adlcp_rootv1p2"
 xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"
 xsi:schemaLocation="http://www.imsproject.org/xsd/imscp_rootv1p1p2 imscp_rootv1p1p2.xsd \
http://www.adlnet.org/xsd/adlcp_rootv1p2 adlcp_rootv1p2.xsd">
<metadata><schema>ADL SCORM</schema><schemaversion>1.2</schemaversion></metadata>
<organizations default="course"><organization identifier="course"><title>{title}</title>
<item identifier="item" identifierref="sco" isvisible="true"><title>{title}</title>{mastery}</item>
</organization></organizations>
<resources><resource identifier="sco" type="webcontent" adlcp:scormtype="sco" href="scorm.html">
{files}
</resource></resources>
</manifest>
"""


def scorm(volume: Volume) -> bytes:
    """The whole course as one activity of a learning platform."""
    files = folder(volume)
    del files["index.html"]
    files["scorm.html"] = _launch(volume).encode()
    files["scorm.css"] = _STYLE
    files["scorm.js"] = (packaged() / "packs" / "scorm.js").read_bytes()
    files["imsmanifest.xml"] = _manifest(volume, sorted(files)).encode()
    return zipped(files)


def _launch(volume: Volume) -> str:
    course = {
        "identifier": volume.course.identifier,
        "passing_score": volume.course.passing_score,
        "pages": [inside(address) for address in volume.pages],
        "chapters": [
            {
                "identifier": part.chapter.identifier,
                "questions": [[block.quiz.id, block.quiz.revision] for block in part.chapter.blocks if block.quiz],
            }
            for part in volume.parts
        ],
    }
    told = json.dumps(course, ensure_ascii=False).replace("<", "\\u003c")
    return _LAUNCH.format(lang=volume.course.language, title=escape(volume.course.title), course=told)


def _manifest(volume: Volume, names: list[str]) -> str:
    course = volume.course
    mastery = f"<adlcp:masteryscore>{course.passing_score}</adlcp:masteryscore>" if course.passing_score else ""
    listed = "\n".join(f'<file href="{escape(name)}"/>' for name in names)
    return _MANIFEST.format(identifier=volume.identifier, title=escape(course.title), mastery=mastery, files=listed)
