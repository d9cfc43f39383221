"""The mails that carry a document, and those that ask whether it was forgotten."""

from dataclasses import replace

from flask import current_app
from flask_babel import gettext as _

from crowd.billing.documents import paper
from crowd.billing.documents.content import Content
from crowd.billing.documents.ubl import ubl
from crowd.core.i18n import amount, day, language_of
from crowd.core.mail import Attachment, Mail


def document(content: Content, to: str) -> Mail:
    """The invoice or credit note itself, as PDF and for software."""
    with language_of(content.lang):
        e_invoice = content.can_be_ubl
        return Mail(
            to,
            _("%(title)s van %(seller)s", title=paper.title(content), seller=content.seller.name),
            _letter(
                _("Beste %(name)s,", name=content.buyer.contact or content.buyer.name),
                _("%(title)s zit erbij als pdf en als e-factuur (UBL).", title=paper.title(content))
                if e_invoice
                else _("%(title)s zit erbij als pdf.", title=paper.title(content)),
                *_what_to_pay(content),
                _("Vragen over de factuur? Antwoord dan op %(email)s.", email=content.seller.email),
                content.seller.name,
            ),
            attachments(content),
        )


def reminder(content: Content, to: str, left: int) -> Mail:
    """Friendly: seats go on, and payments cross. `left` is what is still to be paid."""
    with language_of(content.lang):
        return Mail(
            to,
            _("Herinnering: factuur %(number)s", number=content.number),
            _letter(
                _("Beste %(name)s,", name=content.buyer.contact or content.buyer.name),
                _(
                    "De factuur van %(date)s staat nog open. "
                    "Al betaald? Dan kruist dit bericht de betaling.",
                    date=day(content.issued),
                ),
                *_what_to_pay(replace(content, paid=content.gross - left)),
                _("De factuur zit er nog een keer bij."),
                _("Klopt er iets niet? Laat het weten: %(email)s.", email=content.seller.email),
                content.seller.name,
            ),
            attachments(content),
        )


def attachments(content: Content) -> list[Attachment]:
    name = file_name(content)
    files = [Attachment(f"{name}.pdf", "application/pdf", paper.pdf(content))]
    if content.can_be_ubl:
        files.append(Attachment(f"{name}.xml", "application/xml", ubl(content)))
    return files


def file_name(content: Content) -> str:
    kind = "creditfactuur" if content.kind == "credit" else "factuur"
    number = "".join(sign if sign.isalnum() or sign in "-_" else "-" for sign in content.number)
    return f"{kind}-{number}"


def _what_to_pay(content: Content) -> list[str]:
    if content.kind == "credit" or content.automatic or content.payable <= 0:
        return []
    said = [
        _("Te betalen: %(amount)s", amount=amount(content.payable)),
        _("IBAN: %(iban)s", iban=paper.seller_iban(content)),
        _("Omschrijving: %(number)s", number=content.number),
    ]
    if content.due:
        said.append(_("Voor of op: %(date)s", date=day(content.due)))
    if content.po_number:
        said.append(_("Jullie bestelnummer: %(number)s", number=content.po_number))
    return ["\n".join(said)]


def _letter(*paragraphs: str) -> str:
    site = current_app.config["BASE_URL"]
    return "\n\n".join([*paragraphs, site]) + "\n"
