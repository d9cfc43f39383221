"""An invoice or credit note for people: what stands on the PDF, in the payer's language."""

from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from io import BytesIO

from babel.dates import format_date
from babel.numbers import format_currency
from flask_babel import gettext as _

from crowd.billing.documents.content import Content, Row
from crowd.billing.documents.ubl import EXEMPT
from crowd.core.i18n import amount, language, language_of
from crowd.core.paper import Pair, Paper
from crowd.core.paper import pdf as draw


def pdf(content: Content) -> bytes:
    """The document as a file: always the same one, for it is dated by the day it was issued."""
    with language_of(content.lang):
        return draw(paper(content), datetime.combine(content.issued, time(12), UTC))


def title(content: Content) -> str:
    if content.kind == "credit":
        return _("Creditfactuur %(number)s", number=content.number)
    return _("Factuur %(number)s", number=content.number)


def paper(content: Content) -> Paper:
    seller = content.seller
    return Paper(
        title=title(content),
        lang=language(),
        sender=(
            seller.name,
            seller.street,
            f"{seller.postcode} {seller.city}",
            _("KvK %(number)s", number=seller.kvk),
            _("Btw-id %(number)s", number=seller.vat_id),
            seller.email,
        ),
        to=_address(content),
        facts=_facts(content),
        columns=(_("Omschrijving"), _("Aantal"), _("Prijs"), _("Btw"), _("Bedrag")),
        rows=[_row(row) for row in content.rows],
        totals=_totals(content),
        notes=_notes(content),
        code=_code(content),
        code_text=_("Scan deze code met de app van je bank: de betaling staat dan klaar."),
        foot=(seller.name, f"IBAN {seller_iban(content)}", content.number),
    )


def seller_iban(content: Content) -> str:
    """In groups of four, as people read it."""
    iban = content.iban.replace(" ", "")
    return " ".join(iban[n : n + 4] for n in range(0, len(iban), 4))


def _day(day: date) -> str:
    return format_date(day, "d MMMM yyyy", locale=language())


def _address(content: Content) -> list[str]:
    buyer = content.buyer
    lines = [
        buyer.name,
        _("Ter attentie van %(name)s", name=buyer.contact) if buyer.contact else "",
        buyer.street,
        f"{buyer.postcode} {buyer.city}".strip(),
        "" if buyer.country == "NL" else buyer.country,
        _("KvK %(number)s", number=buyer.kvk) if buyer.kvk else "",
        _("OIN %(number)s", number=buyer.oin) if buyer.oin else "",
        _("Btw-id %(number)s", number=buyer.vat_id) if buyer.vat_id else "",
    ]
    return [line for line in lines if line]


def _facts(content: Content) -> list[Pair]:
    credit = content.kind == "credit"
    facts = [
        (_("Creditfactuurnummer") if credit else _("Factuurnummer"), content.number),
        (_("Datum"), _day(content.issued)),
        (_("Betalen voor of op"), _day(content.due) if content.due and not credit else ""),
        (_("Periode"), period(content.start, content.end)),
        (_("Bestelnummer"), content.po_number),
        (_("Kostenplaats"), content.cost_centre),
        (_("Kenmerk"), content.reference),
        (_("Corrigeert factuur"), _corrected(content)),
    ]
    return [(name, value) for name, value in facts if value]


def _corrected(content: Content) -> str:
    if not content.invoice_number or content.invoice_issued is None:
        return content.invoice_number
    return _(
        "%(number)s van %(date)s",
        number=content.invoice_number,
        date=_day(content.invoice_issued),
    )


def period(start: date | None, end: date | None) -> str:
    """Up to and including the last day."""
    if start is None or end is None or end <= start:
        return ""
    last = end - timedelta(days=1)
    return _("%(start)s tot en met %(end)s", start=_day(start), end=_day(last))


def _row(row: Row) -> tuple[str, ...]:
    before = row.net + row.discount
    text = row.text
    if row.discount:
        text = _("%(text)s (korting %(amount)s)", text=text, amount=amount(row.discount))
    quantity = -row.quantity if before < 0 else row.quantity
    return (text, str(quantity), _price(before, row.quantity), f"{row.percent}%", amount(row.net))


def _price(cents: int, quantity: int) -> str:
    """Of one seat without VAT: to four decimals when cents are not enough."""
    price = Decimal(abs(cents)) / 100 / quantity
    digits = 2 if price == price.quantize(Decimal("0.01")) else 4
    pattern = "¤ #,##0." + "0" * digits if language() == "nl" else "¤#,##0." + "0" * digits
    return format_currency(price, "EUR", pattern, language(), currency_digits=False)


def _totals(content: Content) -> list[Pair]:
    totals = [(_("Zonder btw"), amount(content.net))]
    for group in content.groups:
        if group.percent:
            rate = f"{group.percent}%"
            words = _("Btw %(rate)s over %(net)s", rate=rate, net=amount(group.net))
            totals.append((words, amount(group.vat)))
    if content.kind == "credit":
        return [*totals, (_("Krijg je terug"), amount(content.gross))]
    totals.append((_("Totaal"), amount(content.gross)))
    if content.paid:
        totals.append((_("Al betaald"), amount(-content.paid)))
        totals.append((_("Nog te betalen"), amount(content.payable)))
    return totals


def _notes(content: Content) -> list[str]:
    notes = []
    if any(not group.percent for group in content.groups):
        notes.append(EXEMPT if language() == "nl" else _("Vrijgesteld van btw."))
    if content.kind == "credit":
        notes.append(
            _("Was de factuur al betaald? Dan krijg je dit bedrag terug zoals je betaalde.")
        )
    elif content.payable <= 0:
        notes.append(_("Deze factuur is betaald."))
    elif content.automatic:
        notes.append(_("Je hoeft niets te doen: we schrijven dit bedrag automatisch af."))
    else:
        notes.append(
            _(
                "Maak %(amount)s over naar IBAN %(iban)s van %(name)s, met %(number)s erbij.",
                amount=amount(content.payable),
                iban=seller_iban(content),
                name=content.seller.name,
                number=content.number,
            )
        )
    return notes


def _code(content: Content) -> str:
    """The EPC code that a bank's app reads, when there is something to transfer."""
    import segno.helpers

    if content.kind == "credit" or content.automatic or not 0 < content.payable < 10**11:
        return ""
    code = segno.helpers.make_epc_qr(
        name=content.seller.name[:70],
        iban=content.iban.replace(" ", ""),
        amount=Decimal(content.payable) / 100,
        text=content.number,
    )
    svg = BytesIO()
    code.save(svg, kind="svg", border=2)
    return svg.getvalue().decode()
