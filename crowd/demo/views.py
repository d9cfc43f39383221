"""The mailbox of the demo: what would have been sent stands in a folder."""

from email.message import EmailMessage

from flask import Blueprint, current_app, render_template
from flask.typing import ResponseReturnValue

from crowd.core.errors import NotFound
from crowd.core.mail import read_folder
from crowd.core.web import door

bp = Blueprint("demo", __name__)

MOST = 50


@bp.get("/dev/mail")
@door("public")
def mail() -> ResponseReturnValue:
    if not current_app.config["DEMO"]:
        raise NotFound
    url = current_app.config["MAIL_URL"]
    found = read_folder(url) if url.startswith("folder://") else []
    return render_template("demo/mail.html", mails=[(m, _text(m)) for m in found[:MOST]])


def _text(message: EmailMessage) -> str:
    body = message.get_body(("plain",))
    return str(body.get_content()).strip() if body else ""
