"""A picture is pasted, told about, posted and seen; a file of a school stays at the school."""

import base64
import re
from collections.abc import Callable
from io import BytesIO

import pytest
from PIL import Image
from playwright.sync_api import expect

from tests.files.samples import PDF, office
from tests.journeys.conftest import Visit

At = Callable[..., Visit]
BODY = "[name=body]"
widths = pytest.mark.parametrize("width", ["phone", "desktop"])

TRANSFER = """(field, [type, files]) => {
  const carried = new DataTransfer();
  for (const [name, kind, data] of files) {
    const bytes = Uint8Array.from(atob(data), (sign) => sign.charCodeAt(0));
    carried.items.add(new File([bytes], name, { type: kind }));
  }
  field.focus();
  const event = type === "paste"
    ? new ClipboardEvent("paste", { clipboardData: carried, bubbles: true, cancelable: true })
    : new DragEvent("drop", { dataTransfer: carried, bubbles: true, cancelable: true });
  return field.dispatchEvent(event);
}"""


def photo(size: tuple[int, int] = (2400, 1800)) -> bytes:
    out = BytesIO()
    Image.effect_noise(size, 60).convert("RGB").save(out, "JPEG", quality=92)
    return out.getvalue()


def give(her: Visit, how: str, *files: tuple[str, str, bytes]) -> None:
    """Paste or drop files in the text field; what the browser would do itself is held back."""
    her.page.wait_for_selector(".field:has([name=body]) > .attached", state="attached")
    sent = [(name, kind, base64.b64encode(data).decode()) for name, kind, data in files]
    assert her.page.locator(BODY).evaluate(TRANSFER, [how, sent]) is False


def ask(her: Visit, title: str) -> None:
    her.open("/vragen/nieuw")
    her.page.fill("[name=title]", title)
    her.page.fill(BODY, "Zo hangt de planning nu in mijn lokaal.")


@widths
def test_a_picture_is_pasted_and_a_colleague_sees_it(visit: At, width: str) -> None:
    her = visit(width).log_in("lid")
    ask(her, f"Hoe hang ik de dagplanning zichtbaar op ({width})?")
    give(her, "paste", ("IMG_1.jpg", "image/jpeg", photo()))
    alt = her.page.get_by_label("Wat is er op de foto te zien?")
    alt.fill("Kaartjes naast [het] bord")
    her.accessible()
    alt.press("Enter")
    expect(her.page.locator(BODY)).to_be_focused()
    expect(her.page.locator(".attached li")).to_have_count(0)
    text = her.page.locator(BODY).input_value()
    link = r"!\[Kaartjes naast \(het\) bord\]\(/bestanden/[0-9a-f]{32}/1600x1200\.webp\)"
    assert re.search(rf"^Zo hangt .*lokaal\.\n\n{link}\n\n$", text), text

    her.page.keyboard.press("Control+z")
    assert "/bestanden/" not in her.page.locator(BODY).input_value(), "undo takes it back"
    her.page.keyboard.press("Control+Shift+z")
    her.page.get_by_role("button", name="Plaats je vraag").click()
    her.page.wait_for_url(re.compile(r"/vragen/\d+-hoe-hang"))

    him = visit(width).log_in("ervaren").open(her.page.url.removeprefix(her.site))
    picture = him.page.get_by_role("img", name="Kaartjes naast (het) bord")
    picture.scroll_into_view_if_needed()
    him.page.wait_for_function("(image) => image.naturalWidth", arg=picture.element_handle())
    assert picture.evaluate("(image) => image.naturalWidth") == 1600
    him.accessible()


def test_several_files_at_once_are_dropped_and_refused_in_words(visit: At) -> None:
    her = visit("desktop").log_in("lid")
    ask(her, "Wie heeft een beter werkblad over breuken?")
    give(
        her,
        "drop",
        ("Werkblad_1.pdf", "application/pdf", PDF),
        ("les.docx", "", office()),
        ("plaatje.svg", "image/svg+xml", b"<svg onload='alert(1)'/>"),
    )
    items = her.page.locator(".attached li")
    refused = items.filter(has_text="Dit soort bestand kunnen we niet plaatsen")
    expect(refused).to_have_count(1)
    her.accessible()
    refused.get_by_role("button", name="Laat weg").click()
    for _ in range(2):
        items.first.get_by_role("button", name="Zet in je tekst").click()
    text = her.page.locator(BODY).input_value()
    assert "[Werkblad_1.pdf (1 kB)](/bestanden/" in text and "[les.docx (1 kB)](" in text
    her.page.get_by_role("button", name="Plaats je vraag").click()
    her.page.wait_for_url(re.compile(r"/vragen/\d+-wie-heeft"))
    with her.page.expect_download() as saved:
        her.page.get_by_role("link", name="Werkblad_1.pdf").click()
    assert saved.value.suggested_filename == "Werkblad_1.pdf"


def test_what_is_not_in_the_text_yet_is_not_lost(visit: At) -> None:
    her = visit("phone").log_in("lid")
    ask(her, "Hoe ziet jullie rustige hoek eruit?")
    her.page.locator(BODY).focus()
    with her.page.expect_file_chooser() as chosen:
        her.page.get_by_role("button", name="Foto of bestand").click()
    chosen.value.set_files(
        [{"name": "hoek.jpg", "mimeType": "image/jpeg", "buffer": photo((300, 200))}]
    )
    put = her.page.get_by_role("button", name="Zet in je tekst")
    expect(put).to_be_visible()
    her.page.get_by_role("button", name="Plaats je vraag").click()
    expect(her.page.get_by_text("Dit staat nog niet in je tekst.")).to_be_visible()
    expect(her.page.get_by_label("Wat is er op de foto te zien?")).to_be_focused()
    her.page.get_by_role("button", name="Alleen versiering").click()
    assert "![](/bestanden/" in her.page.locator(BODY).input_value()
    her.page.get_by_role("button", name="Plaats je vraag").click()
    her.page.wait_for_url(re.compile(r"/vragen/\d+-hoe-ziet"))


def test_a_file_of_a_school_is_not_there_for_others(visit: At) -> None:
    her = visit("desktop").log_in("lid")
    ask(her, "Hoe doen wij het met de overdracht?")
    her.page.locator("label:has([name=audience])").last.click()
    give(her, "paste", ("x.png", "image/png", photo((300, 200))))
    her.page.get_by_role("button", name="Alleen versiering").click()
    her.page.get_by_role("button", name="Plaats je vraag").click()
    her.page.wait_for_url(re.compile(r"/vragen/\d+-hoe-doen"))
    url = her.page.locator(".question-body img").get_attribute("src")
    assert her.page.request.get(f"{her.site}{url}").status == 200
    him = visit("desktop").log_in("ervaren")
    assert him.page.request.get(f"{him.site}{url}").status == 404
