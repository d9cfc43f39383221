"""A picture as someone sends it, read with care: no more than needed, and only the pixels."""

from io import BytesIO

from flask_babel import gettext as _
from PIL import Image, ImageOps

from crowd.core.errors import Invalid

MAX_PIXELS = 20_000_000  # to read at once; a JPEG may be larger
FORMATS = ("JPEG", "PNG", "WEBP", "GIF")


def upright(data: bytes, most: int, field: str) -> Image.Image:
    """The first frame as one looks at it, on white, no side longer than `most`.

    Raises Invalid for this field of the form, with the reason in words.
    """
    try:
        with Image.open(BytesIO(data), formats=FORMATS) as image:
            image.draft("RGB", (most, most))  # a JPEG is read no larger than needed
            if image.width * image.height > MAX_PIXELS:
                raise Image.DecompressionBombError
            if image.mode != "P":
                image.thumbnail((most, most))  # less to turn and convert
            turned = ImageOps.exif_transpose(image).convert("RGBA")
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise Invalid(_("Deze foto heeft te veel beeldpunten. Maak hem kleiner."), field) from None
    except (OSError, ValueError, SyntaxError, EOFError):
        raise Invalid(
            _("Dit is geen foto die we kunnen lezen. Kies een JPEG, PNG of WebP."), field
        ) from None
    turned.thumbnail((most, most))
    sheet = Image.new("RGB", turned.size, "white")  # a new image: no EXIF, no place, no profile
    sheet.paste(turned, mask=turned)
    return sheet


def webp(image: Image.Image, quality: int) -> bytes:
    out = BytesIO()
    image.save(out, "WEBP", quality=quality)
    return out.getvalue()
