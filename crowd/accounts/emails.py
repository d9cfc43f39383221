"""The mails about an account, each in its receiver's language."""

from flask_babel import gettext as _

from crowd.accounts import links
from crowd.accounts.models import EmailChange, Person
from crowd.core.i18n import language_of
from crowd.core.mail import Mail


def confirm(person: Person) -> Mail:
    with language_of(person.lang):
        return Mail(
            person.email,
            _("Bevestig je e-mailadres"),
            _letter(
                _hello(person),
                _("open deze pagina en bevestig je e-mailadres, dan kun je beginnen:"),
                links.confirm(person),
                _("De link werkt 24 uur."),
                _("Heb jij geen account gemaakt? Dan hoef je niets te doen."),
            ),
        )


def already_here(person: Person) -> Mail:
    with language_of(person.lang):
        return Mail(
            person.email,
            _("Je hebt al een account"),
            _letter(
                _hello(person),
                _("iemand wilde een account maken met dit e-mailadres. Dat heb je al."),
                _("Was jij het? Log dan in:"),
                f"{links.site()}/inloggen",
                _("Je wachtwoord vergeten? Kies een nieuw:"),
                f"{links.site()}/wachtwoord-vergeten",
                _("Was jij het niet? Dan hoef je niets te doen. Je account is veilig."),
            ),
        )


def reset(person: Person) -> Mail:
    with language_of(person.lang):
        return Mail(
            person.email,
            _("Kies een nieuw wachtwoord"),
            _letter(
                _hello(person),
                _("op deze pagina kies je een nieuw wachtwoord:"),
                links.reset(person),
                _("De link werkt één uur, en één keer."),
                _("Vroeg je dit niet aan? Dan hoef je niets te doen. Er verandert niets."),
            ),
        )


def password_changed(person: Person) -> Mail:
    with language_of(person.lang):
        return Mail(
            person.email,
            _("Je wachtwoord is aangepast"),
            _letter(
                _hello(person),
                _("je hebt nu een nieuw wachtwoord. Op andere apparaten ben je uitgelogd."),
                _("Was jij het niet? Kies dan meteen een nieuw wachtwoord:"),
                f"{links.site()}/wachtwoord-vergeten",
            ),
        )


def change_to_old(person: Person, change: EmailChange) -> Mail:
    with language_of(person.lang):
        return Mail(
            person.email,
            _("Wil je je e-mailadres aanpassen?"),
            _letter(
                _hello(person),
                _("je vroeg om %(email)s als nieuw e-mailadres.", email=change.new_email),
                _("Klopt dat? Zeg ja op deze pagina, en ook in de mail op je nieuwe adres:"),
                links.change(change, "old"),
                _("De link werkt 24 uur."),
                _("Was jij het niet? Houd het hier tegen, en kies een nieuw wachtwoord:"),
                links.change(change, "stop"),
            ),
        )


def change_to_new(person: Person, change: EmailChange) -> Mail:
    with language_of(person.lang):
        return Mail(
            change.new_email,
            _("Bevestig je nieuwe e-mailadres"),
            _letter(
                _hello(person),
                _("is dit je nieuwe e-mailadres voor The Crowd? Zeg ja op deze pagina:"),
                links.change(change, "new"),
                _("De link werkt 24 uur."),
                _("Weet je van niets? Dan hoef je niets te doen."),
            ),
        )


def address_changed(person: Person, old_email: str) -> Mail:
    with language_of(person.lang):
        return Mail(
            old_email,
            _("Je e-mailadres is aangepast"),
            _letter(
                _hello(person),
                _("je gebruikt voor The Crowd nu %(email)s.", email=person.email),
                _("Op dit oude adres krijg je geen mail meer van ons."),
            ),
        )


def _hello(person: Person) -> str:
    return _("Hoi %(first_name)s,", first_name=person.first_name)


def _letter(*paragraphs: str) -> str:
    return "\n\n".join((*paragraphs, _("Groet,\nThe Crowd"))) + "\n"
