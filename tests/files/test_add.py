import sqlite3
import zipfile
from collections.abc import Callable
from contextlib import closing
from io import BytesIO
from typing import Any

import pytest
from flask import Flask
from PIL import Image
from sqlalchemy import select
from time_machine import travel
from werkzeug.datastructures import FileStorage, MultiDict
from werkzeug.test import stream_encode_multipart

from crowd.accounts.models import Person
from crowd.core.clock import now
from crowd.files import actions, contents
from crowd.files.models import Attachment
from tests.client import Client
from tests.factories.rows import found
from tests.files.samples import DOCUMENTS, PDF, content_types, odt, office, packed, picture, send
from tests.files.samples import sent as sent_file
from tests.people.test_picture import bomb

As = Callable[[Person], Client]


def shown(client: Client, url: str) -> Image.Image:
    answer = client.get(url)
    assert answer.status_code == 200
    image = Image.open(BytesIO(answer.data))
    answer.close()
    return image


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "GIF"])
def test_a_picture_is_made_anew(as_: As, alice: Person, kind: str) -> None:
    browser = as_(alice)
    answer = send(browser, picture(kind), "IMG 2034.heic")
    assert answer.json
    assert (answer.json["kind"], answer.json["text"]) == ("picture", "")
    assert answer.json["url"].endswith("/640x480.webp")
    image = shown(browser, answer.json["url"])
    assert (image.format, image.size) == ("WEBP", (640, 480))
    assert image.convert("RGB").getpixel((10, 10))[0] > 180  # type: ignore[index]


def test_a_large_picture_becomes_smaller(as_: As, alice: Person) -> None:
    browser = as_(alice)
    url = sent_file(browser, picture(size=(4000, 1000)))
    assert url.endswith("/1600x400.webp")
    assert shown(browser, url).size == (1600, 400)


def test_where_and_how_it_was_made_is_dropped_and_it_stands_upright(as_: As, alice: Person) -> None:
    exif = Image.Exif()
    exif[0x0112] = 6  # on its side
    exif[0x010F] = "Cameramerk"
    exif.get_ifd(0x8825)[2] = (52.0, 5.0, 7.0)  # GPS
    browser = as_(alice)
    image = shown(browser, sent_file(browser, picture(exif=exif, comment=b"geheim")))
    assert image.size == (480, 640)
    assert dict(image.getexif()) == {}
    assert not {"exif", "comment", "xmp", "icc_profile"} & set(image.info)
    [row] = found(select(Attachment))
    assert row.name == "", "what the phone called it is nobody's business"


def test_only_the_first_of_moving_pictures_stays(as_: As, alice: Person) -> None:
    out = BytesIO()
    frames = [Image.new("RGB", (60, 60), color) for color in ("red", "blue")]
    frames[0].save(out, "GIF", save_all=True, append_images=frames[1:])
    browser = as_(alice)
    image = shown(browser, sent_file(browser, out.getvalue()))
    assert getattr(image, "n_frames", 1) == 1
    assert image.convert("RGB").getpixel((30, 30))[0] > 180  # type: ignore[index]


@pytest.mark.parametrize("kind", DOCUMENTS)
def test_a_document_stays_as_it_is(as_: As, alice: Person, kind: str) -> None:
    browser = as_(alice)
    answer = send(browser, DOCUMENTS[kind], f"Werkblad [les 1].{kind.upper()}")
    assert answer.json
    assert answer.json["kind"] == "document"
    assert answer.json["text"] == f"Werkblad (les 1).{kind} (1 kB)"
    assert answer.json["url"].endswith(f"/werkblad-les-1.{kind}")
    got = browser.get(answer.json["url"])
    assert (got.data, got.mimetype) == (DOCUMENTS[kind], contents.TYPES[kind])
    got.close()


@pytest.mark.parametrize(
    ("typed", "kept", "address"),
    [
        ("Ünïcode – blad.pdf", "Ünïcode – blad.pdf", "unicode-blad.pdf"),
        ("virus.pdf.exe", "virus.pdf.exe.pdf", "virus-pdf-exe.pdf"),
        ("../../geheim/les.docx", "les.docx.pdf", "les-docx.pdf"),
        ("/etc/passwd", "passwd.pdf", "passwd.pdf"),
        ("fdp\u202ecod.pdf", "fdpcod.pdf", "fdpcod.pdf"),
        ("...", "bestand.pdf", "bestand.pdf"),
        ("x" * 300 + ".pdf", "x" * 116 + ".pdf", None),
        ("工作.pdf", "工作.pdf", "bestand.pdf"),
    ],
)
def test_a_document_keeps_its_name_as_far_as_that_is_right(
    as_: As, alice: Person, typed: str, kept: str, address: str | None
) -> None:
    url = sent_file(as_(alice), PDF, typed)
    [row] = found(select(Attachment))
    assert row.name == kept
    assert address is None or url.endswith(f"/{address}")


MACRO = '<Override PartName="/x.bin" ContentType="application/vnd.ms-office.vbaProject"/>'
ENABLED = content_types("docx").replace(
    "openxmlformats-officedocument.wordprocessingml.document", "ms-word.document.macroEnabled"
)
LOCKED = bytearray(office())
LOCKED[6] |= 1  # in the first part
LOCKED[bytes(LOCKED).index(b"PK\x01\x02") + 8] |= 1  # and in the list
BOMB = packed({"[Content_Types].xml": content_types("docx"), "main.xml": b"\0" * 20_000_000})
SVG = b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>"
HTML = b"<!doctype html><script>alert(1)</script>"


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "Dit soort bestand"),
        (SVG, "Dit soort bestand"),
        (b'<?xml version="1.0"?>' + SVG, "Dit soort bestand"),
        (HTML, "Dit soort bestand"),
        (HTML + PDF, "Dit soort bestand"),
        (b"GIF89a/*" + HTML, "geen foto die we kunnen lezen"),
        (b"\xff\xd8\xff" + HTML, "geen foto die we kunnen lezen"),
        (b"RIFF\x00\x00\x00\x00WAVE" + HTML, "geen foto die we kunnen lezen"),
        (picture()[:300], "geen foto die we kunnen lezen"),
        (picture("BMP"), "Dit soort bestand"),
        (picture("TIFF"), "Dit soort bestand"),
        (bomb(), "te veel beeldpunten"),
        (bomb(10_000), "te veel beeldpunten"),
        (b"\0\0\0\x18ftypheic\0\0\0\0mif1heic", "HEIC"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "oude Office"),
        (b"MZ\x90\0" + b"\0" * 600, "Dit soort bestand"),
        (packed({"index.html": HTML}), "Dit soort bestand"),
        (packed({"META-INF/MANIFEST.MF": "x", "a.class": "x"}), "Dit soort bestand"),
        (b"PK\x03\x04" + b"x" * 200, "Dit soort bestand"),
        (office()[:-30], "Dit soort bestand"),
        (HTML + office(), "Dit soort bestand"),
        (packed({"[Content_Types].xml": content_types("docx", MACRO)}), "macro's"),
        (packed({"[Content_Types].xml": ENABLED}), "macro's"),
        (office(**{"word/vbaProject.bin": b"x"}), "macro's"),
        (office("xlsx", **{"xl/macrosheets/sheet1.xml": "x"}), "macro's"),
        (odt(**{"Basic/Standard/Module1.xml": "x"}), "macro's"),
        (bytes(LOCKED), "wachtwoord"),
        (odt("<manifest:encryption-data/>"), "wachtwoord"),
        (PDF.replace(b"/Root", b"/Encrypt 5 0 R/Root"), "wachtwoord"),
        (BOMB, "veel te groot"),
        (office(**{f"deel{n}": "" for n in range(5_001)}), "veel te groot"),
        (packed(dict.fromkeys(["[Content_Types].xml"], content_types("docx")), zipfile.ZIP_LZMA),
         "Dit soort bestand"),
        (packed({"a": "", "mimetype": "application/vnd.oasis.opendocument.text"}),
         "Dit soort bestand"),
        (PDF + b"x" * contents.MAX_BYTES, "hooguit 10 MB"),
    ],
    ids=lambda value: value if isinstance(value, str) else str(value[:12]),
)  # fmt: skip
@pytest.mark.parametrize("name", ["foto.jpg"])
def test_what_will_not_do_is_refused_in_words(
    as_: As, alice: Person, data: bytes, words: str, name: str
) -> None:
    answer = send(as_(alice), data, name)
    assert answer.status_code == 422 and answer.json
    assert words in answer.json["message"]
    assert found(select(Attachment)) == []


def test_far_too_much_is_refused_before_it_is_read(as_: As, alice: Person) -> None:
    answer = send(as_(alice), b"x" * 13 * 1024 * 1024)
    assert answer.status_code == 413 and answer.json and "Maak" in answer.json["message"]


def test_the_same_form_stores_once(as_: As, alice: Person, bob: Person) -> None:
    browser = as_(alice)
    first = sent_file(browser, key="k")
    assert sent_file(browser, picture(size=(10, 10)), key="k") == first
    assert shown(browser, first).size == (640, 480)
    assert sent_file(as_(bob), key="k") != first
    assert len(found(select(Attachment))) == 2


def test_what_broke_off_is_done_again(
    app: Flask, as_: As, alice: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Full:
        def put(self, key: str, data: bytes) -> None:
            raise OSError("no space left")

    browser = as_(alice)
    with monkeypatch.context() as patch:
        patch.setitem(app.extensions, "files", Full())
        with pytest.raises(OSError):
            send(browser, key="k")
    [row] = found(select(Attachment))
    assert row.ready_at is None
    assert browser.get(row.url).status_code == 404
    url = sent_file(browser, picture(size=(20, 10)), key="k")
    assert url.endswith(f"{row.key}/20x10.webp")
    assert shown(browser, url).size == (20, 10)


def test_who_sends_slowly_holds_up_nobody(app: Flask, as_: As, alice: Person) -> None:
    path = app.config["SQLALCHEMY_DATABASE_URI"].removeprefix("sqlite:///")
    if "://" in path:
        pytest.skip("only SQLite has one writer")
    written = []

    class Slow(BytesIO):
        def readinto(self, room: Any) -> int:
            with closing(sqlite3.connect(path, timeout=0)) as other:
                other.execute("BEGIN IMMEDIATE")
                written.append(True)
            return super().readinto(room)

    browser = as_(alice)
    fields = {"csrf_token": browser.own_token(), "file": FileStorage(BytesIO(picture()), "x.jpg")}
    stream, length, boundary = stream_encode_multipart(MultiDict(fields))
    answer = browser.browser.post(
        "/bestanden",
        input_stream=Slow(stream.read()),
        content_length=length,
        content_type=f'multipart/form-data; boundary="{boundary}"',
        headers={"Accept": "application/json"},
    )
    assert answer.status_code == 200
    assert written


def test_there_is_a_limit_for_one_day(
    as_: As, alice: Person, bob: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(actions, "A_DAY", 2)
    browser = as_(alice)
    for _ in range(2):
        sent_file(browser)
    refused = send(browser)
    assert refused.status_code == 429
    assert 86_000 < int(refused.headers["Retry-After"]) <= 86_401
    sent_file(as_(bob))
    with travel(now().timestamp() + 86_500, tick=False):
        sent_file(browser)


def test_the_text_for_who_cannot_see_it_is_kept(as_: As, alice: Person) -> None:
    answer = send(as_(alice), alt="  Kinderen in een [kring] ")
    assert answer.json and answer.json["text"] == "Kinderen in een (kring)"
    refused = send(as_(alice), alt="x" * 301)
    assert refused.status_code == 422


def test_only_members_add_files(as_: As, client: Client, vera: Person) -> None:
    assert send(client).status_code == 401
    assert send(as_(vera)).status_code == 402
    assert found(select(Attachment)) == []


def test_without_javascript_a_page_says_what_to_put_in_the_text(as_: As, alice: Person) -> None:
    browser = as_(alice)
    link = '<noscript><p class="hint"><a href="/bestanden"'
    form = browser.get("/vragen/nieuw").text.partition('id="ask"')[2].partition("</form>")[0]
    assert form.index(link) > form.index("<textarea")
    assert "Voeg een foto of bestand toe" in browser.get("/bestanden").text
    file = (BytesIO(picture()), "x.jpg")
    page = browser.post("/bestanden", {"file": file, "alt": "Een kring"}).text
    [row] = found(select(Attachment))
    assert f"![Een kring]({row.url})" in page
    refused = browser.post("/bestanden", {"file": (BytesIO(HTML), "x.jpg"), "alt": "Een kring"})
    assert refused.status_code == 422
    assert "Dit soort bestand" in refused.text and 'value="Een kring"' in refused.text
