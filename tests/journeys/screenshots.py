"""`make screenshots`: the main pages as they look, from a demo site that is thrown away.

All go to screenshots/; with the argument `docs` the two of the README are made anew as well.
"""

import sys
import tempfile
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

from config import ROOT
from tests.journeys.conftest import QUIET, chromium
from tests.journeys.demo_site import PASSWORD, demo_site

VISITOR = {"welkom": "/", "lid-worden": "/lid-worden"}
MEMBER = {"start": "/", "vragen": "/vragen", "vraag": "/vragen/3", "stel-je-vraag": "/vragen/nieuw",
          "zoeken": "/zoeken?q=rekenen", "collega": "/leden/2", "berichten": "/berichten",
          "instellingen": "/ik/instellingen"}  # fmt: skip
SIZES = {360: 740, 1280: 900}
OUT = ROOT / "screenshots"
DOCS = ROOT / "docs" / "images"


def log_in(page: Page, site: str) -> None:
    page.goto(f"{site}/inloggen")
    page.fill("[name=email]", "lid@example.org")
    page.fill("[name=password]", PASSWORD)
    page.locator("form:has([name=password]) button").first.click()
    page.wait_for_url(lambda url: "/inloggen" not in url)


def look(page: Page, address: str) -> None:
    page.goto(address, wait_until="networkidle")
    page.evaluate("document.fonts.ready")


def whole(page: Page, file: Path) -> None:
    """In a window as high as the page: the bar for the thumb is at its end, not halfway."""
    size = page.viewport_size
    assert size
    high = page.evaluate("document.documentElement.scrollHeight")
    page.set_viewport_size({"width": size["width"], "height": max(high, size["height"])})
    page.screenshot(path=file)
    page.set_viewport_size(size)


def all_pages(browser: Browser, site: str) -> None:
    for width, height in SIZES.items():
        page = browser.new_page(
            viewport={"width": width, "height": height},
            locale="nl-NL",
            reduced_motion="reduce",
        )
        for pages in (VISITOR, MEMBER):
            for name, path in pages.items():
                look(page, site + path)
                for scheme in ("light", "dark"):
                    page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
                    whole(page, OUT / f"{name}-{width}-{scheme}.png")
            if pages is VISITOR:
                log_in(page, site)
        page.close()


def for_the_readme(browser: Browser, site: str) -> None:
    for name, width, height, scale in (("question", 1280, 900, 1), ("phone", 360, 720, 2)):
        page = browser.new_page(
            viewport={"width": width, "height": height},
            locale="nl-NL",
            device_scale_factor=scale,
        )
        log_in(page, site)
        look(page, site + MEMBER["vraag"])
        page.evaluate("document.querySelector('.practice').remove()")
        file = DOCS / f"{name}.png"
        page.screenshot(path=file)
        Image.open(file).convert("RGB").quantize(200).save(file, optimize=True)
        page.close()


def main() -> None:
    OUT.mkdir(exist_ok=True)
    DOCS.mkdir(parents=True, exist_ok=True)
    with (
        tempfile.TemporaryDirectory() as folder,
        demo_site(Path(folder)) as site,
        sync_playwright() as playwright,
    ):
        browser = playwright.chromium.launch(executable_path=chromium(), args=QUIET)
        all_pages(browser, site)
        if "docs" in sys.argv:
            for_the_readme(browser, site)
        browser.close()
    print(f"{len(list(OUT.glob('*.png')))} pictures in {OUT.relative_to(ROOT)}/")


if __name__ == "__main__":
    main()
