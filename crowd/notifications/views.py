"""The inbox page, and the small post that marks what was seen as read."""

from typing import Any

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.local import LocalProxy

from crowd.core import viewer
from crowd.core.errors import wants_partial
from crowd.core.web import door
from crowd.notifications import actions, queries
from crowd.notifications.subjects import subjects

bp = Blueprint("notifications", __name__)


def _id(text: str) -> int:
    """A number that can be an id."""
    if not 0 <= (number := int(text)) < 2**31:
        raise ValueError
    return number


@bp.app_context_processor
def unread() -> dict[str, Any]:
    """`unread` in every template: counted only where it is shown."""
    person = viewer.current().id
    return {
        "unread": LocalProxy(lambda: queries.unread_count(person) if person else 0),
        "unread_in": lambda kind, id_: person is not None and (kind, id_) in queries.unread(person),
    }


@bp.get("/berichten")
@door("account")
def inbox() -> ResponseReturnValue:
    page = queries.inbox(viewer.current(), request.args.get("na", type=_id))
    return render_template("notifications/inbox.html", page=page)


@bp.post("/berichten/gelezen")
@door("account")
def read() -> ResponseReturnValue:
    """`all=1`, or subjects as `subject_kind` and `subject_id`, in pairs; up to the id `until`."""
    person = viewer.current().id
    assert person is not None  # the door is "account"
    until = request.form.get("until", type=_id)
    if request.form.get("all"):
        actions.mark_read(person)
    else:
        kinds = request.form.getlist("subject_kind")
        ids = request.form.getlist("subject_id", type=_id)
        for kind, id_ in zip(kinds, ids, strict=False):
            if kind in subjects():
                actions.mark_read(person, (kind, id_), until=until)
    if wants_partial():
        return "", 204
    return redirect(url_for("notifications.inbox"))
