import struct
import zlib
from collections.abc import Callable
from io import BytesIO

import pytest
from PIL import Image
from sqlalchemy import select
from werkzeug.test import TestResponse

from crowd.accounts.models import Person
from crowd.people.models import Picture, Profile
from tests.client import Client
from tests.factories.rows import found

AsPerson = Callable[[Person], Client]


def image(kind: str = "JPEG", size: tuple[int, int] = (600, 400), **kwargs: object) -> bytes:
    out = BytesIO()
    left = Image.new("RGB", size, "red")
    left.paste("blue", (size[0] // 2, 0, *size))
    left.save(out, kind, **kwargs)
    return out.getvalue()


def bomb(side: int = 60_000) -> bytes:
    """A PNG of a few bytes that says it is enormous."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return (
            struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        )

    header = struct.pack(">IIBBBBB", side, side, 8, 2, 0, 0, 0)
    pixels = zlib.compress(b"\0" * 1000)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", pixels) + chunk(b"IEND", b"")
    )


def upload(client: Client, data: bytes, name: str = "ik.jpg", **fields: str) -> TestResponse:
    fields = {"name": "Vera Vos", "about": "Mijn verhaal", **fields}
    answer = client.post("/ik/profiel", {**fields, "picture": (BytesIO(data), name)})
    answer.request.environ["wsgi.input"].close()
    return answer


def kept() -> Image.Image:
    [picture] = found(select(Picture.data))
    return Image.open(BytesIO(picture))


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "GIF"])
def test_a_picture_becomes_a_small_square(as_: AsPerson, vera: Person, kind: str) -> None:
    assert upload(as_(vera), image(kind)).status_code == 303
    picture = kept()
    assert (picture.format, picture.size) == ("WEBP", (256, 256))
    assert picture.convert("RGB").getpixel((5, 128))[0] > 180  # type: ignore[index]
    assert picture.convert("RGB").getpixel((250, 128))[2] > 180  # type: ignore[index]


def test_where_and_how_it_was_made_is_dropped_and_it_stands_upright(
    as_: AsPerson, vera: Person
) -> None:
    exif = Image.Exif()
    exif[0x0112] = 3  # upside down
    exif[0x010F] = "Cameramerk"
    exif.get_ifd(0x8825)[2] = (52.0, 5.0, 7.0)  # GPS
    upload(as_(vera), image(exif=exif, comment=b"geheim"))
    picture = kept()
    assert dict(picture.getexif()) == {}
    assert not {"exif", "comment", "xmp", "icc_profile"} & set(picture.info)
    assert picture.convert("RGB").getpixel((5, 128))[2] > 180, "turned"  # type: ignore[index]


def test_what_is_transparent_becomes_white(as_: AsPerson, vera: Person) -> None:
    out = BytesIO()
    Image.new("RGBA", (300, 300), (0, 0, 0, 0)).save(out, "PNG")
    upload(as_(vera), out.getvalue())
    assert kept().convert("RGB").getpixel((128, 128)) == (255, 255, 255)


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>", "Dit is geen foto"),
        (b"<html><script>alert(1)</script>", "Dit is geen foto"),
        (b"GIF89a<script>alert(1)</script>", "Dit is geen foto"),
        (b"", "Dit is geen foto"),
        (image()[:200], "Dit is geen foto"),
        (image("PNG")[:100], "Dit is geen foto"),
        (image("BMP"), "Dit is geen foto"),
        (image("TIFF"), "Dit is geen foto"),
        (bomb(), "te veel beeldpunten"),
        (bomb(10_000), "te veel beeldpunten"),
        (bomb(4_500), "te veel beeldpunten"),
        (bomb(3_000), "Dit is geen foto"),
        (image() + b"x" * 5 * 1024 * 1024, "hooguit 5 MB"),
    ],
    ids=lambda value: value if isinstance(value, str) else str(value[:12]),
)
def test_what_is_no_picture_is_refused_in_words(
    as_: AsPerson, vera: Person, data: bytes, words: str
) -> None:
    answer = upload(as_(vera), data)
    assert answer.status_code == 422 and words in answer.text
    assert "Mijn verhaal" in answer.text, "what was typed is still there"
    assert found(select(Picture)) == []


def test_far_too_much_is_refused_before_it_is_read(as_: AsPerson, vera: Person) -> None:
    answer = upload(as_(vera), b"x" * 13 * 1024 * 1024)
    assert answer.status_code == 413 and "Dit is te groot" in answer.text


def test_a_picture_is_for_who_has_an_account_and_kept_by_the_browser(
    as_: AsPerson, client: Client, vera: Person, charlie: Person
) -> None:
    upload(as_(vera), image())
    [version] = found(select(Profile.picture_hash).where(Profile.person_id == vera.id))
    path = f"/leden/{vera.id}/foto"
    assert client.get(path).status_code == 302
    charlies = as_(charlie)
    answer = charlies.get(f"{path}?v={version}")
    assert (answer.status_code, answer.mimetype) == (200, "image/webp")
    assert answer.headers["Cache-Control"] == "private, max-age=31536000, immutable"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    again = charlies.get(path, headers={"If-None-Match": answer.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")
    assert charlies.get(path).headers["Cache-Control"] == "private, no-cache"


def test_another_picture_has_another_address(as_: AsPerson, vera: Person) -> None:
    here = as_(vera)
    upload(here, image())
    [first] = found(select(Profile.picture_hash).where(Profile.person_id == vera.id))
    upload(here, image(size=(300, 900)))
    [second] = found(select(Profile.picture_hash).where(Profile.person_id == vera.id))
    assert first != second and len(found(select(Picture))) == 1


def test_a_picture_stays_until_it_is_taken_away(as_: AsPerson, vera: Person) -> None:
    here = as_(vera)
    assert "Haal mijn foto weg" not in here.get("/ik/profiel").text
    upload(here, image())
    here.post("/ik/profiel", {"name": "Vera Vos"})
    assert f"/leden/{vera.id}/foto?v=" in here.get("/ik/profiel").text
    here.post("/ik/profiel", {"name": "Vera Vos", "no_picture": "y"})
    assert here.get(f"/leden/{vera.id}/foto").status_code == 404
    assert found(select(Picture)) == []


def test_nobodys_picture_is_not_there(as_: AsPerson, vera: Person) -> None:
    here = as_(vera)
    for id_ in (vera.id, 0, 4_000_000_000, 10**30):
        assert here.get(f"/leden/{id_}/foto").status_code == 404
