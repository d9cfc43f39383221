"""The treasurer's lists as spreadsheets, with the filters of the page."""

from functools import partial

from flask import request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from crowd.admin.blueprint import bp
from crowd.admin.filters import InvoiceFilter, MembershipFilter
from crowd.admin.queries.invoices import invoices
from crowd.admin.queries.memberships import memberships
from crowd.core.paging import every
from crowd.core.sheet import euros, sheet
from crowd.core.web import door


@bp.get("/facturen.csv")
@door("admin")
def invoices_sheet() -> ResponseReturnValue:
    head = (
        _("Nummer"),
        _("Datum"),
        _("Betalen voor of op"),
        _("Betaler"),
        _("Bestelnummer"),
        _("Kostenplaats"),
        _("Stand"),
        _("Zonder btw"),
        _("Btw"),
        _("Totaal"),
        _("Gecrediteerd"),
        _("Betaald"),
        _("Terugbetaald"),
        _("Nog open"),
    )
    rows = (
        (
            row.invoice.number,
            row.invoice.finalized_at,
            row.invoice.due_at,
            row.payer,
            row.invoice.po_number,
            row.membership.cost_centre,
            row.state,
            euros(row.invoice.total_cents - row.invoice.tax_cents),
            euros(row.invoice.tax_cents),
            euros(row.invoice.total_cents),
            euros(row.invoice.credited_cents),
            euros(row.invoice.paid_cents),
            euros(row.invoice.refunded_cents),
            euros(row.invoice.remaining_cents),
        )
        for row in every(partial(invoices, InvoiceFilter.of(request.args)))
    )
    return sheet(_("facturen"), head, rows)


@bp.get("/lidmaatschappen.csv")
@door("admin")
def memberships_sheet() -> ResponseReturnValue:
    head = (
        _("Nummer"),
        _("Soort"),
        _("Betaler"),
        _("E-mailadres"),
        _("BRIN"),
        _("Plekken"),
        _("In gebruik"),
        _("Van"),
        _("Tot"),
        _("Toegang tot"),
        _("Bestelnummer"),
    )
    rows = (
        (
            row.membership.id,
            row.membership.kind,
            row.payer,
            row.membership.invoice_email or row.membership.contact_email,
            row.membership.brin,
            row.membership.seats_paid if row.membership.kind == "school" else None,
            row.seats_used if row.membership.kind == "school" else None,
            row.membership.period_start,
            row.membership.period_end,
            row.membership.access_until,
            row.membership.po_number,
        )
        for row in every(partial(memberships, MembershipFilter.of(request.args)))
    )
    return sheet(_("lidmaatschappen"), head, rows)
