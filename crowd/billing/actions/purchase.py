"""Beginning a membership: a teacher's by Checkout, a school's by Checkout or on invoice."""

from dataclasses import asdict, dataclass
from typing import Any, Literal

from flask import current_app
from flask_babel import gettext as _
from sqlalchemy import select

from crowd.accounts.models import Person
from crowd.billing import catalogue, gateway, intents, mirror, offers
from crowd.billing.actions import sync
from crowd.billing.models import Membership
from crowd.core.clock import now
from crowd.core.db import apart, db
from crowd.core.errors import Conflict
from crowd.core.jobs import enqueue

PAID_AT = "{CHECKOUT_SESSION_ID}"  # Stripe fills it in


@dataclass(frozen=True)
class Back:
    """Where Checkout leads back to: paths on this site."""

    paid: str = "/lid-worden/terug"
    cancelled: str = "/lid-worden"


@dataclass(frozen=True)
class SchoolOrder:
    """What a school fills in. `owner_id` pays and manages; `school_id` when it is one we know."""

    owner_id: int
    seats: int
    organisation: str
    street: str
    postcode: str
    city: str
    contact_name: str
    contact_email: str
    invoice_email: str
    school_id: int | None = None
    brin: str = ""
    vat_id: str = ""
    kvk: str = ""
    po_number: str = ""
    cost_centre: str = ""
    unit_cents: int | None = None  # of a seat, when it was agreed in a quote


@dataclass(frozen=True)
class Ordered:
    """`url` is where to pay, when that is by Checkout."""

    membership_id: int
    url: str | None = None


def begin_teacher(person_id: int, plan: str = "standard", code: str = "") -> str:
    membership_id = apart(lambda: _draft(person_id, plan, offers.check_code(code)))
    return checkout(membership_id, Back())


def order_school(
    order: SchoolOrder, pay: Literal["invoice", "checkout"] = "invoice", back: Back | None = None
) -> Ordered:
    """On invoice the seats work at once, and the worker places the order with Stripe."""
    membership_id = apart(lambda: _ordered(order, pay))
    if pay == "invoice":
        return Ordered(membership_id)
    return Ordered(membership_id, checkout(membership_id, back or Back()))


def checkout(membership_id: int, back: Back) -> str:
    """The address of the one open session of a membership: what was open and differs, expires."""
    with intents.turn(membership_id) as lease:
        customer_id = _customer(membership_id)
        wanted, before = apart(lambda: _wanted(membership_id, customer_id, back))
        terms = _terms(membership_id, wanted)
        if before and (url := _still_open(membership_id, lease, before, terms["metadata"])):
            return url
        session = intents.asked(membership_id, "checkout.sessions.create", params=terms)
        apart(lambda: _note_session(membership_id, session["id"]))
    return str(session["url"])


def place(membership_id: int) -> None:
    """An order on invoice becomes a subscription, and its first invoice final."""
    with intents.turn(membership_id) as lease:
        customer_id = _customer(membership_id)
        live = [
            sub
            for sub in gateway.every("subscriptions.list", customer=customer_id, status="all")
            if sub["metadata"].get("membership_id") == str(membership_id)
        ]
        sub = live[0] if live else _subscribe(membership_id, customer_id)
        invoice = gateway.call("invoices.retrieve", sub["latest_invoice"])
        if invoice["status"] == "draft":
            intents.asked(membership_id, "invoices.finalize_invoice", invoice["id"], params={})
        sync.refresh(membership_id, lease)


def _draft(person_id: int, plan: str, code: str) -> int:
    """What this person began and did not pay, else a new one."""
    offers.price(1, plan, code)  # says what is not offered
    mine = select(Membership).where(
        Membership.owner_id == person_id,
        Membership.kind == "teacher",
        Membership.collection == "auto",
    )
    found = db.session.scalars(mine.order_by(Membership.id)).all()
    if any(row.status and row.status not in mirror.DEAD for row in found):
        raise Conflict(_("Je hebt al een lidmaatschap."))
    draft = next((row for row in found if not row.status), None)
    if draft is None:
        draft = Membership(kind="teacher", collection="auto", owner_id=person_id)
        db.session.add(draft)
    draft.plan, draft.code, draft.ordered_at = plan, code, now()
    draft.unit_cents = offers.price(1, plan, code).unit
    db.session.flush()
    return draft.id


def _ordered(order: SchoolOrder, pay: str) -> int:
    price = offers.price(order.seats)
    given = asdict(order)
    seats, unit = given.pop("seats"), given.pop("unit_cents")
    membership = Membership(
        **given,
        kind="school",
        collection="invoice" if pay == "invoice" else "auto",
        ordered_at=now(),
        seats_paid=seats,
        unit_cents=price.unit if unit is None else unit,
        access_until=now(),
    )
    db.session.add(membership)
    db.session.flush()
    mirror.derive(membership)
    sync.audit(membership.id, order.owner_id, "ordered", f"{order.seats} {pay}")
    if pay == "invoice":
        enqueue("billing.place", {"membership_id": membership.id}, key=f"place:{membership.id}")
    return membership.id


def _customer(membership_id: int) -> str:
    """Of this membership at Stripe; made when there is none."""
    known, params = apart(lambda: _customer_params(membership_id))
    if known:
        return known
    made = intents.asked(membership_id, "customers.create", params=params)
    id_ = str(made["id"])
    apart(lambda: _note_customer(membership_id, id_))
    return id_


def _customer_params(membership_id: int) -> tuple[str | None, dict[str, Any]]:
    membership = db.session.get_one(Membership, membership_id)
    if membership.customer_id:
        return membership.customer_id, {}
    owner = db.session.get(Person, membership.owner_id) if membership.owner_id else None
    params: dict[str, Any] = {
        "name": membership.organisation or (owner.name if owner else ""),
        "email": membership.invoice_email or (owner.email if owner else membership.contact_email),
        "preferred_locales": ["en" if owner and owner.lang == "en" else "nl"],
        "metadata": {"membership_id": str(membership_id)},
    }
    if membership.street:
        params["address"] = address(membership)
    if fields := custom_fields(membership):
        params["invoice_settings"] = {"custom_fields": fields}
    if membership.vat_id:
        params["tax_id_data"] = [{"type": "eu_vat", "value": membership.vat_id}]
    return None, params


def address(membership: Membership) -> dict[str, str]:
    return {
        "line1": membership.street,
        "postal_code": membership.postcode,
        "city": membership.city,
        "country": "NL",
    }


def custom_fields(membership: Membership) -> list[dict[str, str]]:
    """What a school wants to see on every invoice."""
    fields = {
        mirror.PO_FIELD: membership.po_number,
        mirror.COST_FIELD: membership.cost_centre,
        "BRIN": membership.brin,
    }
    return [{"name": name, "value": value} for name, value in fields.items() if value]


@dataclass(frozen=True)
class _Wanted:
    customer_id: str
    unit: int
    seats: int
    lang: str
    back: Back


def _wanted(membership_id: int, customer_id: str, back: Back) -> tuple[_Wanted, str | None]:
    membership = db.session.get_one(Membership, membership_id)
    owner = db.session.get(Person, membership.owner_id) if membership.owner_id else None
    lang = "en" if owner and owner.lang == "en" else "nl"
    wanted = _Wanted(customer_id, membership.unit_cents, membership.seats_paid, lang, back)
    return wanted, membership.checkout_id


def _terms(membership_id: int, wanted: _Wanted) -> dict[str, Any]:
    site = current_app.config["BASE_URL"]
    terms = f"{wanted.seats}x{wanted.unit}"
    return {
        "mode": "subscription",
        "customer": wanted.customer_id,
        "client_reference_id": str(membership_id),
        "locale": wanted.lang,
        "line_items": [catalogue.item(wanted.unit, wanted.seats)],
        "subscription_data": {
            "metadata": {"membership_id": str(membership_id)},
            "default_tax_rates": catalogue.tax_rates(),
        },
        "metadata": {"membership_id": str(membership_id), "terms": terms},
        "success_url": f"{site}{wanted.back.paid}?session_id={PAID_AT}",
        "cancel_url": f"{site}{wanted.back.cancelled}",
    }


def _still_open(
    membership_id: int, lease: str, session_id: str, metadata: dict[str, str]
) -> str | None:
    """The session that was begun, when it is for the same; one that was paid is no longer open."""
    session = gateway.call("checkout.sessions.retrieve", session_id)
    if session["status"] == "complete":
        sync.refresh(membership_id, lease)
        raise Conflict(_("Je hebt al betaald. Je lidmaatschap staat zo klaar."))
    if session["status"] != "open":
        return None
    if session["metadata"].get("terms") == metadata["terms"]:
        return str(session["url"])
    intents.asked(membership_id, "checkout.sessions.expire", session_id, params={})
    return None


def _subscribe(membership_id: int, customer_id: str) -> gateway.Object:
    params = apart(lambda: _subscription_params(membership_id))
    unit, seats = params.pop("unit"), params.pop("seats")
    params |= {
        "customer": customer_id,
        "items": [catalogue.item(unit, seats)],
        "default_tax_rates": catalogue.tax_rates(),
    }
    return intents.asked(membership_id, "subscriptions.create", params=params)


def _subscription_params(membership_id: int) -> dict[str, Any]:
    membership = db.session.get_one(Membership, membership_id)
    params: dict[str, Any] = {
        "unit": membership.unit_cents,
        "seats": membership.seats_paid,
        "collection_method": "send_invoice",
        "days_until_due": current_app.config["INVOICE_TERM_DAYS"],
        "metadata": {"membership_id": str(membership_id)},
    }
    if fields := custom_fields(membership):
        params["invoice_settings"] = {"custom_fields": fields}
    return params


def _note_customer(membership_id: int, customer_id: str) -> None:
    db.session.get_one(Membership, membership_id).customer_id = customer_id


def _note_session(membership_id: int, session_id: str) -> None:
    membership = db.session.get_one(Membership, membership_id)
    membership.checkout_id = session_id
    mirror.derive(membership)
    sync.audit(membership_id, membership.owner_id, "checkout", session_id)
