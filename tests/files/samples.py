"""Files as people send them, and as nobody should."""

import zipfile
from io import BytesIO
from typing import Any

from PIL import Image
from werkzeug.test import TestResponse

from tests.client import Client

MAIN = {
    "docx": "wordprocessingml.document",
    "pptx": "presentationml.presentation",
    "xlsx": "spreadsheetml.sheet",
}


def picture(kind: str = "JPEG", size: tuple[int, int] = (640, 480), **more: Any) -> bytes:
    """Red at the left, blue at the right."""
    out = BytesIO()
    image = Image.new("RGB", size, "red")
    image.paste("blue", (size[0] // 2, 0, *size))
    image.save(out, kind, **more)
    return out.getvalue()


def packed(parts: dict[str, bytes | str], how: int = zipfile.ZIP_DEFLATED) -> bytes:
    out = BytesIO()
    with zipfile.ZipFile(out, "w", how) as made:
        for name, text in parts.items():
            made.writestr(zipfile.ZipInfo(name), text, how)  # without the time of day
    return out.getvalue()


def content_types(extension: str, more: str = "") -> str:
    main = f"application/vnd.openxmlformats-officedocument.{MAIN[extension]}.main+xml"
    return f'<Types><Override PartName="/main.xml" ContentType="{main}"/>{more}</Types>'


def office(extension: str = "docx", **more: bytes | str) -> bytes:
    return packed({"[Content_Types].xml": content_types(extension), "main.xml": "<x/>", **more})


def odt(manifest: str = "<manifest/>", **more: bytes | str) -> bytes:
    kind = "application/vnd.oasis.opendocument.text"
    return packed({"mimetype": kind, "META-INF/manifest.xml": manifest, **more})


PDF = b"%PDF-1.7\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
DOCUMENTS = {"pdf": PDF, **{kind: office(kind) for kind in MAIN}, "odt": odt()}


def send(
    client: Client, data: bytes | None = None, name: str = "foto.jpg", **fields: str
) -> TestResponse:
    """As the page does: answered in JSON."""
    file = BytesIO(picture() if data is None else data)
    headers = {"Accept": "application/json"}
    answer = client.post("/bestanden", {**fields, "file": (file, name)}, headers=headers)
    answer.request.environ["wsgi.input"].close()
    return answer


def sent(client: Client, data: bytes | None = None, name: str = "foto.jpg", **fields: str) -> str:
    """The address of a file that was just added."""
    answer = send(client, data, name, **fields)
    assert answer.json and answer.status_code == 200, answer.text
    return str(answer.json["url"])
