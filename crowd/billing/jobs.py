"""What the worker does for billing. Each returns what it does with no transaction open."""

from datetime import datetime
from functools import partial

from crowd.billing import inbox, reconcile
from crowd.billing.actions import corrections, ending, purchase, renewal, sync
from crowd.core.jobs import Effect


def event(event_id: str) -> Effect:
    return partial(inbox.process, event_id)


def sync_one(membership_id: int) -> Effect:
    return partial(_synced, membership_id)


def _synced(membership_id: int) -> None:
    if not sync.now(membership_id):
        raise TimeoutError("somebody else is at it")


def place(membership_id: int) -> Effect:
    return partial(purchase.place, membership_id)


def withdraw(membership_id: int) -> Effect:
    return partial(ending.carry_out_withdrawal, membership_id)


def refund_rest(membership_id: int, ends: str) -> Effect:
    return partial(ending.refund_rest, membership_id, datetime.fromisoformat(ends))


def drop_second(membership_id: int, subscription_id: str) -> Effect:
    return partial(corrections.drop_second, membership_id, subscription_id)


def remind(membership_id: int, key: str) -> Effect:
    return partial(renewal.remind, membership_id, key)


def renewals() -> None:
    renewal.due()


def hourly() -> Effect:
    return reconcile.hourly


def nightly() -> Effect:
    return _nightly


def _nightly() -> None:
    reconcile.nightly()
