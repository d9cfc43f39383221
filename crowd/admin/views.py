"""The treasurer's pages: invoices, what is open, memberships, mail, and what happened."""

from collections.abc import Callable

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from crowd.admin import queries
from crowd.admin.blueprint import bp
from crowd.admin.filters import InvoiceFilter, MembershipFilter
from crowd.admin.forms import AmountForm, CreditForm, RefundForm
from crowd.billing.actions import corrections
from crowd.core import viewer
from crowd.core.clock import local, now
from crowd.core.errors import CrowdError, NotFound
from crowd.core.forms import clean_line
from crowd.core.jobs import enqueue
from crowd.core.once import answered, once
from crowd.core.web import door

INVOICES = "/facturen"
YEARS = 7  # as long as books are kept

# what can be done with an invoice in one press, and what is said then
MARKS: dict[str, tuple[Callable[..., None], object]] = {
    "betaald": (corrections.paid_elsewhere, _l("De factuur staat op betaald.")),
    "afboeken": (corrections.uncollectible, _l("De factuur is afgeboekt.")),
    "vervallen": (corrections.void, _l("De factuur is vervallen.")),
}


@bp.get(INVOICES)
@door("admin")
def invoices() -> ResponseReturnValue:
    wanted = InvoiceFilter.of(request.args)
    return render_template(
        "admin/invoices.html",
        wanted=wanted,
        page=queries.invoices(wanted, request.args.get("na")),
        ledger=queries.ledger(wanted),
        years=[(str(local(now()).year - n),) * 2 for n in range(YEARS)],
    )


@bp.get(f"{INVOICES}/<id:invoice_id>")
@door("admin")
def invoice(invoice_id: int) -> ResponseReturnValue:
    return _invoice_page(invoice_id)


@bp.post(f"{INVOICES}/<id:invoice_id>/crediteren")
@door("admin")
def credit(invoice_id: int) -> ResponseReturnValue:
    form = CreditForm(request.form)
    return _corrected(
        invoice_id,
        form,
        "credit_form",
        lambda actor: corrections.credit(invoice_id, form.amount, form.reason.data, actor=actor),
        _("De creditfactuur is gemaakt en gaat naar de administratie."),
    )


@bp.post(f"{INVOICES}/<id:invoice_id>/terugbetalen")
@door("admin")
def refund(invoice_id: int) -> ResponseReturnValue:
    form = RefundForm(request.form)
    return _corrected(
        invoice_id,
        form,
        "refund_form",
        lambda actor: corrections.refund(invoice_id, form.amount, actor=actor),
        _("Het geld gaat terug zoals het kwam."),
    )


@bp.post(f"{INVOICES}/<id:invoice_id>/<any(betaald, afboeken, vervallen):mark>")
@door("admin")
def mark(invoice_id: int, mark: str) -> ResponseReturnValue:
    queries.invoice(invoice_id)
    work, said = MARKS[mark]
    try:
        work(invoice_id, actor=viewer.current().id)
    except CrowdError as refused:
        flash(str(refused.message or refused.title))
    else:
        flash(str(said))
    return redirect(url_for("admin.invoice", invoice_id=invoice_id), 303)


@bp.get("/openstaand")
@door("admin")
def owed() -> ResponseReturnValue:
    rows = queries.owed()
    sums = [sum(parts) for parts in zip(*(row.parts for row in rows), strict=True)]
    return render_template("admin/owed.html", rows=rows, sums=sums)


@bp.get("/lidmaatschappen")
@door("admin")
def memberships() -> ResponseReturnValue:
    wanted = MembershipFilter.of(request.args)
    return render_template(
        "admin/memberships.html",
        wanted=wanted,
        page=queries.memberships(wanted, request.args.get("na")),
    )


@bp.get("/mail")
@door("admin")
def mails() -> ResponseReturnValue:
    q = str(clean_line(request.args.get("q", "")))[:100]
    return render_template("admin/mails.html", q=q, page=queries.mails(q, request.args.get("na")))


@bp.get("/logboek")
@door("admin")
def audit() -> ResponseReturnValue:
    return render_template("admin/audit.html", page=queries.audit(request.args.get("na")))


def _corrected(
    invoice_id: int,
    form: AmountForm,
    name: str,
    work: Callable[[int | None], None],
    said: str,
) -> ResponseReturnValue:
    """A correction at Stripe, in steps of its own; once for each form."""
    booked = queries.invoice(invoice_id)
    if booked.invoice.status == "draft":
        raise NotFound()
    if not form.submitted():
        return _invoice_page(invoice_id, **{name: form}), 422
    if seen := once(form.key.data):
        return redirect(seen, 303)
    try:
        work(viewer.current().id)
    except CrowdError as refused:
        form.refuse(refused)
        return _invoice_page(invoice_id, **{name: form}), 422
    back = url_for("admin.invoice", invoice_id=invoice_id)
    answered(form.key.data, back)
    enqueue("billing.issue")
    flash(said)
    return redirect(back, 303)


def _invoice_page(invoice_id: int, **forms: AmountForm) -> str:
    booked = queries.invoice(invoice_id)
    return render_template(
        "admin/invoice.html",
        booked=booked,
        papers=queries.papers(invoice_id),
        history=queries.audit(None, booked.membership.id),
        **{"credit_form": CreditForm(), "refund_form": RefundForm(), **forms},
    )
