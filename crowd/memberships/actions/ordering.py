"""A quote, and the order: seats work when it is placed, whether it is paid yet or not."""

import secrets
from datetime import timedelta
from typing import Literal

from flask_babel import gettext as _
from sqlalchemy import func, select

from crowd.billing import offers
from crowd.billing.actions import purchase
from crowd.billing.actions import seats as seat_changes
from crowd.core.clock import now
from crowd.core.db import apart, db
from crowd.core.errors import Invalid
from crowd.core.i18n import euros
from crowd.memberships.actions.managing import school_for
from crowd.memberships.models import Quote, Seat
from crowd.memberships.quotes import price_of

VALID_FOR = timedelta(days=30)
BACK = purchase.Back(paid="/groep/betaald", cancelled="/groep")


def quote(seats: int, school: dict[str, str], lang: str) -> Quote:
    """What so many seats cost, fixed for thirty days."""
    price = offers.price(seats)
    made = Quote(
        token=secrets.token_urlsafe(16),
        lang=lang,
        valid_until=now() + VALID_FOR,
        seats=seats,
        unit_cents=price.unit,
        net_cents=price.net,
        vat_cents=price.vat,
        vat_percent=price.percent,
        **school,
    )
    db.session.add(made)
    db.session.flush()
    return made


def order(
    owner_id: int,
    seats: int,
    told: dict[str, str],
    pay: Literal["invoice", "checkout"],
    agreed: Quote | None = None,
    *,
    seen: str | None,
) -> purchase.Ordered:
    """Place it, at the price of the quote when there is one. Commits: nothing is changed yet.

    `seen` is the total that stood on the page, in cents: nobody is bound to another.
    """
    price = price_of(seats, agreed)
    if seen != str(price.gross):  # another number, or a quote that lapsed meanwhile
        amount = euros(price.gross)
        raise Invalid(_("Het kost nu %(amount)s per jaar. Is dat goed? Bestel dan.", amount=amount))
    where = {"place": told["city"], "street": told["street"], "postcode": told["postcode"]}
    school = apart(lambda: school_for(owner_id, told["organisation"], told["brin"], **where).id)
    placed = purchase.SchoolOrder(
        owner_id=owner_id, seats=seats, school_id=school, unit_cents=price.unit, **told
    )
    return purchase.order_school(placed, pay, BACK)


def fewer(membership_id: int, seats: int, *, actor: int) -> None:
    """From renewal on; never fewer than are in use, so that nobody loses a seat by surprise."""
    in_use = select(func.count()).where(
        Seat.membership_id == membership_id, Seat.released_at.is_(None)
    )
    used = apart(lambda: db.session.scalar(in_use)) or 0
    if seats < used:
        raise Invalid(
            _("Er zijn %(n)s plekken in gebruik of uitgenodigd. Maak eerst plekken vrij.", n=used),
            "seats",
        )
    seat_changes.at_renewal(membership_id, seats, actor=actor)


def used(quote: Quote, membership_id: int) -> None:
    """An order came of it."""
    quote.membership_id = membership_id
