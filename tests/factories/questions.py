"""Questions and what hangs on them, made through the actions that a request uses."""

from typing import Any

from crowd.accounts.models import Person
from crowd.core.db import db
from crowd.core.viewer import Viewer
from crowd.memberships.queries.standing import standing
from crowd.questions.actions import asking, comments, experiences, joining
from crowd.questions.models import Comment, Experience, Question
from tests.factories.rows import do

TITLE = "Hoe krijg ik mijn klas na de gymles weer rustig aan het rekenen?"
BODY = "Drie keer per week komen we terug van gym. Het duurt een kwartier voor iedereen zit."


def viewer(person: Person) -> Viewer:
    """As load_viewer makes it, for actions outside a request."""
    held = standing(person.id)
    return Viewer(
        id=person.id,
        name=person.name,
        confirmed=True,
        member=held.is_member or bool(person.role),
        moderator=bool(person.role),
        school_ids=held.school_ids,
    )


def question(asker: Person, title: str = TITLE, body: str = BODY, **more: Any) -> Question:
    return do(lambda: asking.ask(viewer(asker), asking.Asking(title=title, body=body, **more)))


def joined(question: Question, person: Person, note: str = "") -> None:
    do(lambda: joining.join(viewer(person), _fresh(question), note))


def experience(question: Question, person: Person, did: str = "Ik deed het zo.") -> Experience:
    return do(
        lambda: experiences.share_experience(
            viewer(person), _fresh(question), experiences.Sharing(did=did)
        )
    )


def comment(question: Question, person: Person, body: str = "Hoe lang deed je dat?") -> Comment:
    return do(lambda: comments.comment(viewer(person), _fresh(question), body))


def _fresh(question: Question) -> Question:
    return db.session.get_one(Question, question.id)
