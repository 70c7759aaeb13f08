"""How soon a chapter can be read on a poor network: 400 kbit/s, 300 ms a request, gzip on, nothing in the cache.

    make bench      or      python tests/bench/chapter_load.py [--site DIR]

Chromium's own network emulation, a phone's width, and a processor four times slower than this machine's.
"""

from __future__ import annotations

import argparse
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests" / "tools"))

from playwright.sync_api import Browser, sync_playwright  # noqa: E402

import chromium  # noqa: E402
from command import PREAU  # noqa: E402
from webserver import Web  # noqa: E402

PAGES = {
    "chapter": "/cours/agir-au-niveau-local/qui-fait-quoi/",
    "longest chapter": "",
    "module": "/cours/comprendre-les-finances-publiques/",
    "initiative": "/initiatives/34/berges-propres/",
    "home": "/",
}
ROUNDS = 5
NETWORK = {"offline": False, "latency": 300, "downloadThroughput": 400_000 / 8, "uploadThroughput": 400_000 / 8}
MOMENTS = """() => new Promise((resolve) => {
  new PerformanceObserver((list) => {
    const paint = list.getEntries().at(-1);
    const [first] = performance.getEntriesByType("navigation");
    const all = performance.getEntriesByType("resource");
    resolve({
      readable: paint.startTime,
      loaded: first.loadEventEnd,
      requests: all.length + 1,
      bytes: first.transferSize + all.reduce((sum, one) => sum + one.transferSize, 0),
    });
  }).observe({ type: "largest-contentful-paint", buffered: true });
})"""


def load(browser: Browser, url: str) -> dict[str, Any]:
    """One first visit: when the largest text shows, when all has come, and what it weighed."""
    context = browser.new_context(viewport={"width": 390, "height": 844}, locale="fr-FR")
    page = context.new_page()
    wire = context.new_cdp_session(page)
    wire.send("Network.enable")
    wire.send("Network.setCacheDisabled", {"cacheDisabled": True})
    wire.send("Network.emulateNetworkConditions", NETWORK)
    wire.send("Emulation.setCPUThrottlingRate", {"rate": 4})
    page.goto(url, wait_until="load")
    page.wait_for_timeout(300)
    found: dict[str, Any] = page.evaluate(MOMENTS)
    context.close()
    return found


def main() -> None:
    """Build the demonstration unless a site is given, then measure."""
    ask = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ask.add_argument("--site", type=Path, help="a site already built")
    said = ask.parse_args()
    program = chromium.find()
    if program is None:
        sys.exit(chromium.MISSING)
    with tempfile.TemporaryDirectory(prefix="preau-load-") as folder:
        site = said.site or Path(folder)
        if not said.site:
            command = [PREAU, "build", "--site-dir", folder, "--date", "2026-11-23"]
            subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.DEVNULL)
        longest = max(site.glob("cours/*/*/index.html"), key=lambda page: page.stat().st_size)
        PAGES["longest chapter"] = "/" + longest.parent.relative_to(site).as_posix() + "/"
        with Web(site) as web, sync_playwright() as driver:
            browser = driver.chromium.launch(executable_path=program, args=chromium.flags())
            print("\n400 kbit/s, 300 ms, gzip, cold cache, slowed processor; median of", ROUNDS, "\n")
            print("| | readable after | all loaded | requests | over the wire |\n| --- | ---: | ---: | ---: | ---: |")
            for name, address in PAGES.items():
                seen = [load(browser, web.url(address)) for _round in range(ROUNDS)]
                middle = {key: statistics.median(one[key] for one in seen) for key in seen[0]}
                print(
                    f"| {name} | {middle['readable'] / 1000:.2f} s | {middle['loaded'] / 1000:.2f} s "
                    f"| {middle['requests']:.0f} | {middle['bytes'] / 1000:.1f} kB |"
                )
            browser.close()


if __name__ == "__main__":
    main()
