"""What a feature tells the inbox about its subjects (`app.extensions["subjects"][kind]`)."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Protocol

from flask import current_app

from crowd.core.viewer import Viewer
from crowd.people.queries import Card


@dataclass(frozen=True)
class Summary:
    title: str
    url: str
    lang: str


class Subject(Protocol):
    """Each answers for many at once: the inbox costs the same for 3 and for 30 rows."""

    def visible(self, viewer: Viewer, ids: Collection[int]) -> set[int]:
        """Which of these the viewer may see."""

    def summaries(self, viewer: Viewer, ids: Collection[int]) -> Mapping[int, Summary]: ...

    def actors(
        self, viewer: Viewer, pairs: Collection[tuple[int, int]]
    ) -> Mapping[tuple[int, int], Card]:
        """Who (subject id, person id) is to the viewer: an asker without name stays without."""


def subjects() -> Mapping[str, Subject]:
    found: Mapping[str, Subject] = current_app.extensions["subjects"]
    return found
