"""What memberships cost, in whole cents: steps for larger teams, VAT both ways, part of a year.

    tariff = tariff_of(current_app.config)
    price = tariff.price(40)    # price.unit, .seats, .net, .vat, .gross, .percent
    tariff.steps                # ((25, 22500),): from 25 seats on, each of them costs 225 euro

`MEMBERSHIP_PRICE_CENTS` and `SEAT_STEPS` are amounts as agreed: VAT is in them (`incl_21`), comes
on top (`excl_21`), or there is none (`exempt`). `gross` is what is paid in all three. The price
of a step holds for all seats, as with Stripe's `tiers_mode=volume`. VAT is rounded half up; below
zero as above it, so that a credit mirrors a debit.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

Steps = tuple[tuple[int, int], ...]


@dataclass(frozen=True)
class Amount:
    """Without VAT, the VAT, and both together."""

    net: int
    vat: int

    @property
    def gross(self) -> int:
        return self.net + self.vat


@dataclass(frozen=True)
class Vat:
    """A rate, and whether it is in the amounts already. No VAT is 0 percent."""

    percent: int
    included: bool

    @classmethod
    def of(cls, mode: str) -> "Vat":
        """As `VAT_MODE` says it: incl_21, excl_21 or exempt."""
        if mode == "exempt":
            return cls(0, included=True)
        how, _, percent = mode.partition("_")
        return cls(int(percent), included=how == "incl")

    def split(self, cents: int) -> Amount:
        """An amount as agreed, in its parts."""
        if self.included:
            vat = half_up(cents * self.percent, 100 + self.percent)
            return Amount(cents - vat, vat)
        return Amount(cents, half_up(cents * self.percent, 100))


@dataclass(frozen=True)
class Price:
    """A year for so many seats; `unit` is one seat as agreed, with or without VAT."""

    seats: int
    unit: int
    percent: int
    amount: Amount

    @property
    def net(self) -> int:
        return self.amount.net

    @property
    def vat(self) -> int:
        return self.amount.vat

    @property
    def gross(self) -> int:
        return self.amount.gross


@dataclass(frozen=True)
class Tariff:
    unit: int
    vat: Vat
    steps: Steps = ()

    def unit_for(self, seats: int) -> int:
        """One seat, when this many are taken."""
        if seats < 1:
            raise ValueError("at least one seat")
        return next((cents for least, cents in reversed(self.steps) if seats >= least), self.unit)

    def price(self, seats: int = 1) -> Price:
        unit = self.unit_for(seats)
        return Price(seats, unit, self.vat.percent, self.vat.split(seats * unit))


def tariff_of(settings: Mapping[str, Any]) -> Tariff:
    return Tariff(
        settings["MEMBERSHIP_PRICE_CENTS"], Vat.of(settings["VAT_MODE"]), settings["SEAT_STEPS"]
    )


def part(cents: int, start: datetime, end: datetime, at: datetime) -> int:
    """What the rest of a period costs, to the second; nothing after it, everything before it."""
    left = min(max(end - at, timedelta()), end - start)
    return half_up(cents * _seconds(left), _seconds(end - start))


def half_up(numerator: int, denominator: int) -> int:
    """The quotient, rounded to the nearest; halves away from zero."""
    rounded = (2 * abs(numerator) + denominator) // (2 * denominator)
    return rounded if numerator >= 0 else -rounded


def _seconds(span: timedelta) -> int:
    return int(span.total_seconds())
