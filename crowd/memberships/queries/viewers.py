"""Somebody as rules and queries look at them."""

from crowd.accounts.models import Person
from crowd.core.viewer import Viewer
from crowd.memberships.queries.standing import standing


def viewer_of(person: Person) -> Viewer:
    """What this person may see now: for a request, and for a job that tells them something."""
    held = standing(person.id)
    moderator = person.role in {"moderator", "admin"}
    return Viewer(
        id=person.id,
        name=person.name,
        lang=person.lang,
        confirmed=person.email_confirmed_at is not None,
        member=held.is_member or moderator,
        moderator=moderator,
        admin=person.role == "admin",
        late=held.late,
        school_ids=held.school_ids,
    )
