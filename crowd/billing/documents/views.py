"""Invoices and credit notes for who pays: a list, the files, and a mail to the administration."""

from io import BytesIO

from flask import Blueprint, flash, redirect, render_template, request, send_file
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from crowd.billing.documents import actions, paper, queries
from crowd.billing.documents import content as frozen
from crowd.billing.documents.emails import file_name
from crowd.billing.documents.forms import MailForm
from crowd.billing.documents.ubl import ubl
from crowd.core import viewer
from crowd.core.errors import NotFound
from crowd.core.limits import limiter
from crowd.core.once import answered, once
from crowd.core.web import door, safe_next

bp = Blueprint("documents", __name__)

MINE = "/ik/facturen"


@bp.get(MINE)
@door("account")
def mine() -> ResponseReturnValue:
    return render_template(
        "documents/mine.html", documents=queries.documents_of(viewer.current().id or 0)
    )


@bp.get("/facturen/<id:document_id>/pdf")
@door("account")
def pdf(document_id: int) -> ResponseReturnValue:
    content = frozen.load(queries.document_for(viewer.current(), document_id).content)
    return _file(paper.pdf(content), "application/pdf", f"{file_name(content)}.pdf")


@bp.get("/facturen/<id:document_id>/ubl")
@door("account")
def e_invoice(document_id: int) -> ResponseReturnValue:
    content = frozen.load(queries.document_for(viewer.current(), document_id).content)
    if not content.can_be_ubl:
        raise NotFound()
    return _file(ubl(content), "application/xml", f"{file_name(content)}.xml")


@bp.route("/facturen/<id:document_id>/mailen", methods=["GET", "POST"])
@door("account")
@limiter.limit("30 per hour", methods=["POST"])
def mail(document_id: int) -> ResponseReturnValue:
    who = viewer.current()
    document = queries.document_for(who, document_id)
    content = frozen.load(document.content)
    form = MailForm(request.form, email=content.buyer.email)
    back = safe_next(request.values.get("terug"), MINE)
    if form.submitted():
        if seen := once(form.key.data):
            return redirect(seen, 303)
        actions.mail_again(who.id, document, form.email.data)
        answered(form.key.data, back)
        flash(
            _("%(title)s is onderweg naar %(email)s.")
            % {"title": paper.title(content), "email": form.email.data}
        )
        return redirect(back, 303)
    page = render_template("documents/mail.html", form=form, content=content, back=back)
    return page, 422 if request.method == "POST" else 200


def _file(data: bytes, type_: str, name: str) -> ResponseReturnValue:
    answer = send_file(BytesIO(data), mimetype=type_, as_attachment=True, download_name=name)
    answer.headers["Cache-Control"] = "private, no-store"
    return answer
