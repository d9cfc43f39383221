"""Keeping a draft while typing, and the page with one's own drafts."""

import json
from collections.abc import Mapping
from typing import Any

from flask import Blueprint, flash, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from crowd.core import viewer
from crowd.core.clock import now
from crowd.core.csrf import csrf_token
from crowd.core.errors import Invalid, wants_json
from crowd.core.i18n import clock_time
from crowd.core.limits import limiter
from crowd.core.once import once
from crowd.core.web import SECRET_FIELDS, door
from crowd.drafts import actions, queries

bp = Blueprint("drafts", __name__)

OWN = {"place", "version", "key"}


@bp.post("/concepten")
@door("account")
@limiter.limit("120/minute")
def save() -> ResponseReturnValue:
    """JSON {place, fields, version, key} while typing, or the form itself with a field `place`."""
    place, fields, version, key = _posted()
    try:
        if once(key, place):  # the form was posted meanwhile: its draft is done with
            raise actions.NewerDraft(None)
        draft = actions.save(_me(), place, fields, version)
    except actions.NewerDraft as newer:
        if not wants_json():
            raise
        return jsonify(message=newer.message, fields=newer.fields, version=newer.version), 409
    if wants_json():
        moment = draft.updated_at if draft else now()
        return jsonify(saved_at=clock_time(moment), version=draft.version if draft else 0)
    flash(_("We bewaren je tekst."))
    return redirect(url_for("drafts.mine"))


@bp.get("/concepten/wie")
@door("account")
def who() -> ResponseReturnValue:
    """Who is logged in by now, and a fresh token: for what waited for internet."""
    return jsonify(person=_me(), token=csrf_token())


@bp.get("/concepten")
@door("account")
def mine() -> ResponseReturnValue:
    return render_template("drafts/mine.html", drafts=queries.entries(_me()), thrown=None)


@bp.post("/concepten/weggooien")
@door("account")
def throw_away() -> ResponseReturnValue:
    """The page holds what was thrown away, so that it can be put back."""
    place = actions.checked_place(request.form.get("place", ""))
    draft = queries.draft_for(_me(), place)
    thrown = json.dumps(draft.fields) if draft else None
    actions.discard(_me(), place)
    drafts = queries.entries(_me())
    return render_template("drafts/mine.html", drafts=drafts, thrown=thrown, place=place)


@bp.post("/concepten/terugzetten")
@door("account")
def put_back() -> ResponseReturnValue:
    fields = _parsed(request.form.get("fields", ""))
    actions.save(_me(), request.form.get("place", ""), fields, 0)
    flash(_("Je tekst staat er weer."))
    return redirect(url_for("drafts.mine"))


def _posted() -> tuple[str, Mapping[str, object], int, str]:
    if not request.is_json:
        form = {
            name: values if len(values) > 1 else values[0]
            for name, values in request.form.lists()
            if name not in SECRET_FIELDS | OWN
        }
        version = request.form.get("version", 0, int)
        return request.form.get("place", ""), form, version, ""
    sent = request.get_json(silent=True)
    if not isinstance(sent, dict) or not isinstance(sent.get("fields"), dict):
        raise Invalid(_("Deze tekst kunnen we niet bewaren."), "fields")
    fields = {k: v for k, v in sent["fields"].items() if k not in SECRET_FIELDS | {"key"}}
    version, key = sent.get("version", 0), sent.get("key", "")
    if type(version) is not int or not 0 <= version < 2**31:
        raise Invalid(_("Deze versie kennen we niet."), "version")
    if not isinstance(key, str) or not key.isprintable():
        raise Invalid(_("Deze tekst kunnen we niet bewaren."), "key")
    return sent.get("place", ""), fields, version, key


def _parsed(text: str) -> dict[str, Any]:
    try:
        fields = json.loads(text)
    except ValueError:
        fields = None
    if not isinstance(fields, dict):
        raise Invalid(_("Deze tekst kunnen we niet bewaren."), "fields")
    return fields


def _me() -> int:
    person = viewer.current().id
    assert person is not None  # the door is "account"
    return person
