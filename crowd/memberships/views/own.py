"""Becoming a member: the price, the order, the way back from paying."""

from flask import current_app, redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from crowd.billing import gateway, offers
from crowd.billing.actions import purchase, sync
from crowd.core import viewer
from crowd.core.errors import CrowdError, Invalid, MembershipNeeded, wants_partial
from crowd.core.limits import limiter
from crowd.core.web import door
from crowd.memberships.join_form import JoinForm
from crowd.memberships.queries.mine import Mine, mine, newest_id
from crowd.memberships.views.blueprint import bp
from crowd.memberships.views.mine import me


@bp.get("/lid-worden")
@door("public")
def become_member() -> ResponseReturnValue:
    return _page(JoinForm())


def explain(needed: MembershipNeeded) -> str:
    """The same page for who did something that takes a membership."""
    return _page(JoinForm(), needed=needed)


@bp.post("/lid-worden")
@door("account")
@limiter.limit("30 per hour")
def join() -> ResponseReturnValue:
    """To Stripe's page to pay; a second press leads to the same one."""
    form = JoinForm(request.form)
    if "show" in request.form:  # only what it costs with this code
        status = 200 if _code_is_right(form) else 422
        return _page(form), status
    if not (form.submitted() and _code_is_right(form)):
        return _page(form), 422
    try:
        url = purchase.begin_teacher(me(), form.plan.data, form.code.data or "")
    except gateway.Down as down:
        form.form_errors.append(f"{down.title}. {down.body} {_('Je bestelling is bewaard.')}")
        return _page(form), down.status
    except CrowdError as error:
        form.refuse(error)
        return _page(form), error.status
    return redirect(url, 303)


def _code_is_right(form: JoinForm) -> bool:
    try:
        form.code.data = offers.check_code(form.code.data or "")
    except Invalid as error:
        form.refuse(error)
        return False
    return True


@bp.get("/lid-worden/terug")
@door("account")
def paid() -> ResponseReturnValue:
    """Back from paying. Nothing in the address is believed; what Stripe says will show here."""
    if wants_partial():  # asked again and again, until it is there
        return render_template("memberships/_paid.html", polls=True, **_outcome())
    return render_template("memberships/paid.html", **_outcome())


@bp.post("/lid-worden/terug")
@door("account")
@limiter.limit("60 per hour")
def look() -> ResponseReturnValue:
    """Ask the worker to look whether it was paid."""
    if id_ := newest_id(me()):
        sync.later(id_)
    if wants_partial():
        return render_template("memberships/_paid.html", polls=True, **_outcome())
    return redirect("/lid-worden/terug", 303)


def _outcome() -> dict[str, object]:
    found = mine(me())
    unfinished = current_app.extensions["unfinished"](me()) if found.allowed else []
    return {"mine": found, "newest": newest_id(me()), "unfinished": unfinished}


def _page(form: JoinForm, needed: MembershipNeeded | None = None) -> str:
    who = viewer.current()
    held = mine(who.id) if who.id else Mine([], [])
    if form.plan.data not in offers.plans():
        form.plan.data = "standard"
    code = form.code.data if form.code.data in current_app.config["DISCOUNT_CODES"] else ""
    prices = {plan: offers.price(1, plan, code or "") for plan in offers.plans()}
    return render_template(
        "memberships/become_member.html",
        needed=needed,
        form=form,
        mine=held,
        prices=prices,
        price=prices[form.plan.data],
        full=offers.price(1, form.plan.data),
        codes=bool(current_app.config["DISCOUNT_CODES"]),
        open=bool(current_app.config["STRIPE_API_KEY"] or current_app.config["STRIPE_FAKE"]),
        company=current_app.config["LEGAL_FORM"] == "onderneming",
    )
