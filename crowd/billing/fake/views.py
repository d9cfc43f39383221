"""Pages of the embedded Stripe: pay, let time pass, and see what the application is told."""

from typing import Any

from flask import Blueprint, current_app, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from crowd.billing.fake import api, checkout, deeds, store_of, terms
from crowd.billing.fake.store import Account, Object, Store
from crowd.core.db import between_transactions
from crowd.core.errors import NotFound
from crowd.core.web import door, flash, safe_next

bp = Blueprint("embedded_stripe", __name__, url_prefix="/dev/stripe")

SHOWN = 60


def _store() -> Store:
    return store_of(current_app._get_current_object())  # type: ignore[attr-defined]


def _the(account: Account, kind: str, name: str) -> Object:
    try:
        return api.the(account, kind, name)
    except api.Wrong:
        raise NotFound from None


@bp.get("/")
@door("public")
def index() -> ResponseReturnValue:
    with _store().reading() as account:
        customers = [
            (each, account.every("subscription", each["id"]))
            for each in account.every("customer")[:SHOWN]
        ]
        waiting = len(account.unsent())
    return render_template("embedded_stripe/index.html", customers=customers, waiting=waiting)


@bp.get("/betalen/<name>")
@door("public")
def pay(name: str) -> ResponseReturnValue:
    with _store().reading() as account:
        session = _the(account, "checkout.session", name)
        customer = _the(account, "customer", session["customer"])
    return _checkout_page(session, customer)


@bp.post("/betalen/<name>")
@door("public")
def pay_now(name: str) -> ResponseReturnValue:
    with _store().open() as account:
        terms.tick(account)
        session = _the(account, "checkout.session", name)
        customer = _the(account, "customer", session["customer"])
        if request.form.get("method", "") not in deeds.methods():
            return _checkout_page(session, customer, _("Kies hoe je betaalt.")), 422
        session = checkout.pay(account, session, request.form["method"])
    if session["status"] != "complete":
        return _checkout_page(session, customer, _refusal(session)), 422
    return redirect(session["success_url"].replace("{CHECKOUT_SESSION_ID}", name), 303)


def _refusal(session: Object) -> str:
    if session["status"] == "expired":
        return _("Deze pagina is verlopen. Ga terug en begin opnieuw.")
    return _("De betaling is geweigerd. Kies een andere manier van betalen.")


def _checkout_page(session: Object, customer: Object, error: str = "") -> str:
    line = session["_wanted"]["line_items"][0]
    return render_template(
        "embedded_stripe/pay.html",
        session=session,
        customer=customer,
        quantity=int(line.get("quantity", 1)),
        unit=int(line["price_data"]["unit_amount"]),
        methods=deeds.methods(),
        error=error,
    )


@bp.get("/klant/<name>")
@door("public")
def customer(name: str) -> ResponseReturnValue:
    with _store().reading() as account:
        found = _the(account, "customer", name)
        things: dict[str, Any] = {
            "subscriptions": account.every("subscription", name),
            "invoices": account.every("invoice", name),
            "charges": account.every("charge", name),
            "disputes": account.every("dispute", name),
        }
    return render_template(
        "embedded_stripe/customer.html", customer=found, spans=deeds.spans(), **things
    )


@bp.post("/klant/<name>")
@door("public")
def act(name: str) -> ResponseReturnValue:
    """One thing that happens to this customer (`deeds.py` lists them)."""
    with _store().open() as account:
        _the(account, "customer", name)
        try:
            done = deeds.do(account, name, request.form)
        except api.Wrong as wrong:
            done = str(wrong)
    flash(done)
    return redirect(url_for(".customer", name=name), 303)


@bp.get("/portaal/<name>")
@door("public")
def portal(name: str) -> ResponseReturnValue:
    with _store().reading() as account:
        found = _the(account, "customer", name)
        invoices = [each for each in account.every("invoice", name) if each["number"]]
    back = safe_next(request.args.get("terug"), "/ik/lidmaatschap")
    return render_template(
        "embedded_stripe/portal.html",
        customer=found, invoices=invoices, methods=deeds.methods(), back=back,
    )  # fmt: skip


@bp.post("/portaal/<name>")
@door("public")
def change_method(name: str) -> ResponseReturnValue:
    """Another card: what is open is tried again with it."""
    with _store().open() as account:
        _the(account, "customer", name)
        deeds.change_method(account, name, request.form.get("method", ""))
    flash(_("Je betaalgegevens zijn aangepast."))
    return redirect(url_for(".portal", name=name), 303)


@bp.get("/factuur/<name>")
@door("public")
def invoice(name: str) -> ResponseReturnValue:
    with _store().reading() as account:
        found = _the(account, "invoice", name)
    return render_template("embedded_stripe/invoice.html", invoice=found)


@bp.get("/berichten")
@door("public")
def events() -> ResponseReturnValue:
    with _store().reading() as account:
        found, sent = account.events()[:SHOWN], account.times_sent()
    return render_template("embedded_stripe/events.html", events=found, sent=sent)


@bp.post("/berichten")
@door("public")
def tell() -> ResponseReturnValue:
    """Tell what waits, everything once more, or everything twice in another order."""
    between_transactions()
    app = current_app._get_current_object()  # type: ignore[attr-defined]
    from crowd.billing.fake import deliver  # with Stripe's library, which is slow to load

    how = request.form.get("how", "")
    n = deliver.deliver_again(app, _store(), how, request.form.get("event", ""))
    flash(_("%(n)s berichten verstuurd.", n=n))
    return redirect(url_for(".events"), 303)
