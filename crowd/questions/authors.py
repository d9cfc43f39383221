"""The only way to show who wrote something in a question.

An asker "without name" is "Vraagsteller" in everything that belongs to that question, for
everyone. Who is no member sees no names. An empty author is "Oud-lid".
"""

from collections.abc import Mapping
from dataclasses import replace

from flask_babel import gettext as _

from crowd.core.viewer import Viewer
from crowd.people.queries import Card
from crowd.questions.models import Question


def author_for(
    viewer: Viewer, question: Question, person_id: int | None, known: Mapping[int, Card]
) -> Card:
    """The card to show for a person who wrote in this question."""
    if hides_name(question, person_id):
        if viewer.id is not None and viewer.id == person_id:
            return replace(Card.label(_("Vraagsteller")), name=_("Jij, zonder je naam"))
        return Card.label(_("Vraagsteller"))
    card = known.get(person_id) if person_id is not None else None
    if card is None:
        return Card.unknown()
    if not viewer.member and viewer.id != person_id:
        return replace(Card.label(card.role_label or _("Leraar")), initials="")
    return card


def hides_name(question: Question, person_id: int | None) -> bool:
    """True for the asker of a question without name."""
    return question.anonymous and person_id is not None and person_id == question.author_id
