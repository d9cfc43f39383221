"""The mails about seats, each in its receiver's language."""

from flask import current_app
from flask_babel import gettext as _
from flask_babel import ngettext

from crowd.accounts.models import Person
from crowd.core.clock import now
from crowd.core.i18n import day, language_of
from crowd.core.mail import Mail
from crowd.memberships import links, rules
from crowd.memberships.models import MailDomain, Seat


def site() -> str:
    return str(current_app.config["BASE_URL"])


def invitation_link(seat: Seat) -> str:
    return f"{site()}/plek/{seat.token}"


def invite(seat: Seat, school: str, lang: str | None) -> Mail:
    with language_of(lang):
        return Mail(
            seat.email,
            _("%(school)s geeft je een plek bij The Crowd", school=school),
            _letter(
                _hello(seat.name),
                _("The Crowd is een plek waar leraren elkaar helpen met vragen uit de praktijk."),
                _("Je school betaalt, jij bepaalt wat je doet."),
                _("Niemand op school ziet wat je vraagt of leest."),
                _("Neem je plek hier:"),
                invitation_link(seat),
                _("Dat kan tot en met %(date)s.", date=day(rules.expires_at(seat.invited_at))),
                _("Geen zin? Dan hoef je niets te doen."),
            ),
        )


def remind(seat: Seat, school: str, lang: str | None) -> Mail:
    days = max(1, (rules.expires_at(seat.invited_at) - now()).days)
    with language_of(lang):
        return Mail(
            seat.email,
            _("Je plek staat nog klaar"),
            _letter(
                _hello(seat.name),
                _("%(school)s houdt een plek bij The Crowd voor je vrij.", school=school),
                ngettext(
                    "Nog %(num)d dag. Geen zin? Dan hoef je niets te doen.",
                    "Nog %(num)d dagen. Geen zin? Dan hoef je niets te doen.",
                    days,
                ),
                _("Neem je plek hier:"),
                invitation_link(seat),
            ),
        )


def released(person: Person, school: str) -> Mail:
    with language_of(person.lang):
        return Mail(
            person.email,
            _("Je plek via %(school)s is gestopt", school=school),
            _letter(
                _hello(person.first_name),
                _("%(school)s heeft je plek vrijgemaakt voor iemand anders.", school=school),
                _("Je houdt je account. Wat je schreef blijft van jou: lezen kan altijd."),
                _("Wil je zelf lid blijven? Dat kan hier:"),
                f"{site()}/lid-worden",
            ),
        )


def manage(membership_id: int, email: str, name: str, school: str, lang: str | None) -> Mail:
    with language_of(lang):
        return Mail(
            email,
            _("Beheer je de plekken van %(school)s mee?", school=school),
            _letter(
                _hello(name),
                _(
                    "iemand van %(school)s vraagt je om de plekken bij The Crowd mee te beheren.",
                    school=school,
                ),
                _("Je nodigt dan collega's uit en maakt plekken vrij."),
                _("Je hebt er zelf geen plek voor nodig."),
                _("Zeg ja op deze pagina:"),
                links.manage(membership_id, email),
                _("De link werkt 14 dagen. Weet je van niets? Dan hoef je niets te doen."),
            ),
        )


def verify_domain(domain: MailDomain, address: str, school: str, lang: str | None) -> Mail:
    with language_of(lang):
        return Mail(
            address,
            _("Klopt het maildomein van %(school)s?", school=school),
            _letter(
                _hello(""),
                _(
                    "iemand wil dat collega's met een adres bij %(domain)s zelf een plek nemen.",
                    domain=domain.domain,
                ),
                _("Klopt dat? Zeg ja op deze pagina:"),
                links.domain(domain.id),
                _("De link werkt 24 uur. Weet je van niets? Dan hoef je niets te doen."),
            ),
        )


def _hello(name: str) -> str:
    first = name.split()[0] if name.split() else ""
    return _("Hoi %(first_name)s,", first_name=first) if first else _("Hoi,")


def _letter(*paragraphs: str) -> str:
    return "\n\n".join((*paragraphs, _("Groet,\nThe Crowd"))) + "\n"
