"""What every object has, and lists of them."""

from typing import Any

from crowd.billing.fake.store import Account, Object, new_id

CURRENCY = "eur"


def listed(url: str, rows: list[Object], has_more: bool = False) -> Object:
    return {"object": "list", "data": rows, "has_more": has_more, "url": url}


def base(account: Account, kind: str, prefix: str, **fields: Any) -> Object:
    return {
        "id": new_id(prefix),
        "object": kind,
        "created": account.now,
        "livemode": False,
        "metadata": {},
        **fields,
    }
