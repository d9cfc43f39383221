"""Telling about oneself, and the picture beside one's name."""

from typing import Any

from flask import Blueprint, Response, flash, redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from crowd.accounts.queries import person_for
from crowd.core import viewer
from crowd.core.db import between_transactions
from crowd.core.errors import Invalid
from crowd.core.web import door
from crowd.people import actions, mentions, pictures, queries
from crowd.people.forms import ProfileForm

bp = Blueprint("people", __name__)


@bp.app_context_processor
def header() -> dict[str, Any]:
    """Your own face in the header of every page."""
    me = viewer.current().id
    return {"viewer_card": queries.cards([me])[me] if me else None}


bp.add_app_template_filter(mentions.named)


@bp.get("/ik/profiel")
@door("account")
def edit() -> ResponseReturnValue:
    me = viewer.current().id or 0
    told = queries.profile(me)
    form = ProfileForm(obj=told)
    form.level.data = f"{told.sector}/{told.level}" if told.level else ""
    return _edit_page(form)


@bp.post("/ik/profiel")
@door("account")
def tell() -> ResponseReturnValue:
    me = viewer.current().id or 0
    form = ProfileForm(request.form)
    upload = request.files.get("picture")
    if not form.submitted():
        return _edit_page(form), 422
    between_transactions()  # a picture takes a while to read
    try:
        square = pictures.square(upload.read()) if upload and upload.filename else None
    except Invalid as refused:
        form.refuse(refused)
        return _edit_page(form), 422
    profile = actions.tell(person_for(me), _told(form))
    if square:
        actions.show_picture(profile, square)
    elif form.no_picture.data:
        actions.take_picture_away(profile)
    flash(_("Je profiel is opgeslagen."))
    return redirect("/" if "welkom" in request.args else "/ik", 303)


@bp.get("/leden/<id:person_id>/foto")
@door("account")
def picture(person_id: int) -> ResponseReturnValue:
    """Kept for long by the browser: another picture has another `v`."""
    version = queries.picture_hash(person_id)
    response = Response(mimetype="image/webp")
    response.set_etag(version)
    response.make_conditional(request)
    if response.status_code != 304:
        response.data = queries.picture(person_id)
    lasting = request.args.get("v") == version
    response.headers["Cache-Control"] = (
        "private, max-age=31536000, immutable" if lasting else "private, no-cache"
    )
    return response


def _told(form: ProfileForm) -> actions.Told:
    return actions.Told(
        name=form.name.data,
        job_role=form.job_role.data or None,
        sector=form.sector.data or None,
        level=(form.level.data or "").partition("/")[2] or None,
        school=form.school.data or "",
        about=form.about.data or "",
        subjects=form.subjects.data or (),
        learning=form.learning.data or (),
        experience=form.experience.data or (),
        not_to_ask=form.not_to_ask.data,
    )


def _edit_page(form: ProfileForm) -> str:
    me = viewer.current().id or 0
    return render_template(
        "people/edit.html",
        form=form,
        card=queries.cards([me])[me],
        first_time="welkom" in request.args,
    )
