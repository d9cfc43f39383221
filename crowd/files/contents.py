"""What a file is, by what is in it; its name and what the browser says of it count for nothing."""

import re
import zipfile
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from io import BytesIO

from flask_babel import gettext as _

from crowd.core import images
from crowd.core.errors import Invalid

MAX_BYTES = 10 * 1024 * 1024
SIDE = 1600
QUALITY = 80

_BROKEN = (zipfile.BadZipFile, zlib.error, OSError, ValueError, RuntimeError, EOFError, LookupError)

# of what is packed in an office file
PLAIN_PACKING = {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}
MAX_PARTS = 5_000
MAX_UNPACKED = 300 * 1024 * 1024
MAX_RATIO = 200
MAX_LIST = 2 * 1024 * 1024

_OFFICE = "application/vnd.openxmlformats-officedocument."
TYPES = {
    "pdf": "application/pdf",
    "docx": f"{_OFFICE}wordprocessingml.document",
    "pptx": f"{_OFFICE}presentationml.presentation",
    "xlsx": f"{_OFFICE}spreadsheetml.sheet",
    "odt": "application/vnd.oasis.opendocument.text",
}
_PICTURES = (b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"GIF87a", b"GIF89a", b"RIFF")
_HEIC = re.compile(rb"....ftyp(?:hei[cfmsx]|hev[cmsx]|mif1|msf1|avif)", re.S)
_OLD_OFFICE = b"\xd0\xcf\x11\xe0"
_MACROS = re.compile(r"vba|macro|(^|/)(Basic|Scripts)/", re.I)


@dataclass(frozen=True)
class Content:
    """What is stored: a picture as we made it anew, a document as it came."""

    kind: str
    extension: str
    content_type: str
    data: bytes
    width: int | None = None
    height: int | None = None


def read(data: bytes) -> Content:
    """Raises Invalid with the reason in words. Slow: no transaction should wait for it."""
    if len(data) > MAX_BYTES:
        raise _no(_("Dit bestand is te groot. Kies er een van hooguit 10 MB."))
    if data.startswith(_PICTURES):
        return _picture(data)
    if data.startswith(b"%PDF-"):
        return _document("pdf", data, _pdf)
    if data.startswith(b"PK\x03\x04"):
        return _packed(data)
    if _HEIC.match(data):
        raise _no(
            _(
                "Deze foto is in het formaat HEIC. Dat kan niet iedereen zien. "
                "Sla hem op als JPEG, of maak er een schermafbeelding van."
            )
        )
    if data.startswith(_OLD_OFFICE):
        raise _no(
            _(
                "Dit bestand is van een oude Office of heeft een wachtwoord. "
                "Sla het op als docx, pptx, xlsx of pdf, zonder wachtwoord."
            )
        )
    raise _unknown()


def _picture(data: bytes) -> Content:
    image = images.upright(data, SIDE, "file")
    made = images.webp(image, QUALITY)
    return Content("picture", "webp", "image/webp", made, image.width, image.height)


def _document(extension: str, data: bytes, check: Callable[[bytes], None]) -> Content:
    check(data)
    return Content("document", extension, TYPES[extension], data)


def _pdf(data: bytes) -> None:
    if re.search(rb"/Encrypt\b", data):
        raise _locked()


def _packed(data: bytes) -> Content:
    """An office file is a zip with a list of what is in it, or with its kind as first part."""
    try:
        with zipfile.ZipFile(BytesIO(data)) as packed:
            parts = packed.infolist()
            _check_parts(parts, len(data))
            extension = _office(packed) or _open_document(packed, parts)
    except _BROKEN:
        raise _unknown() from None
    if extension is None:
        raise _unknown()
    if any(_MACROS.search(part.filename) for part in parts):
        raise _macros()
    return _document(extension, data, lambda _data: None)


def _check_parts(parts: list[zipfile.ZipInfo], size: int) -> None:
    """Before anything is unpacked: by what the list says, and no more than that is read later."""
    unpacked = sum(part.file_size for part in parts)
    if len(parts) > MAX_PARTS or unpacked > min(MAX_UNPACKED, MAX_RATIO * size):
        raise _no(_("Dit bestand wordt veel te groot als iemand het opent."))
    if any(part.flag_bits & 1 for part in parts):
        raise _locked()
    if any(part.compress_type not in PLAIN_PACKING for part in parts):
        raise _unknown()


def _office(packed: zipfile.ZipFile) -> str | None:
    listed = _text(packed, "[Content_Types].xml")
    if "macroEnabled" in listed or "vbaProject" in listed:
        raise _macros()
    main = re.search(rf'ContentType="{re.escape(_OFFICE)}([a-z.]+)\.main\+xml"', listed)
    return next((x for x, t in TYPES.items() if main and t == _OFFICE + main[1]), None)


def _open_document(packed: zipfile.ZipFile, parts: list[zipfile.ZipInfo]) -> str | None:
    if parts[0].filename != "mimetype" or _text(packed, "mimetype").strip() != TYPES["odt"]:
        return None
    if "encryption-data" in _text(packed, "META-INF/manifest.xml"):
        raise _locked()
    return "odt"


def _text(packed: zipfile.ZipFile, name: str) -> str:
    """A small part; nothing when it is not there."""
    if name not in packed.namelist():
        return ""
    with packed.open(name) as part:
        return part.read(MAX_LIST).decode("utf-8", "replace")


def _no(words: str) -> Invalid:
    return Invalid(words, "file")


def _unknown() -> Invalid:
    return _no(
        _(
            "Dit soort bestand kunnen we niet plaatsen. "
            "Kies een foto (JPEG, PNG, WebP, GIF) of een pdf, docx, pptx, xlsx of odt."
        )
    )


def _locked() -> Invalid:
    return _no(_("Dit bestand heeft een wachtwoord. Haal dat eraf: dan kan een collega het lezen."))


def _macros() -> Invalid:
    return _no(_("In dit bestand zitten macro's. Sla het op zonder macro's, of als pdf."))
