"""E-invoices that a school's software takes: by schema and by rules, with our figures in them."""

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given, settings
from lxml import etree

from crowd.billing.documents import content as frozen
from crowd.billing.documents.content import Content
from crowd.billing.documents.ubl import EXEMPT, ubl
from tests.billing.contents import SCHOOL, contents, credit, invoice
from tests.billing.ubl_rules import NS, problems, texts

CASES = {
    "forty seats, VAT included": invoice(),
    "forty seats, VAT on top": invoice(mode="excl_21"),
    "exempt": invoice(mode="exempt"),
    "three seats that round up": invoice(75_000, 3),
    "one seat": invoice(25_000, 1),
    "paid": invoice(paid=1_000_000),
    "paid in part": invoice(paid=400_000),
    "paid too much": invoice(paid=1_000_100),
    "collected automatically": invoice(automatic=True),
    "without a purchase order": invoice(po_number=""),
    "without any reference": invoice(po_number="", reference="", cost_centre=""),
    "to an OIN": invoice(buyer=replace(SCHOOL, kvk="", oin="00000001234567890000")),
    "to a school without a number": invoice(buyer=replace(SCHOOL, kvk="")),
    "to Belgium": invoice(buyer=replace(SCHOOL, country="BE", kvk="", vat_id="BE0123456749")),
    "credited": credit(invoice()),
    "credited, exempt": credit(invoice(mode="exempt")),
}


@pytest.mark.parametrize("case", CASES)
def test_every_rule_holds(case: str) -> None:
    assert problems(ubl(CASES[case])) == []


@given(content=contents())
@settings(max_examples=60, deadline=None)
def test_every_rule_holds_for_whatever_was_sold(content: Content) -> None:
    document = ubl(content)
    assert problems(document) == []
    root = etree.fromstring(document)
    total = "cac:LegalMonetaryTotal/cbc:"
    cents = [Decimal(content.gross) / 100, Decimal(content.payable) / 100]
    assert [Decimal(texts(root, total + "TaxInclusiveAmount")[0])] == cents[:1]
    assert [Decimal(texts(root, total + "PayableAmount")[0])] == cents[1:]
    assert frozen.load(frozen.dump(content)) == content


def test_where_a_school_looks_for_its_own_numbers() -> None:
    root = etree.fromstring(ubl(invoice()))
    for path, said in (
        ("cbc:ID", "CROWD-0001"),
        ("cac:OrderReference/cbc:ID", "4500012345"),
        ("cbc:BuyerReference", "99XA"),
        ("cbc:AccountingCost", "K-2040"),
        ("cac:PaymentMeans/cbc:PaymentID", "CROWD-0001"),
        ("cac:PaymentMeans/cac:PayeeFinancialAccount/cbc:ID", "NL13TEST0123456789"),
        ("cac:AccountingCustomerParty/cac:Party/cac:Contact/cbc:Name", "Fenna de Vries"),
        ("cac:InvoiceLine/cac:Item/cac:SellersItemIdentification/cbc:ID", "LID-SCHOOL"),
        ("cac:InvoiceLine/cac:InvoicePeriod/cbc:EndDate", "2027-07-31"),
        ("cac:TaxTotal/cbc:TaxAmount", "1735.54"),
    ):
        assert texts(root, path) == [said], path


def test_why_there_is_no_vat() -> None:
    root = etree.fromstring(ubl(invoice(mode="exempt")))
    assert texts(root, ".//cbc:TaxExemptionReason") == [EXEMPT]
    assert texts(root, "cac:TaxTotal/cbc:TaxAmount") == ["0.00"]


def test_a_credit_note_names_what_it_corrects() -> None:
    root = etree.fromstring(ubl(credit(invoice())))
    assert root.tag.endswith("}CreditNote")
    path = "cac:BillingReference/cac:InvoiceDocumentReference/cbc:"
    assert texts(root, path + "ID") == ["CROWD-0001"]
    assert texts(root, path + "IssueDate") == ["2026-08-01"]


@pytest.mark.parametrize(
    ("path", "rule"),
    [
        ("cbc:IssueDate", "XSD"),
        ("cac:TaxTotal/cac:TaxSubtotal/cac:TaxCategory/cbc:Percent", "EN16931"),
        ("cac:PaymentMeans", "NL-R-007"),
        ("cac:AccountingCustomerParty/cac:Party/cac:PostalAddress/cbc:StreetName", "NL-R-004"),
        ("cac:AccountingCustomerParty/cac:Party/cbc:EndpointID", "PEPPOL-EN16931-R010"),
        ("cac:AccountingSupplierParty/cac:Party/cac:PartyLegalEntity/cbc:CompanyID", "NL-R-003"),
    ],
)
def test_the_rules_see_what_is_missing(path: str, rule: str) -> None:
    root = etree.fromstring(ubl(invoice()))
    for found in root.findall(path, NS):
        found.getparent().remove(found)
    assert any(problem.startswith(rule) for problem in problems(etree.tostring(root)))


def test_the_rules_see_a_cent_that_is_missing() -> None:
    right = ubl(invoice())
    wrong = right.replace(
        b'InclusiveAmount currencyID="EUR">10000.00', b'InclusiveAmount currencyID="EUR">9999.99'
    )
    assert wrong != right
    assert any("BR-CO-15" in problem for problem in problems(wrong))


def test_lines_that_do_not_add_up_are_refused() -> None:
    with pytest.raises(ValueError, match="do not add up"):
        replace(invoice(), groups=())
