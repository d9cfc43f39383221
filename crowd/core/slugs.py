"""Words for in an address."""

import re
import unicodedata


def slug(text: str, fallback: str) -> str:
    """Lower-case ASCII words with hyphens, at most 60 characters, cut at a word."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    words = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")
    if len(words) > 60:
        words = words[:61].rpartition("-")[0] or words[:60]
    return words or fallback
