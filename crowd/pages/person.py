"""Somebody's page, as colleagues see it, and one's own."""

from flask import render_template
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from crowd.core import viewer as viewers
from crowd.core.errors import MembershipNeeded
from crowd.core.web import door
from crowd.drafts.queries import entries
from crowd.memberships.queries.groups import manages
from crowd.pages.blueprint import bp
from crowd.people.queries import ProfileView, cards, profile
from crowd.questions import labels
from crowd.questions.queries.people import asked_by, joined_by, shared_by, trying
from crowd.questions.queries.rows import rows, theme_links
from crowd.questions.queries.searches import own_searches

FEW = 5  # of a list on one's own page


@bp.get("/leden/<id:id_>")
@door("account")
def person(id_: int) -> ResponseReturnValue:
    """For members; and everybody may see how colleagues see them."""
    viewer = viewers.current()
    if not viewer.member and viewer.id != id_:
        raise MembershipNeeded
    told = profile(id_)
    return render_template(
        "pages/person.html",
        card=cards([id_])[id_],
        told=told,
        facts=_facts(told),
        experience=theme_links(told.experience),
        asked=rows(viewer, asked_by(viewer, id_)),
        shared=shared_by(viewer, id_),
        own=viewer.id == id_,
    )


@bp.get("/ik")
@door("account")
def me() -> ResponseReturnValue:
    viewer = viewers.current()
    id_ = viewer.id or 0
    told = profile(id_)
    asked = asked_by(viewer, id_, own=True, limit=FEW)
    joined = joined_by(viewer, limit=FEW)
    shown = rows(viewer, [*asked, *joined])
    return render_template(
        "pages/me.html",
        card=cards([id_])[id_],
        told=told,
        facts=_facts(told),
        experience=theme_links(told.experience),
        followed=theme_links(told.learning),
        trying=trying(viewer),
        drafts=entries(id_),
        asked=shown[: len(asked)],
        joined=shown[len(asked) :],
        shared=shared_by(viewer, id_, own=True, limit=FEW),
        searches=own_searches(viewer),
        manages=manages(id_),
        few=FEW,
    )


def _facts(told: ProfileView) -> list[tuple[str, str]]:
    """(what, in words): what somebody tells about their work."""
    found = {
        _("Sector"): labels.sector(told.sector or ""),
        _("Niveau"): labels.level(told.sector or "", told.level),
        _("Vakken"): ", ".join(labels.subject(id_) for id_ in told.subjects),
        _("School"): told.school,
    }
    return [(name, words) for name, words in found.items() if words]
