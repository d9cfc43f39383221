"""A picture as someone sends it, to a small square one without what the camera added."""

import hashlib

from flask_babel import gettext as _
from PIL import Image, ImageOps

from crowd.core import images
from crowd.core.errors import Invalid

SIDE = 256
MAX_BYTES = 5 * 1024 * 1024


def square(data: bytes) -> bytes:
    """The middle of the picture as WebP; raises Invalid with the reason in words."""
    if len(data) > MAX_BYTES:
        raise Invalid(_("Deze foto is te groot. Kies er een van hooguit 5 MB."), "picture")
    whole = images.upright(data, 4 * SIDE, "picture")
    fitted = ImageOps.fit(whole, (SIDE, SIDE), Image.Resampling.LANCZOS)
    return images.webp(fitted, quality=82)


def fingerprint(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()[:16]
