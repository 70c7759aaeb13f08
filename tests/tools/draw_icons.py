"""Draw the icons of the installed application from the favicon, with Chromium: `python tests/tools/draw_icons.py`."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import sync_playwright

import chromium

ASSETS = Path(__file__).parents[2] / "overrides" / "assets"
DRAWN = {"192": (192, 1.0, 7), "512": (512, 1.0, 7), "maskable": (512, 0.72, 0)}
"""Name: its side in pixels, how large the drawing is in it, and the radius of its corners out of 32.

A maskable icon is cut by the phone: its drawing stays within the safe circle, its ground goes to the edge.
"""


def main() -> None:
    """Write each icon beside the favicon."""
    favicon = (ASSETS / "favicon.svg").read_text(encoding="utf-8")
    inner = favicon.partition("/>")[2].removesuffix("</svg>\n").removesuffix("</svg>")
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=chromium.find(), args=chromium.flags())
        for name, (side, scale, radius) in DRAWN.items():
            page = browser.new_page(viewport={"width": side, "height": side})
            moved = f'<g transform="translate(16 16) scale({scale}) translate(-16 -16)">{inner}</g>'
            ground = f'<rect width="32" height="32" rx="{radius}" fill="#143b42"/>'
            svg = f'<svg xmlns="http://www.w3.org/2000/svg" width="{side}" height="{side}" viewBox="0 0 32 32">'
            page.set_content(f"<style>body{{margin:0}}svg{{display:block}}</style>{svg}{ground}{moved}</svg>")
            target = ASSETS / "icons" / f"{name}.png"
            target.parent.mkdir(exist_ok=True)
            page.screenshot(path=target, omit_background=True)
        browser.close()


if __name__ == "__main__":
    main()
