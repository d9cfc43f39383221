"""A card: how someone is shown beside what they wrote."""

from dataclasses import dataclass
from typing import Self

from flask_babel import gettext as _

from crowd.core import viewer

TONES = 8


@dataclass(frozen=True, slots=True)
class Card:
    """A name and a face. `person_id` and `url` are empty for who is not, or no longer, known."""

    person_id: int | None
    name: str
    first_name: str
    initials: str
    tone: int
    picture_url: str | None = None
    role_label: str = ""
    sector: str | None = None

    @classmethod
    def unknown(cls) -> Self:
        """Somebody who left."""
        return cls.label(_("Oud-lid"))

    @classmethod
    def label(cls, text: str) -> Self:
        """Somebody without a name: a label says who, within one question."""
        return cls(None, text, text, initials(text), sum(text.encode()) % TONES)

    @property
    def url(self) -> str | None:
        return f"/leden/{self.person_id}" if self.person_id else None

    @property
    def you(self) -> bool:
        return self.person_id is not None and self.person_id == viewer.current().id


def initials(name: str) -> str:
    """The first letter of the first and of the last word: "Charlie de Croon" is CC."""
    words = [word for word in name.replace("-", " ").split() if word[0].isalnum()]
    return "".join(word[0].upper() for word in (words[:1] + words[1:][-1:])) or "?"
