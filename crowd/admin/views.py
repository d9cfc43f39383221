"""The treasurer's pages: invoices, what is open, memberships, mail, and what happened."""

from collections.abc import Callable

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from crowd.admin.blueprint import bp
from crowd.admin.filters import InvoiceFilter, MembershipFilter
from crowd.admin.forms import AmountForm, CreditForm, ParticularsForm, RefundForm
from crowd.admin.queries import invoices as invoice_queries
from crowd.admin.queries import log
from crowd.admin.queries import memberships as membership_queries
from crowd.billing.actions import corrections, particulars
from crowd.core import viewer
from crowd.core.clock import local, now
from crowd.core.errors import CrowdError, NotFound
from crowd.core.forms import clean_line
from crowd.core.jobs import enqueue
from crowd.core.once import answer, claim
from crowd.core.web import door

INVOICES = "/facturen"
YEARS = 7  # as long as books are kept

# where money goes back: the form, its name on the page, the work, and what is said then
CORRECTIONS: dict[str, tuple[type[AmountForm], str, Callable[..., None], object]] = {
    "crediteren": (
        CreditForm,
        "credit_form",
        corrections.credit,
        _l("De creditfactuur is gemaakt en gaat naar de administratie."),
    ),
    "terugbetalen": (
        RefundForm,
        "refund_form",
        corrections.refund,
        _l("Het geld gaat terug zoals het kwam."),
    ),
}
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
        page=invoice_queries.invoices(wanted, request.args.get("na")),
        ledger=invoice_queries.ledger(wanted),
        years=[(str(local(now()).year - n),) * 2 for n in range(YEARS)],
    )


@bp.get(f"{INVOICES}/<id:invoice_id>")
@door("admin")
def invoice(invoice_id: int) -> ResponseReturnValue:
    return _invoice_page(invoice_id)


@bp.post(f"{INVOICES}/<id:invoice_id>/<any(crediteren, terugbetalen):how>")
@door("admin")
def correct(invoice_id: int, how: str) -> ResponseReturnValue:
    """Money back, in steps of its own at Stripe; once for each form."""
    kind, name, work, said = CORRECTIONS[how]
    form = kind(request.form)
    if invoice_queries.invoice(invoice_id).invoice.status == "draft":
        raise NotFound()
    if not form.submitted():
        return _invoice_page(invoice_id, **{name: form}), 422
    back = url_for("admin.invoice", invoice_id=invoice_id)
    if seen := claim(form.key.data, back):
        return redirect(seen, 303)
    try:
        work(invoice_id, *form.asked(), actor=viewer.current().id)
    except CrowdError as refused:
        answer(form.key.data, None)
        form.refuse(refused)
        return _invoice_page(invoice_id, **{name: form}), 422
    enqueue("billing.issue")
    flash(str(said))
    return redirect(back, 303)


@bp.post(f"{INVOICES}/<id:invoice_id>/<any(betaald, afboeken, vervallen):mark>")
@door("admin")
def mark(invoice_id: int, mark: str) -> ResponseReturnValue:
    invoice_queries.invoice(invoice_id)
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
    rows = invoice_queries.owed()
    sums = [sum(parts) for parts in zip(*(row.parts for row in rows), strict=True)]
    return render_template("admin/owed.html", rows=rows, sums=sums)


@bp.get("/lidmaatschappen")
@door("admin")
def memberships() -> ResponseReturnValue:
    wanted = MembershipFilter.of(request.args)
    return render_template(
        "admin/memberships.html",
        wanted=wanted,
        page=membership_queries.memberships(wanted, request.args.get("na")),
    )


@bp.get("/lidmaatschappen/<id:membership_id>")
@door("admin")
def membership(membership_id: int) -> ResponseReturnValue:
    return _membership_page(membership_id)


@bp.post("/lidmaatschappen/<id:membership_id>")
@door("admin")
def correct_order(membership_id: int) -> ResponseReturnValue:
    """What stands on the next invoice; what was issued stays as it is."""
    form = ParticularsForm(request.form)
    if not membership_queries.membership(membership_id).is_ordered:
        raise NotFound()
    if not form.submitted():
        return _membership_page(membership_id, form), 422
    try:
        particulars.correct(membership_id, form.told(), actor=viewer.current().id)
    except CrowdError as refused:
        form.refuse(refused)
        return _membership_page(membership_id, form), 422
    flash(_("Opgeslagen. Het staat op de volgende factuur."))
    return redirect(url_for("admin.membership", membership_id=membership_id), 303)


def _membership_page(membership_id: int, form: ParticularsForm | None = None) -> str:
    found = membership_queries.membership(membership_id)
    return render_template(
        "admin/membership.html",
        found=found,
        form=form or ParticularsForm(obj=found.membership),
        history=log.audit(None, membership_id),
    )


@bp.get("/mail")
@door("admin")
def mails() -> ResponseReturnValue:
    q = str(clean_line(request.args.get("q", "")))[:100]
    return render_template("admin/mails.html", q=q, page=log.mails(q, request.args.get("na")))


@bp.get("/logboek")
@door("admin")
def audit() -> ResponseReturnValue:
    return render_template("admin/audit.html", page=log.audit(request.args.get("na")))


def _invoice_page(invoice_id: int, **forms: AmountForm) -> str:
    booked = invoice_queries.invoice(invoice_id)
    return render_template(
        "admin/invoice.html",
        booked=booked,
        papers=invoice_queries.papers(invoice_id),
        history=log.audit(None, booked.membership.id),
        **{"credit_form": CreditForm(), "refund_form": RefundForm(), **forms},
    )
