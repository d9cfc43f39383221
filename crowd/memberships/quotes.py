"""The quote: its number, its price, and how it looks as a paper."""

from flask import current_app
from flask_babel import gettext as _

from crowd.billing import offers
from crowd.billing.prices import Amount, Price, Vat
from crowd.core import i18n
from crowd.core.clock import local, now
from crowd.core.paper import Paper
from crowd.memberships.models import Quote


def number_of(quote: Quote) -> str:
    return f"{local(quote.created_at):%Y}-{quote.id:04d}"


def link_of(quote: Quote) -> str:
    return f"{current_app.config['BASE_URL']}/scholen/offertes/{quote.token}"


def amount_of(quote: Quote) -> Amount:
    return Amount(quote.net_cents, quote.vat_cents)


def paper_of(quote: Quote) -> Paper:
    """In the language of whoever asked for it."""
    seller = current_app.config["SELLER"]
    amount = amount_of(quote)
    with i18n.language_of(quote.lang):
        return Paper(
            title=_("Offerte %(number)s", number=number_of(quote)),
            lang=quote.lang,
            sender=(
                seller["name"],
                seller["street"],
                f"{seller['postcode']} {seller['city']}",
                _("KvK %(number)s", number=seller["kvk"]),
                _("Btw %(number)s", number=seller["vat_id"]),
                seller["email"],
            ),
            to=[
                line
                for line in (
                    quote.organisation,
                    quote.contact_name,
                    quote.street,
                    f"{quote.postcode} {quote.city}".strip(),
                )
                if line
            ],
            facts=[
                (_("Datum"), i18n.day(quote.created_at)),
                (_("Geldig tot en met"), i18n.day(quote.valid_until)),
                *([(_("BRIN"), quote.brin)] if quote.brin else []),
            ],
            columns=(_("Wat"), _("Aantal"), _("Per stuk"), _("Bedrag")),
            rows=[
                (
                    _("Plek bij The Crowd, 12 maanden"),
                    str(quote.seats),
                    i18n.euros(quote.unit_cents),
                    i18n.euros(quote.unit_cents * quote.seats),
                )
            ],
            totals=_totals(quote, amount),
            notes=(
                _(
                    "De plekken werken meteen na je bestelling. Je betaalt binnen %(n)s dagen.",
                    n=current_app.config["INVOICE_TERM_DAYS"],
                ),
                _("Bestellen kan op %(address)s", address=link_of(quote)),
                _("Elke plek is een heel lidmaatschap. Gaat iemand weg, dan geef je de plek door."),
            ),
            foot=(seller["name"], _("KvK %(number)s", number=seller["kvk"]), seller["email"]),
        )


def _totals(quote: Quote, amount: Amount) -> list[tuple[str, str]]:
    if not quote.vat_percent:
        return [
            (_("Vrijgesteld van btw"), i18n.euros(0)),
            (_("Totaal"), i18n.euros(amount.gross)),
        ]
    return [
        (_("Zonder btw"), i18n.euros(amount.net)),
        (_("Btw %(rate)s", rate=f"{quote.vat_percent}%"), i18n.euros(amount.vat)),
        (_("Totaal met btw"), i18n.euros(amount.gross)),
    ]


def holds(quote: Quote | None, seats: int) -> bool:
    """Whether its price is the price: while it is valid, and for as many."""
    return quote is not None and quote.valid_until >= now() and quote.seats == seats


def price_of(seats: int, quote: Quote | None = None) -> Price:
    """A year of so many seats: as the quote has it, when that holds."""
    if quote is None or not holds(quote, seats):
        return offers.price(seats)
    return Price(seats, quote.unit_cents, quote.vat_percent, amount_of(quote))


def unit_of(price: Price) -> Amount:
    """One seat, with and without VAT."""
    return Vat.of(current_app.config["VAT_MODE"]).split(price.unit)
