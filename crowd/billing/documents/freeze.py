"""What an invoice or a credit note is to say, from the mirror of Stripe, to the cent.

Stripe's totals are the law. Its lines are before discounts and rounded one by one: what they
differ from the totals becomes a discount, or a cent on the largest line.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

from crowd.accounts.models import Person
from crowd.billing.documents.content import Content, Group, Party, Row
from crowd.billing.models import CreditNote, Invoice, Membership
from crowd.billing.prices import half_up
from crowd.core.clock import local

ARTICLES = {"teacher": "LID-LERAAR", "school": "LID-SCHOOL"}


def of_invoice(
    invoice: Invoice, membership: Membership, owner: Person | None, seller: Mapping[str, str]
) -> Content:
    lines: list[dict[str, Any]] = json.loads(invoice.lines)
    groups = _groups(invoice, json.loads(invoice.taxes))
    rows = [row for group in groups for row in _rows(group, lines, ARTICLES[membership.kind])]
    return Content(
        kind="invoice",
        number=invoice.number or "",
        issued=_day(invoice.finalized_at or invoice.created_at),
        due=_day(invoice.due_at) if invoice.due_at else None,
        lang=(owner.lang if owner else None) or "nl",
        seller=_seller(seller),
        buyer=_buyer(membership, owner),
        iban=seller["iban"],
        rows=tuple(rows),
        groups=tuple(groups),
        paid=max(0, invoice.total_cents - invoice.remaining_cents),
        automatic=invoice.collection == "auto",
        po_number=invoice.po_number,
        cost_centre=membership.cost_centre,
        reference=membership.brin,
        start=min((row.start for row in rows if row.start), default=None),
        end=max((row.end for row in rows if row.end), default=None),
    )


def of_credit(note: CreditNote, corrected: Content) -> Content:
    """All of an invoice with all of its lines; a part of it as one line for each rate."""
    whole = note.total_cents == corrected.gross and note.tax_cents == corrected.vat
    groups = corrected.groups if whole else tuple(_parts(note, corrected.groups))
    words = "Correctie van factuur" if corrected.lang == "nl" else "Correction of invoice"
    rows = (
        corrected.rows
        if whole
        else tuple(
            Row(f"{words} {corrected.number}", 1, group.net, group.percent) for group in groups
        )
    )
    return replace(
        corrected,
        kind="credit",
        number=note.number,
        issued=_day(note.created_at),
        due=None,
        paid=0,
        rows=rows,
        groups=groups,
        invoice_number=corrected.number,
        invoice_issued=corrected.issued,
    )


def _groups(invoice: Invoice, taxes: list[dict[str, Any]]) -> list[Group]:
    """By rate; together they are Stripe's totals, whatever was rounded where."""
    net = invoice.total_cents - invoice.tax_cents
    found: dict[int, tuple[int, int]] = {}
    for tax in taxes:
        percent = round(tax["percent"])
        known = found.get(percent, (0, 0))
        found[percent] = (known[0] + tax["taxable_cents"], known[1] + tax["amount_cents"])
    groups = [Group(percent, *amounts) for percent, amounts in sorted(found.items(), reverse=True)]
    if not groups:
        return [Group(0, net, 0)]
    rest = net - sum(group.net for group in groups)
    return [replace(groups[0], net=groups[0].net + rest), *groups[1:]]


def _rows(group: Group, lines: Iterable[dict[str, Any]], article: str) -> list[Row]:
    rows = [
        Row(
            text=line["text"],
            quantity=max(1, line["quantity"]),
            net=line["net_cents"],
            percent=group.percent,
            article=article,
            start=_day(datetime.fromtimestamp(line["start"], UTC)) if line["start"] else None,
            end=_day(datetime.fromtimestamp(line["end"], UTC)) if line["end"] else None,
        )
        for line in lines
        if round(line["percent"]) == group.percent
    ]
    if not rows:
        return [Row("The Crowd", 1, group.net, group.percent, article=article)]
    largest = max(range(len(rows)), key=lambda n: rows[n].net)
    off = sum(row.net for row in rows) - group.net
    discount = off if off > len(rows) else 0
    rows[largest] = replace(rows[largest], net=rows[largest].net - off, discount=discount)
    return rows


def _parts(note: CreditNote, groups: tuple[Group, ...]) -> list[Group]:
    """Each rate its share of what was given back; the last one what is left."""
    net, vat = note.total_cents - note.tax_cents, note.tax_cents
    parts: list[Group] = []
    whole = sum(group.net for group in groups) or 1
    taxes = sum(group.vat for group in groups) or 1
    for group in groups[:-1]:
        parts.append(
            Group(
                group.percent,
                half_up(group.net * (note.total_cents - note.tax_cents), whole),
                half_up(group.vat * note.tax_cents, taxes),
            )
        )
    rest = Group(
        groups[-1].percent,
        net - sum(part.net for part in parts),
        vat - sum(part.vat for part in parts),
    )
    return [*parts, rest]


def _seller(seller: Mapping[str, str]) -> Party:
    return Party(**{name: seller[name] for name in seller if name != "iban"})


def _buyer(membership: Membership, owner: Person | None) -> Party:
    name = membership.organisation or membership.contact_name or (owner.name if owner else "")
    email = membership.invoice_email or membership.contact_email or (owner.email if owner else "")
    return Party(
        name=name or email,
        street=membership.street,
        postcode=membership.postcode,
        city=membership.city,
        kvk=membership.kvk,
        oin=membership.oin,
        vat_id=membership.vat_id,
        email=email,
        contact=membership.contact_name if membership.organisation else "",
    )


def _day(moment: datetime) -> date:
    return local(moment).date()
