"""Sending a file, and fetching it."""

from typing import Any
from urllib.parse import quote

from flask import Blueprint, Response, jsonify, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import format_decimal
from werkzeug.wsgi import wrap_file

from crowd.core import viewer as viewers
from crowd.core.db import apart, between_transactions
from crowd.core.errors import Invalid, NotFound, wants_json
from crowd.core.limits import limiter
from crowd.core.web import door, login_page
from crowd.files import actions, contents
from crowd.files.forms import FileForm
from crowd.files.models import Attachment
from crowd.files.queries import attachment_for
from crowd.files.storage import storage

bp = Blueprint("files", __name__, url_prefix="/bestanden")


@bp.get("")
@door("member")
def choose() -> ResponseReturnValue:
    """For who has no JavaScript: a page beside what one is writing."""
    return render_template("files/add.html", form=FileForm())


@bp.post("")
@door("member")
@limiter.limit("60/minute")
def add() -> ResponseReturnValue:
    """First its row, then its bytes, then the row says that they are there."""
    me = viewers.current().id or 0
    form = FileForm(request.form)
    sent = request.files.get("file")
    between_transactions()  # to read a picture takes a while
    try:
        if not form.validate():
            raise Invalid(form.alt.errors[0], "alt")
        content = contents.read(sent.read(contents.MAX_BYTES + 1) if sent else b"")
    except Invalid as refused:
        if wants_json():
            raise
        form.refuse(refused)
        return render_template("files/add.html", form=form), 422

    def begin() -> tuple[int, str, bool]:
        name = sent.filename or "" if sent else ""
        row = actions.begin(me, form.key.data, content, name, form.alt.data)
        return row.id, row.key, row.ready_at is not None

    id_, key, stored = apart(begin)
    if not stored:
        storage().put(key, content.data)
    attachment = actions.ready(id_)
    if wants_json():
        return jsonify(kind=attachment.kind, url=attachment.url, text=_text(attachment))
    return render_template("files/add.html", form=FileForm(), markdown=_markdown(attachment))


@bp.get("/<key>/<name>")
@door("public")
def show(key: str, name: str) -> ResponseReturnValue:
    """Visitors see what stands in an example question; for anything else they log in first."""
    viewer = viewers.current()
    try:
        found = attachment_for(viewer, key)
    except NotFound:
        if viewer.is_visitor:
            return login_page()
        raise
    if name != found.file_name:
        raise NotFound
    response = Response(mimetype=found.content_type, headers=_headers(found))
    response.set_etag(found.key)  # what is behind an address never changes
    size = found.size
    response.make_conditional(request)
    if response.status_code == 304:
        return response
    between_transactions()
    try:
        response.response = wrap_file(request.environ, storage().open(key))
    except FileNotFoundError:
        raise NotFound from None
    response.direct_passthrough = True
    response.content_length = size
    return response


def _headers(attachment: Attachment) -> dict[str, Any]:
    """What we made ourselves may show on a page; anything else is only ever saved."""
    shown = "inline"
    if attachment.kind == "document":
        typed = quote(attachment.name, safe="")
        shown = f"attachment; filename=\"{attachment.file_name}\"; filename*=UTF-8''{typed}"
    return {
        "Content-Disposition": shown,
        "Content-Security-Policy": "default-src 'none'; sandbox",
        "Cross-Origin-Resource-Policy": "same-origin",
        "X-Content-Type-Options": "nosniff",
        "Cache-Control": "private, no-cache",  # asked each time: who may see it can change
    }


def _text(attachment: Attachment) -> str:
    """What stands in the text for it: of a document its name and size."""
    if attachment.kind == "picture":
        return attachment.alt.translate(_PLAIN)
    kilobytes = attachment.size / 1000
    size = (
        f"{format_decimal(kilobytes / 1000, '0.0')} MB"
        if kilobytes >= 1000
        else f"{max(1, round(kilobytes))} kB"
    )
    return f"{attachment.name.translate(_PLAIN)} ({size})"


_PLAIN = str.maketrans({"[": "(", "]": ")", **dict.fromkeys("\\`*<>")})


def _markdown(attachment: Attachment) -> str:
    sign = "!" if attachment.kind == "picture" else ""
    return f"{sign}[{_text(attachment)}]({attachment.url})"
