"""Case 10, as far as Stripe is in it: two admins at once; an increase that is not paid; fewer than
before at the renewal. Invitations and holders are in tests/memberships."""

import pytest
from flask import Flask

from crowd.accounts.models import Person
from crowd.billing import gateway
from crowd.billing.actions import seats
from crowd.core.errors import Conflict, Invalid
from tests.billing.helpers import act, audited, invoices, membership, order
from tests.fakes.stripe import DAY, Stripe


@pytest.fixture
def school(app: Flask, stripe: Stripe, vera: Person) -> int:
    return order(app, stripe, vera, seats=10)


def test_the_cost_is_shown_before_and_is_exactly_that(
    app: Flask, stripe: Stripe, school: int
) -> None:
    stripe.let_pass(stripe.year / 5)
    stripe.settle()
    cost = act(app, lambda: seats.preview(school, 12))
    assert cost.due == 40_000 and cost.vat == 6_942 and cost.yearly == 300_000
    assert membership(school).seats_paid == 10, "a look changes nothing"
    act(app, lambda: seats.more(school, 12, seen=10, at=cost.at))
    assert membership(school).seats_paid == 12
    last = invoices(school)[-1]
    assert (last.total_cents, last.status, last.reason) == (40_000, "open", "subscription_update")
    assert last.number and last.due_at, "final, and not a draft for an hour"


def test_the_rest_of_the_year_is_reckoned_from_the_moment_that_was_shown(
    app: Flask, stripe: Stripe, school: int
) -> None:
    stripe.let_pass(stripe.year / 5)
    stripe.settle()
    cost = act(app, lambda: seats.preview(school, 12))
    stripe.let_pass(1 / 48)
    act(app, lambda: seats.more(school, 12, seen=10, at=cost.at - 1_800))
    assert invoices(school)[-1].total_cents == cost.due
    with pytest.raises(gateway.Refused):
        act(app, lambda: seats.more(school, 13, seen=12, at=cost.at + (stripe.year + 1) * DAY))


def test_two_admins_at_once(app: Flask, stripe: Stripe, school: int) -> None:
    act(app, lambda: seats.more(school, 12, seen=10))
    with pytest.raises(Conflict, match="Het zijn er nu 12"):
        act(app, lambda: seats.more(school, 11, seen=10))
    assert membership(school).seats_paid == 12 and len(invoices(school)) == 2


def test_the_same_number_twice_is_billed_once(app: Flask, stripe: Stripe, school: int) -> None:
    act(app, lambda: seats.more(school, 12, seen=10))
    with pytest.raises(Conflict):
        act(app, lambda: seats.more(school, 12, seen=10))
    assert len(stripe.every("invoice")) == 2


@pytest.mark.parametrize("number", [-1, 0, 5, 10, 1001, 10_000_000])
def test_a_number_that_will_not_do(app: Flask, stripe: Stripe, school: int, number: int) -> None:
    for ask in (
        lambda: seats.preview(school, number),
        lambda: seats.more(school, number, seen=10),
    ):
        with pytest.raises(Invalid):
            act(app, ask)
    assert membership(school).seats_paid == 10


def test_an_increase_that_is_not_paid_gives_no_seats(
    app: Flask, stripe: Stripe, vera: Person
) -> None:
    id_ = order(app, stripe, vera, seats=10, pay="checkout")
    stripe.change_method(membership(id_).customer_id or "", "card_declined")
    with pytest.raises(gateway.Declined):
        act(app, lambda: seats.more(id_, 12, seen=10))
    stripe.settle()
    assert membership(id_).seats_paid == 10


def test_an_increase_by_card_works_when_it_is_paid(
    app: Flask, stripe: Stripe, vera: Person
) -> None:
    id_ = order(app, stripe, vera, seats=10, pay="checkout")
    act(app, lambda: seats.more(id_, 15, seen=10))
    assert membership(id_).seats_paid == 15
    assert [row.status for row in invoices(id_)] == ["paid", "paid"]


def test_fewer_from_the_renewal_on(app: Flask, stripe: Stripe, school: int) -> None:
    act(app, lambda: seats.at_renewal(school, 6))
    stripe.settle()
    assert (membership(school).seats_paid, membership(school).seats_next) == (10, 6)
    assert len(invoices(school)) == 1, "nothing is billed or given back"
    with pytest.raises(Conflict, match="minder plekken"):
        act(app, lambda: seats.more(school, 12, seen=10))
    stripe.let_pass(stripe.year + 1)
    stripe.settle()
    assert (membership(school).seats_paid, membership(school).seats_next) == (6, None)
    assert invoices(school)[-1].total_cents == 6 * 25_000


def test_fewer_and_then_not(app: Flask, stripe: Stripe, school: int) -> None:
    act(app, lambda: seats.at_renewal(school, 6))
    act(app, lambda: seats.at_renewal(school, 10))
    assert (membership(school).seats_paid, membership(school).seats_next) == (10, None)
    act(app, lambda: seats.more(school, 12, seen=10))
    assert membership(school).seats_paid == 12
    assert audited(school).count("seats") == 3


def test_fewer_and_then_not_has_the_price_of_the_larger_team_again(
    app: Flask, stripe: Stripe, vera: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(app.config, "SEAT_STEPS", ((25, 22_500),))
    id_ = order(app, stripe, vera, seats=30)
    act(app, lambda: seats.at_renewal(id_, 20))
    stripe.settle()
    act(app, lambda: seats.at_renewal(id_, 30))
    stripe.settle()
    assert membership(id_).unit_cents == 22_500
    stripe.let_pass(stripe.year + 1)
    stripe.settle()
    assert invoices(id_)[-1].total_cents == 30 * 22_500


def test_steps_for_larger_teams_in_mid_term(app: Flask, stripe: Stripe, vera: Person) -> None:
    """At 25 seats each costs 200: what was paid goes back at the old price."""
    app.config["SEAT_STEPS"] = ((25, 20_000),)
    try:
        id_ = order(app, stripe, vera, seats=20)
        cost = act(app, lambda: seats.preview(id_, 30))
        assert cost.due == 30 * 20_000 - 20 * 25_000 and cost.yearly == 600_000
        act(app, lambda: seats.more(id_, 30, seen=20, at=cost.at))
        assert (membership(id_).seats_paid, membership(id_).unit_cents) == (30, 20_000)
    finally:
        app.config["SEAT_STEPS"] = ()
