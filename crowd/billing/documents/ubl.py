"""An invoice or credit note as UBL 2.1, by Peppol BIS Billing 3.0 with the Dutch rules in it.

The order of the elements is that of the schema. BT-numbers are those of EN 16931.
"""

from datetime import date, timedelta
from decimal import Decimal
from xml.etree.ElementTree import Element, SubElement, indent, register_namespace, tostring

from crowd.billing.documents.content import Content, Party, Row

URN = "urn:oasis:names:specification:ubl:schema:xsd:"
CAC, CBC = f"{{{URN}CommonAggregateComponents-2}}", f"{{{URN}CommonBasicComponents-2}}"
CUSTOMIZATION = "urn:cen.eu:en16931:2017#compliant#urn:fdc:peppol.eu:2017:poacc:billing:3.0"
PROFILE = "urn:fdc:peppol.eu:2017:poacc:billing:01:1.0"
EXEMPT = "Vrijgesteld van btw, art. 11 lid 1 onderdeel o Wet OB 1968"
KVK, OIN, EMAIL = "0106", "0190", "EM"
INVOICE, CREDIT_NOTE = "380", "381"
TRANSFER, STANDING = "30", "57"
PIECE = "C62"

for prefix, namespace in (
    ("cac", CAC[1:-1]),
    ("cbc", CBC[1:-1]),
    ("inv", f"{URN}Invoice-2"),
    ("cn", f"{URN}CreditNote-2"),
):
    register_namespace(prefix, namespace)


def ubl(content: Content) -> bytes:
    """The document as a file."""
    name = "CreditNote" if content.kind == "credit" else "Invoice"
    root = Element(f"{{{URN}{name}-2}}{name}")
    _head(root, content)
    _references(root, content)
    _party(_in(root, "AccountingSupplierParty", "Party"), content.seller)
    _party(_in(root, "AccountingCustomerParty", "Party"), content.buyer)
    _payment(root, content)
    _taxes(root, content)
    _totals(root, content)
    for number, row in enumerate(content.rows, start=1):
        _line(root, content, number, row)
    indent(root)
    return bytes(tostring(root, encoding="UTF-8", xml_declaration=True))


def _head(root: Element, content: Content) -> None:
    _say(root, "CustomizationID", CUSTOMIZATION)
    _say(root, "ProfileID", PROFILE)
    _say(root, "ID", content.number)
    _say(root, "IssueDate", content.issued.isoformat())
    if content.kind == "credit":
        _say(root, "CreditNoteTypeCode", CREDIT_NOTE)
    else:
        if content.due:
            _say(root, "DueDate", content.due.isoformat())
        _say(root, "InvoiceTypeCode", INVOICE)
    _say(root, "DocumentCurrencyCode", "EUR")
    _say(root, "AccountingCost", content.cost_centre)
    _say(root, "BuyerReference", content.reference or ("" if content.po_number else content.number))
    _period(root, content.start, content.end)


def _references(root: Element, content: Content) -> None:
    if content.po_number:
        _say(_in(root, "OrderReference"), "ID", content.po_number)
    if content.invoice_number:
        corrected = _in(root, "BillingReference", "InvoiceDocumentReference")
        _say(corrected, "ID", content.invoice_number)
        if content.invoice_issued:
            _say(corrected, "IssueDate", content.invoice_issued.isoformat())


def _party(party: Element, who: Party) -> None:
    number, scheme = (who.oin, OIN) if who.oin else (who.kvk, KVK)
    _say(party, "EndpointID", number or who.email, schemeID=scheme if number else EMAIL)
    _say(_in(party, "PartyName"), "Name", who.name)
    address = _in(party, "PostalAddress")
    _say(address, "StreetName", who.street)
    _say(address, "CityName", who.city)
    _say(address, "PostalZone", who.postcode)
    _say(_in(address, "Country"), "IdentificationCode", who.country)
    if who.vat_id:
        tax = _in(party, "PartyTaxScheme")
        _say(tax, "CompanyID", who.vat_id)
        _say(_in(tax, "TaxScheme"), "ID", "VAT")
    legal = _in(party, "PartyLegalEntity")
    _say(legal, "RegistrationName", who.name)
    if number:
        _say(legal, "CompanyID", number, schemeID=scheme)
    if who.contact or who.email:
        contact = _in(party, "Contact")
        _say(contact, "Name", who.contact)
        _say(contact, "ElectronicMail", who.email)


def _payment(root: Element, content: Content) -> None:
    means = _in(root, "PaymentMeans")
    _say(means, "PaymentMeansCode", STANDING if content.automatic else TRANSFER)
    _say(means, "PaymentID", content.number)
    if not content.automatic:
        account = _in(means, "PayeeFinancialAccount")
        _say(account, "ID", content.iban.replace(" ", ""))
        _say(account, "Name", content.seller.name)


def _taxes(root: Element, content: Content) -> None:
    total = _in(root, "TaxTotal")
    _money(total, "TaxAmount", content.vat)
    for group in content.groups:
        subtotal = _in(total, "TaxSubtotal")
        _money(subtotal, "TaxableAmount", group.net)
        _money(subtotal, "TaxAmount", group.vat)
        _category(_in(subtotal, "TaxCategory"), group.percent, reason=True)


def _totals(root: Element, content: Content) -> None:
    total = _in(root, "LegalMonetaryTotal")
    _money(total, "LineExtensionAmount", content.net)
    _money(total, "TaxExclusiveAmount", content.net)
    _money(total, "TaxInclusiveAmount", content.gross)
    if content.paid:
        _money(total, "PrepaidAmount", content.paid)
    _money(total, "PayableAmount", content.payable)


def _line(root: Element, content: Content, number: int, row: Row) -> None:
    credit = content.kind == "credit"
    # a price is never below zero: what gives back, does so by its quantity
    before = row.net + row.discount
    quantity = -row.quantity if before < 0 else row.quantity
    line = _in(root, "CreditNoteLine" if credit else "InvoiceLine")
    _say(line, "ID", str(number))
    name = "CreditedQuantity" if credit else "InvoicedQuantity"
    _say(line, name, str(quantity), unitCode=PIECE)
    _money(line, "LineExtensionAmount", row.net)
    _period(line, row.start, row.end)
    if row.discount:
        allowance = _in(line, "AllowanceCharge")
        _say(allowance, "ChargeIndicator", "false")
        _say(allowance, "AllowanceChargeReason", "Korting" if content.lang == "nl" else "Discount")
        _money(allowance, "Amount", row.discount)
    item = _in(line, "Item")
    _say(item, "Name", row.text)
    if row.article:
        _say(_in(item, "SellersItemIdentification"), "ID", row.article)
    _category(_in(item, "ClassifiedTaxCategory"), row.percent)
    # six decimals: so many seats times the price is the amount, to the cent
    price = (Decimal(abs(before)) / 100 / row.quantity).quantize(Decimal("0.000001"))
    _say(_in(line, "Price"), "PriceAmount", f"{price:f}", currencyID="EUR")


def _category(category: Element, percent: int, reason: bool = False) -> None:
    _say(category, "ID", "S" if percent else "E")
    _say(category, "Percent", str(percent))
    if reason and not percent:
        _say(category, "TaxExemptionReason", EXEMPT)
    _say(_in(category, "TaxScheme"), "ID", "VAT")


def _period(parent: Element, start: date | None, end: date | None) -> None:
    """A period ends where the next begins: its last day is the one before."""
    if start and end and end > start:
        period = _in(parent, "InvoicePeriod")
        _say(period, "StartDate", start.isoformat())
        _say(period, "EndDate", (end - timedelta(days=1)).isoformat())


def _money(parent: Element, name: str, cents: int) -> None:
    _say(parent, name, f"{Decimal(cents) / 100:.2f}", currencyID="EUR")


def _say(parent: Element, name: str, text: str, **attributes: str) -> None:
    """An element with a text; none without, for an empty element is an error."""
    if text:
        SubElement(parent, CBC + name, attributes).text = text


def _in(parent: Element, *names: str) -> Element:
    for name in names:
        parent = SubElement(parent, CAC + name)
    return parent
