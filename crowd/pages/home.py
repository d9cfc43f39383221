"""Home: what this is for a visitor, what goes on for who has an account."""

from flask import current_app, render_template
from flask.typing import ResponseReturnValue

from crowd.core import viewer as viewers
from crowd.core.viewer import Viewer
from crowd.core.web import door
from crowd.drafts.queries import entries
from crowd.memberships.queries.groups import manages
from crowd.pages.blueprint import bp
from crowd.people.queries import themes_of
from crowd.questions.jobs import QUIET_DAYS
from crowd.questions.queries.filtering import Filters
from crowd.questions.queries.home import can_help_with, own_quiet, proof
from crowd.questions.queries.lists import examples, question_list
from crowd.questions.queries.rows import rows, theme_links

NEW = 8


@bp.get("/")
@door("public")
def home() -> ResponseReturnValue:
    viewer = viewers.current()
    if viewer.is_visitor:
        return _welcome(viewer)
    return _for_member(viewer) if viewer.member else _for_account(viewer)


def _welcome(viewer: Viewer) -> str:
    return render_template(
        "pages/welcome.html",
        examples=rows(viewer, examples(viewer)),
        price=current_app.config["MEMBERSHIP_PRICE_CENTS"],
        proof=proof(),
    )


def _for_member(viewer: Viewer) -> str:
    me = viewer.id or 0
    listed = question_list(viewer, "voor-jou", Filters(), None).rows
    new = [q for q in listed if q.author_id != me][:NEW]
    help_with = can_help_with(viewer, themes_of(me, "experience"), but=[q.id for q in new])
    shown = rows(viewer, [*new, *help_with])
    return render_template(
        "pages/home.html",
        new=shown[: len(new)],
        help_with=shown[len(new) :],
        quiet=own_quiet(viewer, QUIET_DAYS),
        drafts=entries(me),
    )


def _for_account(viewer: Viewer) -> str:
    """Titles and counts, and what one can do already: follow themes."""
    new = question_list(viewer, "voor-jou", Filters(), None).rows[:NEW]
    return render_template(
        "pages/home_account.html",
        manages=manages(viewer.id or 0),
        new=rows(viewer, new),
        followed=theme_links(themes_of(viewer.id or 0, "learning")),
        price=current_app.config["MEMBERSHIP_PRICE_CENTS"],
    )
