"""What a page weighs for who comes for the first time, and that nothing in it moves."""

from collections.abc import Callable
from typing import Any

from tests.journeys.conftest import Visit

At = Callable[..., Visit]
QUESTION = "/vragen/1"
MOST_BYTES = 60_000
MOST_REQUESTS = 8

SHIFTS = """() => new Promise((done) => new PerformanceObserver((list) => done(
  list.getEntries().map((one) => [one.value, ...one.sources.map((s) => s.node?.className)]),
)).observe({ type: "layout-shift", buffered: true }) || setTimeout(() => done([]), 500))"""


def first_view(visit: Visit, path: str) -> dict[str, int]:
    """Bytes that came over the line for each address, on a cold cache, until all is quiet."""
    line = visit.page.context.new_cdp_session(visit.page)
    line.send("Network.enable")
    line.send("Network.clearBrowserCache")
    asked: dict[str, str] = {}
    came: dict[str, int] = {}

    def request(event: dict[str, Any]) -> None:
        if "redirectResponse" in event:  # the same request goes on to another address
            came[asked[event["requestId"]]] = event["redirectResponse"]["encodedDataLength"]
        asked[event["requestId"]] = event["request"]["url"]

    line.on("Network.requestWillBeSent", request)
    line.on(
        "Network.loadingFinished",
        lambda event: came.update({asked[event["requestId"]]: int(event["encodedDataLength"])}),
    )
    visit.page.goto(visit.site + path, wait_until="networkidle")
    return {url: size for url, size in came.items() if not url.startswith("data:")}


def test_the_first_view_of_a_question_is_light(visit: At) -> None:
    here = visit("phone").log_in("lid").open(QUESTION)
    address = here.page.url.removeprefix(here.site)
    first_time = visit("phone", storage_state={"cookies": here.page.context.cookies()})
    came = first_view(first_time, address)
    told = "\n".join(f"{size:>7} {url}" for url, size in came.items())
    assert first_time.page.locator("h1#titel").count() == 1
    assert sum(came.values()) <= MOST_BYTES, told
    assert len(came) <= MOST_REQUESTS, told
    assert all(url.startswith(here.site) for url in came), told


def test_nothing_moves_while_a_page_comes_in(visit: At) -> None:
    her = visit("phone").log_in("lid")
    for path in ("/", QUESTION, "/vragen/nieuw", "/vragen"):
        her.open(path)
        her.page.wait_for_load_state("networkidle")
        moved = her.page.evaluate(SHIFTS)
        assert sum(shift[0] for shift in moved) < 0.02, f"{path}: {moved}"
