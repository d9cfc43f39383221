"""What seats cost, and a quote, for whoever comes by: no log-in."""

from flask import Response, current_app, redirect, render_template, request
from flask.typing import ResponseReturnValue
from wtforms import ValidationError

from crowd.accounts.queries import person_for
from crowd.billing import offers
from crowd.core import i18n, viewer
from crowd.core.clock import now
from crowd.core.errors import wants_partial
from crowd.core.limits import limiter
from crowd.core.paper import pdf
from crowd.core.web import door
from crowd.memberships import quotes
from crowd.memberships.actions import ordering
from crowd.memberships.order_forms import QuoteForm, SeatsForm, whole_number
from crowd.memberships.queries.quotes import quote_for
from crowd.memberships.views.blueprint import bp
from crowd.schools.models import School
from crowd.schools.queries import find_schools
from crowd.schools.queries import schools as schools_by_id

TEAM = 25  # to begin with


@bp.get("/scholen")
@door("public")
def schools() -> ResponseReturnValue:
    """The price of so many seats; the number stands in the address."""
    form = SeatsForm(seats=request.args.get("plekken") or str(TEAM))
    seats = TEAM
    try:
        seats = whole_number(form.seats.data, offers.MAX_SEATS)
    except ValidationError as error:
        form.seats.errors = [str(error)]
    price = None if form.seats.errors else offers.price(seats)
    page = render_template(
        "memberships/schools.html",
        form=form,
        price=price,
        unit=quotes.unit_of(price) if price else None,
        steps=offers.tariff().steps,
        single=offers.price(1),
        seller=current_app.config["SELLER"],
    )
    return page, 422 if form.seats.errors else 200


@bp.get("/scholen/zoek")
@door("public")
@limiter.limit("120 per minute")
def find_school() -> ResponseReturnValue:
    """Schools of the list while somebody types; without htmx the page itself shows them."""
    if not wants_partial():
        query = request.query_string.decode("ascii", "ignore")
        return redirect(f"/scholen/offerte?{query}" if query else "/scholen/offerte")
    return render_template("memberships/_found_schools.html", **looked_up())


@bp.get("/scholen/offerte")
@door("public")
def ask_quote() -> ResponseReturnValue:
    return quote_page(QuoteForm(**{**known_values(), "seats": request.args.get("plekken")}))


@bp.post("/scholen/offerte")
@door("public")
@limiter.limit("30 per hour")
def make_quote() -> ResponseReturnValue:
    form = QuoteForm(request.form)
    if not form.submitted():
        return quote_page(form, 422)
    made = ordering.quote(form.number(), form.school(), i18n.language())
    return redirect(f"/scholen/offertes/{made.token}", 303)


@bp.get("/scholen/offertes/<token>")
@door("public")
def quote(token: str) -> ResponseReturnValue:
    found = quote_for(token)
    return render_template(
        "memberships/quote.html",
        quote=found,
        number=quotes.number_of(found),
        amount=quotes.amount_of(found),
        over=found.valid_until < now(),
    )


@bp.get("/scholen/offertes/<token>.pdf")
@door("public")
@limiter.limit("60 per minute")
def quote_pdf(token: str) -> ResponseReturnValue:
    found = quote_for(token)
    name = f"offerte-{quotes.number_of(found)}.pdf"
    return Response(
        pdf(quotes.paper_of(found)),
        mimetype="application/pdf",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


def known_values() -> dict[str, str]:
    """What need not be typed again: from the account, and from the school that was chosen."""
    values: dict[str, str] = {}
    if id_ := viewer.current().id:
        person = person_for(id_)
        values |= {"contact_name": person.name, "contact_email": person.email}
    if school := chosen_school():
        values |= {
            "organisation": school.board or school.name,
            "brin": school.brin or "",
            "street": school.street,
            "postcode": school.postcode,
            "city": school.place or "",
        }
    return values


def chosen_school() -> School | None:
    """One of the list, from the address; schools that only hold seats are nobody's business."""
    id_ = request.args.get("school", "")
    found = schools_by_id([int(id_)]) if id_.isascii() and id_.isdigit() and len(id_) < 10 else []
    return next((school for school in found if school.brin), None)


def looked_up() -> dict[str, object]:
    q = request.args.get("zoek", "").strip()[:80]
    kept = {name: request.args.get(name, "")[:64] for name in ("plekken", "offerte")}
    to = "/scholen/bestellen" if request.args.get("naar") == "bestellen" else "/scholen/offerte"
    return {
        "zoek": q,
        "found_schools": find_schools(q) if q else [],
        "keep": {name: value for name, value in kept.items() if value},
        "to": to,
    }


def quote_page(form: QuoteForm, status: int = 200) -> ResponseReturnValue:
    return render_template("memberships/ask_quote.html", form=form, **looked_up()), status
