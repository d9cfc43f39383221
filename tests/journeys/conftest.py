"""A real site (server, worker, demo content) and a real browser."""

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.journeys.demo_site import PASSWORD, demo_site

QUIET = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run",
         "--disable-component-update", "--disable-sync"]  # fmt: skip
WIDTHS = {"phone": (360, 740), "desktop": (1280, 800)}
PATIENCE = 20_000  # for a slow machine; what is waited for comes at once on a quick one
expect.set_options(timeout=PATIENCE)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if Path(__file__).parent in Path(str(item.fspath)).parents:
            item.add_marker(pytest.mark.browser)


def chromium() -> str | None:
    """Debian's Chromium, or one that Playwright downloaded (which it then finds itself)."""
    for name in ("chromium", "chromium-browser", "google-chrome"):
        if found := shutil.which(name):
            return found
    return None


@pytest.fixture(scope="session")
def browser_type_launch_args(playwright: Any) -> dict[str, Any]:
    found = chromium()
    if found is None and not Path(playwright.chromium.executable_path).exists():
        if os.environ.get("CI"):
            pytest.fail("Chromium is missing; in CI the browser tests must run")
        pytest.skip("Chromium is missing: the browser tests are skipped")
    return {"args": QUIET, **({"executable_path": found} if found else {})}


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory, browser_type_launch_args: Any) -> Iterator[str]:
    """The address of a demo site that runs as `make run` runs it."""
    with demo_site(tmp_path_factory.mktemp("site")) as address:
        yield address


@pytest.fixture(scope="module")
def own_site(
    tmp_path_factory: pytest.TempPathFactory, browser_type_launch_args: Any
) -> Iterator[str]:
    """For journeys that leave behind what others would stumble over: drafts, memberships."""
    with demo_site(tmp_path_factory.mktemp("own")) as address:
        yield address


class Visit:
    """One person at one screen; counts taps, and looks at each page with axe."""

    def __init__(self, page: Page, site: str) -> None:
        self.page = page
        self.site = site
        self.taps = 0

    def open(self, path: str) -> "Visit":
        self.page.goto(self.site + path)
        return self

    def log_in(self, who: str) -> "Visit":
        self.open("/inloggen")
        self.page.fill("[name=email]", f"{who}@example.org")
        self.page.fill("[name=password]", PASSWORD)
        self.page.locator("form:has([name=password]) button").first.click()
        self.page.wait_for_url(lambda url: "/inloggen" not in url)
        self.taps = 0
        return self

    def tap(self, selector: str) -> None:
        self.taps += 1
        self.page.locator(selector).locator("visible=true").first.click()

    def accessible(self, only: str = "") -> None:
        """No axe violation (or none of one rule), and nothing wider than the screen."""
        options = {"resultTypes": ["violations"], **({"runOnly": [only]} if only else {})}
        found = Axe().run(self.page, options=options)
        told = [
            f"{v['id']}: {v['help']} {[n['target'] for n in v['nodes']][:3]}"
            for v in found.response["violations"]
        ]
        assert not told, f"{self.page.url}\n" + "\n".join(told)
        wide = self.page.evaluate("document.documentElement.scrollWidth - innerWidth")
        assert wide <= 0, f"{self.page.url} is {wide}px too wide"


@pytest.fixture
def visit(
    browser: Browser, site: str, request: pytest.FixtureRequest
) -> Iterator[Callable[..., Visit]]:
    """`visit("phone")` opens a fresh browser; options as Playwright's new_context has them."""
    opened: list[BrowserContext] = []
    wrong: list[str] = []

    def start(width: str = "phone", lang: str = "nl", **options: Any) -> Visit:
        w, h = WIDTHS[width]
        context = browser.new_context(
            viewport={"width": w, "height": h},
            has_touch=width == "phone",
            locale={"nl": "nl-NL", "en": "en-GB"}[lang],
            timezone_id="Europe/Amsterdam",
            reduced_motion="reduce",  # axe would measure contrast halfway a fade
            **options,
        )
        context.set_default_timeout(PATIENCE)
        page = context.new_page()
        page.on("pageerror", lambda error: wrong.append(f"script error: {error}"))
        page.on(
            "response",
            lambda answer: (
                wrong.append(f"{answer.status} {answer.url}") if answer.status >= 500 else None
            ),
        )
        page.on(
            "console",
            lambda said: (
                wrong.append(said.text)
                if said.type == "error" and "Content Security Policy" in said.text
                else None
            ),
        )
        opened.append(context)
        return Visit(page, site)

    yield start
    for context in opened:
        context.close()
    assert not wrong, wrong
