"""From an idea to a page that a stranger verifies: the steps that every door shares, as people and jobs take them."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, Page

from command import PREAU
from guarded import Movement, git

SITE = "https://petit.example/"
MKDOCS = f"site_name: Petit\nsite_url: {SITE}\nplugins: [preau]\ndocs_dir: content/pages\n"
BESIDE = ("+refs/preau/*:refs/preau/*", "+refs/proposals/*:refs/proposals/*")
"""What a clone asks for beside the published branch."""


@contextmanager
def telephone(browser: Browser) -> Iterator[Page]:
    """Somebody's telephone, which knows nothing yet."""
    context = browser.new_context(viewport={"width": 390, "height": 844}, has_touch=True, locale="fr-FR")
    context.set_default_timeout(30_000)
    yield context.new_page()
    context.close()


def run(*words: str, env: Mapping[str, str] = {}) -> str:
    """A command, as a person types it or a scheduled job runs it."""
    done = subprocess.run([PREAU, *words], capture_output=True, text=True, env={**os.environ, **env}, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def publish(clone: Path, public: Path) -> None:
    """The scheduled rebuild of a site of files."""
    git(clone, "pull", "--quiet")
    git(clone, "fetch", "--quiet", "origin", *BESIDE)
    run("build", "--no-search", "--root", str(clone))
    run("publish", str(public), "--root", str(clone))


def verified(movement: Movement, receipt: str) -> str:
    """What a stranger reads of a receipt, in a fresh clone whose whole trail holds."""
    stranger, path = movement.clone(), movement.folder / "kept-receipt.txt"
    git(stranger, "fetch", "--quiet", "origin", *BESIDE)
    path.write_text(receipt, encoding="utf-8")
    run("audit", "--root", str(stranger))
    return run("receipt", "verify", str(path), "--root", str(stranger))
