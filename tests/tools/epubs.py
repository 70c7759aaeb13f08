"""EPUBCheck over several books in one Java process: `python epubs.py LIBJVM JAR BOOK…` prints its reports as JSON.

It takes one book at a time, and most of its time is to start: a program of ours that calls it in turn is far quicker.
"""

from __future__ import annotations

import json
import sys
import tempfile
from pathlib import Path

import jpype


def main(library: str, jar: str, *books: str) -> None:
    """Print the list of the reports, in the order of the books."""
    jpype.startJVM(library, "-Xss4m", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", classpath=[jar])
    jpype.java.lang.System.setOut(jpype.java.lang.System.err)
    found = []
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder) / "report.json"
        for book in books:
            report.unlink(missing_ok=True)
            jpype.JClass("com.adobe.epubcheck.tool.EpubChecker")().run([book, "--json", str(report)])
            found.append(json.loads(report.read_text(encoding="utf-8")))
    print(json.dumps(found))


main(*sys.argv[1:])
