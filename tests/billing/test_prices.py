"""What a membership costs, to the cent: also as /lid-worden and /scholen tell it."""

from datetime import UTC, datetime, timedelta
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crowd.billing.prices import Amount, Tariff, Vat, half_up, part, tariff_of

YEAR = datetime(2026, 8, 1, tzinfo=UTC), datetime(2027, 8, 1, tzinfo=UTC)
STEPS = ((10, 22_500), (25, 20_000))

vats = st.builds(Vat, st.integers(0, 30), st.booleans())
cents = st.integers(-10_000_000, 10_000_000)


@pytest.mark.parametrize(
    ("mode", "seats", "net", "vat", "gross"),
    [
        ("incl_21", 1, 20_661, 4_339, 25_000),
        ("incl_21", 3, 61_983, 13_017, 75_000),  # not three times 4339: rounded once
        ("incl_21", 40, 826_446, 173_554, 1_000_000),
        ("excl_21", 1, 25_000, 5_250, 30_250),
        ("excl_21", 40, 1_000_000, 210_000, 1_210_000),
        ("incl_9", 1, 22_936, 2_064, 25_000),
        ("exempt", 40, 1_000_000, 0, 1_000_000),
    ],
)
def test_a_year(mode: str, seats: int, net: int, vat: int, gross: int) -> None:
    price = Tariff(25_000, Vat.of(mode)).price(seats)
    assert (price.net, price.vat, price.gross) == (net, vat, gross)


@pytest.mark.parametrize(
    ("seats", "unit"), [(1, 25_000), (9, 25_000), (10, 22_500), (24, 22_500), (25, 20_000)]
)
def test_a_step_holds_for_all_seats(seats: int, unit: int) -> None:
    price = Tariff(25_000, Vat.of("incl_21"), STEPS).price(seats)
    assert (price.unit, price.gross) == (unit, seats * unit)


@pytest.mark.parametrize("seats", [0, -1])
def test_no_seats_have_no_price(seats: int) -> None:
    with pytest.raises(ValueError, match="at least one seat"):
        Tariff(25_000, Vat.of("incl_21")).price(seats)


def test_by_setting() -> None:
    settings = {"MEMBERSHIP_PRICE_CENTS": 30_000, "VAT_MODE": "excl_21", "SEAT_STEPS": STEPS}
    assert tariff_of(settings).price(30).gross == 30 * 20_000 * 121 // 100


@given(numerator=st.integers(-(10**9), 10**9), denominator=st.integers(1, 10**6))
def test_half_up_is_the_nearest_and_mirrors(numerator: int, denominator: int) -> None:
    rounded = half_up(numerator, denominator)
    off = abs(rounded) - abs(Fraction(numerator, denominator))
    assert Fraction(-1, 2) < off <= Fraction(1, 2)
    assert half_up(-numerator, denominator) == -rounded


@given(vat=vats, amount=cents)
def test_the_parts_are_the_whole(vat: Vat, amount: int) -> None:
    split = vat.split(amount)
    assert (split.gross if vat.included else split.net) == amount
    assert abs(split.vat - Fraction(split.net * vat.percent, 100)) <= 1
    assert vat.split(-amount) == Amount(-split.net, -split.vat)


@given(cents=cents, days=st.integers(-30, 400))
def test_part_of_a_year(cents: int, days: int) -> None:
    at = YEAR[0] + timedelta(days=days)
    rest = part(cents, *YEAR, at)
    assert abs(rest) <= abs(cents)
    if days <= 0:
        assert rest == cents
    if days >= 365:
        assert rest == 0
