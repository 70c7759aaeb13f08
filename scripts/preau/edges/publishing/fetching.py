"""What was published, read at the address of the site as a visitor reads it, until it is there or time is over."""

from __future__ import annotations

import hashlib
import random
import time
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from urllib.error import HTTPError, URLError
from urllib.parse import quote
from urllib.request import Request, urlopen

from preau.edges.publishing.built import Built
from preau.edges.publishing.plan import Plan
from preau.edges.refusal import Refusal
from preau.i18n import N_

MOST = 300
"""Files that are read at most: hosts count requests."""
OTHERS = 20
"""Files read among those that did not change."""
AT_ONCE, PATIENCE, PAUSE = 4, 20, 2.0


def fetched(site: Built, steps: Plan, seconds: int) -> None:
    """Compare what visitors are given with what was built; refused when, after so many seconds, it is not the same."""
    sent = sorted(path for path in steps.put if path in site.files)
    others = sorted(site.files.keys() - steps.put)
    waited = random.sample(sent, min(MOST, len(sent))) + random.sample(others, min(OTHERS, len(others)))
    until = time.monotonic() + seconds
    while True:
        wrong = _wrong(site, waited)
        if not wrong:
            return
        if time.monotonic() + PAUSE > until:
            path, why = next(iter(wrong.items()))
            raise Refusal(
                N_("{count} files are not at {url} as they were sent, such as {path}: {why}."),
                N_("What was sent is whole at the target: see whether the host shows it there, or wait longer."),
                count=len(wrong), url=site.url, path=path, why=why,
            )  # fmt: skip
        waited = list(wrong)
        time.sleep(PAUSE)


def _wrong(site: Built, paths: list[str]) -> Mapping[str, str]:
    """Each file that is not as it was built, with what was met instead."""
    with ThreadPoolExecutor(AT_ONCE) as pool:
        addresses = [site.url + quote(path.removesuffix("index.html")) for path in paths]
        met = pool.map(_met, addresses, [site.files[path].digest for path in paths])
        return {path: why for path, why in zip(paths, met, strict=True) if why}


def _met(url: str, digest: str) -> str:
    if not url.startswith(("https://", "http://")):
        return url
    try:
        with urlopen(Request(url, headers={"Cache-Control": "no-cache"}), timeout=PATIENCE) as answer:
            data: bytes = answer.read()
    except HTTPError as fault:
        return f"HTTP {fault.code}"
    except (URLError, OSError) as fault:
        return str(getattr(fault, "reason", fault))
    return "" if hashlib.sha256(data).hexdigest() == digest else "other bytes"
