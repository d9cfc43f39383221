"""Without internet: a page of our own, and never what somebody read before."""

from collections.abc import Callable

from playwright.sync_api import expect

from tests.journeys.conftest import Visit

At = Callable[..., Visit]
QUESTION = "/vragen/1"
READY = "navigator.serviceWorker.ready.then(() => true)"
KEPT = """async () => {
  const found = [];
  for (const name of await caches.keys()) found.push(...await (await caches.open(name)).keys());
  return found.map((request) => new URL(request.url).pathname);
}"""


def with_worker(her: Visit) -> Visit:
    """The worker comes with the second page, and controls the third."""
    her.open("/inloggen")
    assert her.page.evaluate("navigator.serviceWorker.controller") is None
    her.log_in("lid")
    assert her.page.evaluate(READY)
    return her


def test_without_internet_there_is_a_page_that_says_so(visit: At) -> None:
    her = with_worker(visit("phone"))
    her.page.context.set_offline(True)
    her.open("/vragen")
    expect(her.page.get_by_role("heading", level=1)).to_have_text("Geen internet")
    assert her.page.url.endswith("/vragen")
    her.accessible()
    assert her.page.evaluate("document.fonts.check('600 20px Title')")

    her.page.context.set_offline(False)
    her.page.wait_for_selector(".question-list")  # by itself
    assert her.page.url.endswith("/vragen")


def test_what_is_written_where_nothing_was_fetched_yet_is_posted_later(visit: At) -> None:
    """The form stands far below when the tunnel begins: what it needs is on the phone already."""
    her = with_worker(visit("phone")).open("/vragen/3")
    her.page.context.set_offline(True)
    area = her.page.locator("#reactie")
    area.fill("Dit schreef ik onder de grond.")
    status = her.page.locator("form:has(#reactie) [data-draft-status]")
    expect(status).to_have_text("Geen internet. We bewaren je tekst op dit apparaat.")
    her.page.get_by_role("button", name="Plaats je reactie").click()
    expect(status).to_contain_text("zodra je weer verbinding hebt")
    her.page.context.set_offline(False)
    expect(status).to_contain_text("Geplaatst.")
    her.page.get_by_role("link", name="Bekijk je tekst").click()
    expect(her.page.locator(".comment", has_text="onder de grond")).to_have_count(1)


def test_on_the_first_page_the_text_stays_and_what_is_needed_comes_later(visit: At) -> None:
    """Without the worker nothing can be fetched in the tunnel: nothing is sent, nothing is lost."""
    her = visit("phone", service_workers="block").log_in("lid").open("/vragen/3")
    her.page.context.set_offline(True)
    area = her.page.locator("#reactie")
    area.fill("Dit staat er nog.")
    button = her.page.get_by_role("button", name="Plaats je reactie")
    button.click()
    expect(her.page.locator(".toast")).to_contain_text("Geen internet. Je tekst staat er nog.")
    expect(area).to_have_value("Dit staat er nog.")
    her.page.context.set_offline(False)
    status = her.page.locator("form:has(#reactie) [data-draft-status]")
    expect(status).to_contain_text("Bewaard om")
    button.click()
    expect(her.page.locator(".comment", has_text="Dit staat er nog.")).to_have_count(1)


def test_in_english_too(visit: At) -> None:
    her = with_worker(visit("phone", lang="en"))
    her.page.context.set_offline(True)
    her.open("/berichten")
    expect(her.page.get_by_role("heading", level=1)).to_have_text("You're offline")


def test_what_was_read_is_not_on_the_device_after_logging_out(visit: At) -> None:
    her = with_worker(visit("phone")).open(QUESTION)
    title = her.page.get_by_role("heading", level=1).inner_text()
    read = her.page.url.removeprefix(her.site)
    kept = her.page.evaluate(KEPT)
    assert [path for path in kept if not path.startswith(("/static/", "/offline/"))] == []
    assert "/offline/nl" in kept

    her.page.locator(".menu summary").click()
    her.page.get_by_role("button", name="Uitloggen").click()
    her.page.wait_for_url(her.site + "/")
    her.page.context.set_offline(True)
    her.page.go_back()
    assert title not in her.page.content()
    her.open(read)
    expect(her.page.get_by_role("heading", level=1)).to_have_text("Geen internet")
    assert "Sanne" not in her.page.content()


def test_a_new_version_takes_over_and_clears_away_the_old(visit: At) -> None:
    her = with_worker(visit("desktop"))
    before = her.page.evaluate("caches.keys()")
    assert len(before) == 1
    her.page.evaluate("navigator.serviceWorker.register('/sw.js?v=0123456789ab&lang=nl')")
    her.page.wait_for_function("async () => (await caches.keys()).join() === '0123456789ab-nl'")
    her.page.evaluate(
        "navigator.serviceWorker.ready.then((r) => r.unregister())"
        ".then(async () => { for (const name of await caches.keys()) await caches.delete(name); })"
    )
    her.open("/vragen")
    expect(her.page.locator(".question-list").first).to_be_visible()
