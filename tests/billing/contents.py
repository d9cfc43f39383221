"""Invoices and credit notes as they come: with all VAT, many seats, in mid-term, corrected."""

from dataclasses import replace
from datetime import date
from typing import Any

from hypothesis import strategies as st

from crowd.billing.documents.content import Content, Group, Party, Row
from crowd.billing.prices import Vat

SELLER = Party(
    name="The Crowd",
    street="Voorbeeldstraat 1",
    postcode="1234 AB",
    city="Utrecht",
    kvk="12345678",
    vat_id="NL123456789B01",
    email="post@thecrowd.example",
)
SCHOOL = Party(
    name="Stichting De Plataan",
    street="Dorpsstraat 2",
    postcode="1011 AB",
    city="Amsterdam",
    kvk="87654321",
    email="facturen@plataan.example",
    contact="Fenna de Vries",
)
START, END = date(2026, 8, 1), date(2027, 8, 1)


def invoice(
    cents: int = 1_000_000, seats: int = 40, mode: str = "incl_21", **change: Any
) -> Content:
    """One line for so many seats, at an amount as agreed."""
    vat = Vat.of(mode)
    amount = vat.split(cents)
    row = Row("Groepslidmaatschap", seats, amount.net, vat.percent, 0, "LID-SCHOOL", START, END)
    content = Content(
        kind="invoice",
        number="CROWD-0001",
        issued=date(2026, 8, 1),
        due=date(2026, 8, 31),
        lang="nl",
        seller=SELLER,
        buyer=SCHOOL,
        iban="NL13 TEST 0123 4567 89",
        rows=(row,),
        groups=(Group(vat.percent, amount.net, amount.vat),),
        po_number="4500012345",
        cost_centre="K-2040",
        reference="99XA",
        start=START,
        end=END,
    )
    return replace(content, **change)


def credit(of: Content, number: str = "CROWD-0001-CN-01", **change: Any) -> Content:
    return replace(
        of,
        kind="credit",
        number=number,
        due=None,
        issued=date(2026, 9, 1),
        invoice_number=of.number,
        invoice_issued=of.issued,
        **change,
    )


@st.composite
def contents(draw: st.DrawFn) -> Content:
    """Lines of one or two rates, charged or given back, with or without a discount."""
    rows, groups = [], []
    for percent in draw(st.lists(st.sampled_from([0, 9, 21]), min_size=1, max_size=2, unique=True)):
        cents = draw(st.lists(st.integers(-50_000, 5_000_000), min_size=1, max_size=4))
        if sum(cents) < 0:
            cents.append(-2 * sum(cents))
        group = Vat(percent, draw(st.booleans())).split(sum(cents))
        nets = [Vat(percent, included=True).split(each).net for each in cents[1:]]
        for net in [group.net - sum(nets), *nets]:
            seats = draw(st.integers(1, 500))
            discount = draw(st.sampled_from([0, 0, 5_000])) if net > 0 else 0
            text = draw(st.sampled_from(["Plekken", "Rest <oude> prijs & meer", "Één plek"]))
            rows.append(Row(text, seats, net, percent, discount, "LID", START, END))
        groups.append(Group(percent, group.net, group.vat))
    made = invoice(
        rows=tuple(rows),
        groups=tuple(groups),
        lang=draw(st.sampled_from(["nl", "en"])),
        automatic=draw(st.booleans()),
        po_number=draw(st.sampled_from(["", "4500012345", "P&O <7>"])),
        cost_centre=draw(st.sampled_from(["", "K-2040"])),
        reference=draw(st.sampled_from(["", "99XA"])),
        buyer=draw(
            st.sampled_from(
                [
                    SCHOOL,
                    replace(SCHOOL, kvk="", oin="00000001234567890000"),
                    replace(SCHOOL, kvk="", vat_id="NL987654321B01", contact=""),
                ]
            )
        ),
    )
    if draw(st.booleans()):
        return credit(made)
    return replace(made, paid=draw(st.sampled_from([0, made.gross, made.gross // 2])))
