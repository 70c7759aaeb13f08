"""Find a Chromium for the tests, or install one: `python tests/tools/chromium.py [--install]` prints where it is."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

SHELL = "chromium-headless-shell"
"""Debian's Chromium without its windows: the same engine, whose new reader costs a fifth of the processor's time."""
NAMES = (SHELL, "chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
ELSEWHERE = (
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    r"C:\Program Files\Google\Chrome\Application\chrome.exe",
)
MISSING = """No Chromium for the tests was found here, and none could be installed. Do one of these, then try again:
  Debian, as root:    apt-get install chromium
  Ubuntu, Fedora…:    install Google Chrome or Chromium (not as a snap)
  any system:         .venv/bin/playwright install --with-deps chromium
  already there:      PREAU_CHROMIUM=/path/to/chromium make test"""


def candidates() -> Iterator[str]:
    """Every place where a Chromium may be, the one asked for by name first."""
    if chosen := os.environ.get("PREAU_CHROMIUM"):
        yield chosen
        return
    for name in NAMES:
        if found := shutil.which(name):
            yield found
    yield from ELSEWHERE
    yield from downloaded()


def downloaded() -> Iterator[str]:
    """The browser that Playwright's own installer brought, if it did."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as driver:
        yield driver.chromium.executable_path


def works(program: str) -> bool:
    """Whether it starts. A snap is refused: it cannot read the folders that the tests make."""
    if not Path(program).is_file() or "/snap/" in str(Path(program).resolve()):
        return False
    try:
        return subprocess.run([program, "--version"], capture_output=True, timeout=60, check=False).returncode == 0
    except (OSError, subprocess.TimeoutExpired):
        return False


@cache
def find() -> str | None:
    """The first Chromium that starts."""
    return next((program for program in candidates() if works(program)), None)


def install() -> None:
    """Bring a Chromium: Debian's where we are root, else the one of Playwright's installer."""
    root = hasattr(os, "geteuid") and os.geteuid() == 0
    recipes: list[list[list[str]]] = []
    if root and shutil.which("apt-get"):
        quiet = ["apt-get", "-qq", "-o", "Dpkg::Use-Pty=0"]
        recipes += [
            [[*quiet, "update"], [*quiet, "install", "-y", "--no-install-recommends", name, "fonts-liberation"]]
            for name in (SHELL, "chromium")
        ]
    playwright = [sys.executable, "-m", "playwright", "install"]
    recipes.append([[*playwright, *(["--with-deps"] if root else []), "chromium"]])
    calm = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for recipe in recipes:
        print(f"Installing a Chromium for the tests: {' '.join(recipe[-1])}", file=sys.stderr)
        for command in recipe:
            subprocess.run(command, env=calm, stdout=subprocess.DEVNULL, check=False)
        find.cache_clear()
        if find():
            return


def flags() -> list[str]:
    """Options that keep the browser still: nothing fetched behind our back. Root alone goes without a sandbox."""
    still = ["--disable-background-networking", "--disable-component-update", "--disable-sync", "--disable-quic"]
    root = hasattr(os, "geteuid") and os.geteuid() == 0
    return [*still, "--no-first-run", "--disable-gpu", *(["--no-sandbox"] if root else [])]


def heavier() -> bool:
    """Whether Debian offers a lighter one than what was found."""
    found, apt = find() or "", shutil.which("apt-cache")
    if "PREAU_CHROMIUM" in os.environ or found.endswith(SHELL) or not apt or os.geteuid():
        return False
    return subprocess.run([apt, "show", SHELL], capture_output=True, check=False).returncode == 0


def main() -> int:
    """Find, install if asked and needed, and say."""
    if "--install" in sys.argv[1:] and (find() is None or heavier()):
        install()
    if program := find():
        if "--install" not in sys.argv[1:]:
            print(program)
        return 0
    print(MISSING, file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main())
