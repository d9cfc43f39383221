"""Writing: what is typed, pasted and quoted, on a phone and at a desk."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Dialog, Locator, expect

from tests.journeys.conftest import Visit

At = Callable[..., Visit]

PASTE = """(area, [html, plain]) => {
  const data = new DataTransfer();
  if (html) data.setData("text/html", html);
  data.setData("text/plain", plain);
  const event = new ClipboardEvent("paste", {clipboardData: data, bubbles: true, cancelable: true});
  return area.dispatchEvent(event);
}"""

WORD = """<html xmlns:o="urn:schemas-microsoft-com:office:office"><head>
<meta name=Generator content="Microsoft Word 15"><style>p.MsoNormal {margin:0}</style></head>
<body lang=NL><!--StartFragment--><h1>Rust in de klas<o:p></o:p></h1>
<p class=MsoNormal>Dit deed ik <b style='mso-bidi-font-weight:normal'>elke</b><b>
dag</b> en <i>rustig</i>.<o:p></o:p></p>
<p class=MsoListParagraphCxSpFirst style='text-indent:-18.0pt;mso-list:l0 level1 lfo1'>
<![if !supportLists]><span style='font-family:Symbol'><span style='mso-list:Ignore'>·<span
style='font:7.0pt "Times New Roman"'>&nbsp;&nbsp; </span></span></span><![endif]>Aan de deur
staan<o:p></o:p></p>
<p class=MsoListParagraphCxSpLast style='margin-left:72.0pt;mso-list:l0 level2 lfo1'>
<![if !supportLists]><span style='mso-list:Ignore'>o<span>&nbsp; </span></span><![endif]>Iedereen
bij naam<o:p></o:p></p>
<p class=MsoListParagraph style='mso-list:l1 level1 lfo2'><![if !supportLists]><span
style='mso-list:Ignore'>1.<span>&nbsp; </span></span><![endif]>Eerst kijken<o:p></o:p></p>
<p class=MsoListParagraph style='mso-list:l1 level1 lfo2'><![if !supportLists]><span
style='mso-list:Ignore'>2.<span>&nbsp; </span></span><![endif]>Dan doen<o:p></o:p></p>
<p class=MsoNormal>Lees <a href="https://example.org/rust">dit stuk</a>.</p>
<!--EndFragment--></body></html>"""

GOOGLE = """<meta charset='utf-8'><b style="font-weight:normal;" id="docs-internal-guid-1">
<h2 dir="ltr"><span style="font-size:16pt;font-weight:400">Wat hielp</span></h2>
<p dir="ltr"><span style="font-weight:400">Dit was </span><span style="font-weight:700">heel</span>
<span style="font-weight:400;font-style:italic">fijn</span></p><ul><li dir="ltr" aria-level="1">
<p dir="ltr" role="presentation"><span>Een</span></p></li><ul><li dir="ltr" aria-level="2">
<p role="presentation"><span>Anderhalf</span></p></li></ul><li dir="ltr"><p><span>Twee</span></p>
</li></ul></b><br class="Apple-interchange-newline">"""

LIBRE_OFFICE = """<!DOCTYPE html><html><head><title></title><style>p {}</style></head><body>
<h2 class="western">Kop</h2><p>Gewoon <b>vet</b> met 2 * 3</p><ul>
	<li><p style="line-height: 100%">gum</p></li>
	<li><p>pen</p><ol><li><p>rood</p></li></ol></li></ul>
<table><tr><td><p>dag</p></td><td><p>uur</p></td></tr><tr><td>ma</td><td>1</td></tr></table>
<script>alert(1)</script></body></html>"""

PASTED = {
    "word": (
        WORD,
        "# Rust in de klas\n\nDit deed ik **elke** **dag** en _rustig_.\n\n- Aan de deur staan\n"
        "    - Iedereen bij naam\n\n1. Eerst kijken\n2. Dan doen\n\n"
        "Lees [dit stuk](https://example.org/rust).",
    ),
    "google": (
        GOOGLE,
        "## Wat hielp\n\nDit was **heel** _fijn_\n\n- Een\n    - Anderhalf\n- Twee",
    ),
    "libreoffice": (
        LIBRE_OFFICE,
        "## Kop\n\nGewoon **vet** met 2 \\* 3\n\n- gum\n- pen\n    1. rood\n\ndag | uur\nma | 1",
    ),
}


def writing(visit: Visit) -> tuple[Visit, Locator]:
    """The ask page, with an empty field that is ready."""
    visit.log_in("lid").open("/vragen/nieuw")
    area = visit.page.locator("[name=body]")
    area.fill("")
    area.focus()
    expect(visit.page.get_by_role("toolbar", name="Opmaak")).to_be_visible()
    return visit, area


def test_the_toolbar_and_its_keys(visit: At) -> None:
    her, area = writing(visit("desktop"))
    keys = her.page.keyboard
    area.type("Dit is heel fijn")
    keys.press("Shift+Home")
    keys.press("Control+b")
    expect(area).to_have_value("**Dit is heel fijn**")
    keys.press("Control+b")
    expect(area).to_have_value("Dit is heel fijn")
    keys.press("Control+i")
    expect(area).to_have_value("_Dit is heel fijn_")
    keys.press("Control+z")
    expect(area).to_have_value("Dit is heel fijn")

    area.fill("gum\npen")
    keys.press("Control+a")
    her.page.get_by_role("button", name="Lijst", exact=True).click()
    expect(area).to_have_value("- gum\n- pen")
    her.page.get_by_role("button", name="Genummerde lijst").click()
    expect(area).to_have_value("1. gum\n2. pen")
    her.page.get_by_role("button", name="Genummerde lijst").click()
    her.page.get_by_role("button", name="Citaat").click()
    expect(area).to_have_value("> gum\n> pen")

    area.fill("Lees dit")
    keys.press("Control+a")
    keys.press("Control+k")
    keys.type("https://example.org")
    expect(area).to_have_value("[Lees dit](https://example.org)")

    area.fill("1. een")
    for text in ("twee", "drie"):
        keys.press("Enter")
        keys.type(text)
    keys.press("Enter")
    keys.press("Enter")
    expect(area).to_have_value("1. een\n2. twee\n3. drie\n")
    her.accessible()


def test_the_toolbar_is_one_stop_of_tab_and_arrows_go_through_it(visit: At) -> None:
    her, area = writing(visit("desktop"))
    area.fill("woord")
    area.select_text()
    her.page.keyboard.press("Tab")
    expect(her.page.get_by_role("button", name="Vet", exact=True)).to_be_focused()
    her.page.keyboard.press("ArrowRight")
    expect(her.page.get_by_role("button", name="Schuin")).to_be_focused()
    her.page.keyboard.press("Enter")
    expect(area).to_have_value("_woord_")
    expect(area).to_be_focused()
    her.page.keyboard.press("Tab")
    expect(her.page.get_by_role("button", name="Schuin")).to_be_focused()
    her.page.keyboard.press("Escape")
    expect(area).to_be_focused()
    expect(area).to_have_value("_woord_")


def test_on_a_phone_the_field_keeps_the_focus(visit: At) -> None:
    her, area = writing(visit("phone"))
    for button in her.page.get_by_role("toolbar").get_by_role("button").all():
        box = button.bounding_box()
        assert box and box["height"] >= 44 and box["width"] >= 44
    area.evaluate("area => area.addEventListener('blur', () => { window.left = true; })")
    her.page.get_by_role("button", name="Vet", exact=True).tap()
    expect(area).to_have_value("****")
    expect(area).to_be_focused()
    assert not her.page.evaluate("window.left")
    her.accessible()


@pytest.mark.parametrize("source", PASTED)
def test_what_a_word_processor_gives_keeps_its_shape(visit: At, source: str) -> None:
    html, wanted = PASTED[source]
    her, area = writing(visit("desktop"))
    assert area.evaluate(PASTE, [html, "plain"]) is False
    expect(area).to_have_value(wanted)
    her.page.keyboard.press("Control+z")
    expect(area).to_have_value("")


def test_what_is_pasted_without_a_shape_is_left_to_the_browser(visit: At) -> None:
    _her, area = writing(visit("desktop"))
    html = "<meta charset='utf-8'><span style='color: red'>Gewone * tekst</span><div>twee</div>"
    assert area.evaluate(PASTE, [html, "Gewone * tekst\ntwee"]) is True
    assert area.evaluate(PASTE, ["", "- zo"]) is True
    area.fill("Lees dit stuk")
    area.evaluate("area => area.setSelectionRange(5, 8)")
    assert area.evaluate(PASTE, ["", "https://example.org"]) is False
    expect(area).to_have_value("Lees [dit](https://example.org) stuk")


def test_the_result_looks_as_the_preview(visit: At) -> None:
    her, area = writing(visit("phone"))
    area.evaluate(PASTE, [WORD, "plain"])
    her.page.get_by_role("button", name="Voorbeeld").click()
    preview = her.page.get_by_role("region", name="Voorbeeld")
    expect(preview.locator("ul > li > ul > li")).to_have_text("Iedereen bij naam")
    expect(preview.locator("ol > li")).to_have_count(2)
    expect(preview.get_by_role("heading", name=re.compile("Rust in de klas"))).to_be_visible()
    expect(preview.get_by_role("link", name="dit stuk")).to_be_visible()
    expect(her.page.get_by_role("toolbar")).to_be_hidden()
    her.accessible()


def test_the_form_stands_under_the_title_and_what_is_similar_beside_it(visit: At) -> None:
    her = visit("desktop").log_in("lid").open("/vragen/nieuw?opnieuw=1")
    expect(her.page.get_by_text("Typ je vraag. Hier zie je dan")).to_be_visible()

    def left(selector: str) -> float:
        box = her.page.locator(selector).bounding_box()
        assert box
        return box["x"]

    assert left("#body") == left("#title")
    her.page.fill("#title", "Hoe krijg ik mijn groep 4 na gym weer rustig?")
    expect(her.page.locator(".ask-similar .similar-item").first).to_be_visible()
    assert left("#body") == left("#title") < left(".ask-similar")
    her.page.set_viewport_size({"width": 360, "height": 740})
    top = [her.page.locator(one).bounding_box() for one in ("#title", ".ask-similar", "#body")]
    assert [box["y"] for box in top if box] == sorted(box["y"] for box in top if box)


QUESTION = "Hoe krijg ik mijn klas stil?"


def asked(visit: Visit) -> str:
    """A new question, and its address."""
    visit.open("/vragen/nieuw?opnieuw=1")
    visit.page.fill("[name=title]", QUESTION)
    visit.page.fill("[name=body]", "Ze praten door elkaar heen, **elke** dag opnieuw.")
    visit.page.get_by_role("button", name="Plaats je vraag").click()
    visit.page.wait_for_url(re.compile(r"/vragen/\d+-"))
    return visit.page.url.removeprefix(visit.site).partition("?")[0]


def test_what_was_written_in_the_tunnel_is_posted_once(visit: At) -> None:
    her = visit("phone").log_in("lid")
    where = asked(her)
    area = her.page.locator("#reactie")
    area.fill("Dit schreef ik in de tunnel.")
    status = her.page.locator("form:has(#reactie) [data-draft-status]")
    expect(status).to_contain_text("Bewaard om")
    her.page.context.set_offline(True)
    her.page.get_by_role("button", name="Plaats je reactie").click()
    expect(status).to_have_text(
        "Geen internet. We plaatsen je tekst zodra je weer verbinding hebt."
    )
    expect(area).to_have_value("Dit schreef ik in de tunnel.")
    her.accessible()
    her.page.context.set_offline(False)
    expect(status).to_contain_text("Geplaatst.")
    her.page.get_by_role("link", name="Bekijk je tekst").click()
    expect(her.page.locator(".comment", has_text="tunnel")).to_have_count(1)
    her.open(where)
    expect(her.page.locator(".comment", has_text="tunnel")).to_have_count(1)
    expect(her.page.locator("#reactie")).to_have_value("")


def test_what_waits_outlives_the_tab_and_asks_to_log_in(visit: At) -> None:
    her = visit("phone").log_in("lid")
    where = asked(her)
    her.page.locator("#reactie").fill("Dit bleef staan.")
    her.page.context.set_offline(True)
    her.page.get_by_role("button", name="Plaats je reactie").click()
    expect(her.page.get_by_text("Geen internet. We plaatsen")).to_be_visible()
    her.page.close()
    her.page.context.set_offline(False)
    her.page.context.clear_cookies()

    her.page = her.page.context.new_page()
    her.open("/")
    toast = her.page.locator(".toast")
    expect(toast).to_contain_text("Log in, dan plaatsen we je tekst.")
    toast.get_by_role("link", name="Inloggen").click()
    assert where in her.page.url.replace("%2F", "/")
    her.log_in("collega")  # somebody else, on the same phone
    expect(toast).to_have_count(0)
    her.page.goto("about:blank")  # an answer under way would bring the cookie back
    her.page.context.clear_cookies()
    her.log_in("lid")
    expect(toast).to_contain_text("Geplaatst.")
    toast.get_by_role("link", name="Bekijk je tekst").click()
    expect(her.page.locator(".comment", has_text="Dit bleef staan.")).to_have_count(1)


def test_what_was_sent_late_and_refused_stands_in_the_form_again(visit: At) -> None:
    her = visit("desktop").log_in("lid").open("/vragen/nieuw?opnieuw=1")
    her.page.fill("[name=body]", "Een vraag zonder titel.")
    expect(her.page.locator("[data-draft-status]")).to_contain_text("Bewaard om")
    her.page.context.set_offline(True)
    her.page.get_by_role("button", name="Plaats je vraag").click()
    her.page.get_by_role("button", name="Schrijf verder").click()
    her.page.fill("[name=body]", "Een vraag zonder titel, nu langer.")
    her.page.get_by_role("button", name="Plaats je vraag").click()
    her.page.context.set_offline(False)
    status = her.page.locator("[data-draft-status]")
    expect(status).to_contain_text("We konden je tekst nog niet plaatsen.")
    her.page.get_by_role("link", name="Bekijk je tekst").click()
    expect(her.page.locator("[name=body]")).to_have_value("Een vraag zonder titel, nu langer.")
    expect(status).not_to_contain_text("We konden")


def test_a_warning_before_text_is_lost(visit: At) -> None:
    her = visit("desktop").log_in("lid")
    asked(her)
    asks: list[str] = []

    def stay(dialog: Dialog) -> None:
        asks.append(dialog.type)
        dialog.dismiss()

    her.page.on("dialog", stay)
    her.page.get_by_role("link", name="Pas aan").first.click()
    her.page.locator("[name=body]").press_sequentially("Half")
    her.page.get_by_role("link", name="Terug", exact=True).click()
    expect(her.page.locator("[name=body]")).to_have_value(re.compile("Half"))
    assert asks == ["beforeunload"]
    her.page.get_by_role("button", name="Sla je vraag op").click()
    her.page.wait_for_url(re.compile(r"/vragen/\d+-"))
    assert asks == ["beforeunload"]

    area = her.page.locator("#reactie")
    area.press_sequentially("Half af")
    expect(her.page.locator("form:has(#reactie) [data-draft-status]")).to_contain_text("Bewaard om")
    her.page.reload()
    assert asks == ["beforeunload"]
    expect(area).to_have_value("Half af")


def test_two_windows_each_keep_their_text(visit: At) -> None:
    her = visit("desktop").log_in("lid")
    where = asked(her)
    other = her.page.context.new_page()
    other.goto(her.site + where)
    status = "form:has(#reactie) [data-draft-status]"
    # all at once: on a slow machine the first letter would be kept on its own
    her.page.locator("#reactie").fill("Uit het ene venster")
    expect(her.page.locator(status)).to_contain_text("Bewaard om")
    other.locator("#reactie").fill("Uit het andere")
    expect(other.locator(status)).to_contain_text("nieuwere versie")
    expect(other.get_by_text("Uit het ene venster")).to_be_visible()
    expect(other.locator("#reactie")).to_have_value("Uit het andere")
    other.get_by_role("button", name="Ga verder met mijn tekst").click()
    expect(other.locator(status)).to_contain_text("Bewaard om")

    her.page.locator("#reactie").fill("Uit het ene venster, en verder")
    expect(her.page.locator(status)).to_contain_text("nieuwere versie")
    Visit(her.page, her.site).accessible()
    her.page.get_by_role("button", name="Neem deze tekst over").click()
    expect(her.page.locator("#reactie")).to_have_value("Uit het andere")
    expect(her.page.locator(status)).to_contain_text("Bewaard om")
