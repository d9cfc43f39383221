"""What an invoice or a credit note says: in whole cents, drawn as UBL (`ubl`) and PDF (`paper`).

It is frozen as JSON when it is issued. An invoice is never changed afterwards, so both are drawn
from this alone, whatever becomes of the membership, the seller or the prices.
"""

import json
from dataclasses import asdict, dataclass, field
from datetime import date
from typing import Any, Literal

Kind = Literal["invoice", "credit"]


@dataclass(frozen=True)
class Party:
    """Who sells or who buys. `kvk` and `oin` are the Dutch numbers of an organisation."""

    name: str
    street: str = ""
    postcode: str = ""
    city: str = ""
    country: str = "NL"
    kvk: str = ""
    oin: str = ""
    vat_id: str = ""
    email: str = ""
    contact: str = ""

    @property
    def has_address(self) -> bool:
        return bool(self.street and self.postcode and self.city)


@dataclass(frozen=True)
class Row:
    """One line. `net` is without VAT and after `discount`; below zero it gives back."""

    text: str
    quantity: int
    net: int
    percent: int
    discount: int = 0
    article: str = ""
    start: date | None = None
    end: date | None = None


@dataclass(frozen=True)
class Group:
    """The VAT of one rate."""

    percent: int
    net: int
    vat: int


@dataclass(frozen=True)
class Content:
    kind: Kind
    number: str
    issued: date
    lang: str
    seller: Party
    buyer: Party
    iban: str
    rows: tuple[Row, ...]
    groups: tuple[Group, ...]
    due: date | None = None
    paid: int = 0
    automatic: bool = False
    po_number: str = ""
    cost_centre: str = ""
    reference: str = ""  # the buyer's own
    invoice_number: str = ""  # of what a credit note corrects
    invoice_issued: date | None = None
    start: date | None = None
    end: date | None = None
    net: int = field(init=False)
    vat: int = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "net", sum(group.net for group in self.groups))
        object.__setattr__(self, "vat", sum(group.vat for group in self.groups))
        if sum(row.net for row in self.rows) != self.net:
            raise ValueError(f"the lines of {self.number} do not add up to {self.net}")

    @property
    def gross(self) -> int:
        return self.net + self.vat

    @property
    def payable(self) -> int:
        return self.gross - self.paid

    @property
    def can_be_ubl(self) -> bool:
        """Dutch rules ask for the address of both."""
        return self.seller.has_address and self.buyer.has_address


def dump(content: Content) -> str:
    plain = asdict(content)
    del plain["net"], plain["vat"]
    return json.dumps(plain, default=date.isoformat, ensure_ascii=False)


def load(text: str) -> Content:
    plain: dict[str, Any] = json.loads(text)
    return Content(
        **{
            **_dated(plain, "issued", "due", "invoice_issued", "start", "end"),
            "seller": Party(**plain["seller"]),
            "buyer": Party(**plain["buyer"]),
            "rows": tuple(Row(**_dated(row, "start", "end")) for row in plain["rows"]),
            "groups": tuple(Group(**group) for group in plain["groups"]),
        }
    )


def _dated(plain: dict[str, Any], *names: str) -> dict[str, Any]:
    days = {name: date.fromisoformat(plain[name]) if plain[name] else None for name in names}
    return {**plain, **days}
