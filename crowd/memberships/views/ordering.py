"""The order of a school, paying for it, and the way back from paying."""

from typing import Any

from flask import flash as plain_flash
from flask import redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from wtforms import ValidationError

from crowd.billing import gateway, offers
from crowd.billing.actions import portal, purchase, sync
from crowd.core import viewer
from crowd.core.clock import now
from crowd.core.errors import CrowdError, wants_partial
from crowd.core.limits import limiter
from crowd.core.once import answer, claim
from crowd.core.web import door, flash
from crowd.memberships.actions import ordering
from crowd.memberships.order_forms import SCHOOL_FIELDS, OrderForm, whole_number
from crowd.memberships.queries import groups
from crowd.memberships.queries.quotes import find_quote
from crowd.memberships.quotes import holds, price_of
from crowd.memberships.views.blueprint import bp
from crowd.memberships.views.schools import known_values, looked_up

GROUP = "/groep/<id:membership_id>"


@bp.get("/scholen/bestellen")
@door("account")
def ask_order() -> ResponseReturnValue:
    return _order_page(OrderForm(**_known()))


@bp.post("/scholen/bestellen")
@door("account")
@limiter.limit("30 per hour")
def order() -> ResponseReturnValue:
    """Seats work at once; twice the same form is one order."""
    form = OrderForm(request.form)
    who = viewer.current()
    if not form.submitted():
        return _order_page(form, 422)
    if not who.confirmed:
        form.form_errors.append(
            _("Bevestig eerst je e-mailadres: open de link in je mail. Bestel daarna hier.")
        )
        return _order_page(form, 422)
    if known := claim(form.key.data, "/groep"):
        return redirect(known, 303)
    try:
        placed = ordering.order(
            who.id or 0,
            form.number(),
            form.told(),
            form.pay.data,
            agreed=find_quote(form.quote.data),
            seen=form.total.data,
        )
    except gateway.Down:
        plain_flash(_("Betalen lukt nu even niet. Je bestelling is bewaard: probeer het zo."))
        return redirect("/groep", 303)
    except CrowdError as refused:
        answer(form.key.data, None)
        form.refuse(refused)
        return _order_page(form, refused.status)
    here = f"/groep/{placed.membership_id}"
    answer(form.key.data, placed.url or here)
    if agreed := find_quote(form.quote.data):
        ordering.used(agreed, placed.membership_id)
    if placed.url:
        return redirect(placed.url, 303)
    flash(_("Besteld. De plekken werken meteen: nodig je collega's uit."))
    return redirect(here, 303)


@bp.get("/groep/betaald")
@door("account")
def order_paid() -> ResponseReturnValue:
    """Back from paying. Nothing in the address is believed; what Stripe says will show here."""
    if wants_partial():  # asked again and again, until it is there
        return _paid_page("_order_paid", polls=True)
    return _paid_page("order_paid")


@bp.post("/groep/betaald")
@door("account")
@limiter.limit("60 per hour")
def look_at_order() -> ResponseReturnValue:
    """Ask the worker to look whether it was paid."""
    if order := groups.last_order(viewer.current().id or 0):
        sync.later(order.id)
    if wants_partial():
        return _paid_page("_order_paid", polls=True)
    return redirect("/groep/betaald", 303)


def _paid_page(name: str, polls: bool = False) -> str:
    order = groups.last_order(viewer.current().id or 0)
    works = order is not None and order.access_until > now()
    return render_template(f"memberships/{name}.html", order=order, works=works, polls=polls)


@bp.post(f"{GROUP}/betalen")
@door("account")
@limiter.limit("30 per hour")
def pay(membership_id: int) -> ResponseReturnValue:
    """An order by Checkout that was not paid yet."""
    groups.paid_by(viewer.current().id, membership_id)
    try:
        return redirect(purchase.checkout(membership_id, ordering.BACK), 303)
    except CrowdError as refused:
        plain_flash(f"{refused.message or refused.title}")
        return redirect(f"/groep/{membership_id}", 303)


@bp.post(f"{GROUP}/betaalgegevens")
@door("account")
@limiter.limit("30 per hour")
def group_card(membership_id: int) -> ResponseReturnValue:
    """To Stripe's page for card and address."""
    groups.paid_by(viewer.current().id, membership_id)
    return redirect(portal.url(membership_id, f"/groep/{membership_id}"), 303)


def _known() -> dict[str, Any]:
    """Filled in already: from the quote, the school, the account and the price page."""
    values: dict[str, Any] = {**known_values(), "seats": request.args.get("plekken")}
    if quote := find_quote(request.args.get("offerte")):
        values |= {name: getattr(quote, name) for name in SCHOOL_FIELDS if getattr(quote, name)}
        values |= {"seats": str(quote.seats), "quote": quote.token}
    values["invoice_email"] = values.get("contact_email")
    return values


def _order_page(form: OrderForm, status: int = 200) -> ResponseReturnValue:
    quote, quoted = find_quote(form.quote.data), False
    try:
        seats = whole_number(form.seats.data, offers.MAX_SEATS)
        price, quoted = price_of(seats, quote), holds(quote, seats)
    except ValidationError:
        price = None
    page = render_template(
        "memberships/order.html",
        form=form,
        price=price,
        quoted=quoted,
        groups=groups.managed_by(viewer.current().id or 0),
        **looked_up(),
    )
    return page, status
