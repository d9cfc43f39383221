"""Who is looking: the plain values that rules and queries decide on."""

from dataclasses import dataclass, field

from flask import g


@dataclass(frozen=True)
class Viewer:
    id: int | None = None
    name: str = ""
    lang: str | None = None
    confirmed: bool = False
    member: bool = False
    moderator: bool = False
    admin: bool = False
    late: bool = False  # pays for a membership, and a payment failed
    school_ids: frozenset[int] = field(default_factory=frozenset)

    @property
    def is_visitor(self) -> bool:
        return self.id is None


VISITOR = Viewer()


def current() -> Viewer:
    """The viewer of this request; a visitor where nobody has been loaded."""
    viewer: Viewer = g.get("viewer", VISITOR)
    return viewer
