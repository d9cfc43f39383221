"""What one may buy: the plans that are offered, codes for the first year, how many seats."""

from dataclasses import replace

from flask import current_app
from flask_babel import gettext as _

from crowd.billing.prices import Price, Tariff, tariff_of
from crowd.core.errors import Invalid

MAX_SEATS = 1000
PLANS = {
    "standard": "MEMBERSHIP_PRICE_CENTS",
    "student": "STUDENT_PRICE_CENTS",
    "starter": "STARTER_PRICE_CENTS",
}


def plans() -> list[str]:
    """Which ones a teacher may choose from."""
    return [plan for plan, name in PLANS.items() if current_app.config[name]]


def tariff(plan: str = "standard", code: str = "") -> Tariff:
    """The steps for larger teams are those of the standard plan, without a code."""
    standard = tariff_of(current_app.config)
    if plan not in plans():
        raise Invalid(_("Deze prijs bieden we niet aan."), "plan")
    if plan == "standard" and not code:
        return standard
    unit = current_app.config[PLANS[plan]]
    return replace(standard, unit=unit - _off(unit, code), steps=())


def price(seats: int = 1, plan: str = "standard", code: str = "") -> Price:
    """A year for one teacher, or for so many seats of a school."""
    return tariff(plan, code).price(check_seats(seats))


def check_seats(seats: int) -> int:
    if not 1 <= seats <= MAX_SEATS:
        raise Invalid(_("Kies een aantal van 1 tot en met %(n)s plekken.", n=MAX_SEATS), "seats")
    return seats


def check_code(code: str) -> str:
    """As we keep it; empty when none was given."""
    known = code.strip().upper()
    if known and known not in current_app.config["DISCOUNT_CODES"]:
        raise Invalid(_("Deze kortingscode kennen we niet."), "code")
    return known


def _off(unit: int, code: str) -> int:
    """What a code takes off; one that is no longer given takes off nothing."""
    off: str = current_app.config["DISCOUNT_CODES"].get(code, "0")
    taken = unit * int(off[:-1]) // 100 if off.endswith("%") else int(off)
    return min(taken, unit)
