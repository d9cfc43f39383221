"""The words on screen for what the code calls otherwise."""

from collections.abc import Sequence

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext

from crowd.core.i18n import language
from crowd.questions.models import Experience
from crowd.questions.queries.reading import News
from crowd.taxonomy import queries as taxonomy

CYCLES = {
    "immediate": _l("Het was prettig of inspirerend"),
    "potential": _l("Ik weet of kan nu iets nieuws"),
    "applied": _l("Ik heb het uitgeprobeerd"),
    "realised": _l("Het werkt beter in mijn les of school"),
    "reframing": _l("Ik ben anders gaan kijken"),
}
WAYS = {
    "call": _l("Een keer bellen (15 minuten)"),
    "write": _l("Ik beantwoord vragen hier"),
    "visit": _l("Kom eens kijken in mijn les"),
    "session": _l("Een kleine bijeenkomst voor wie aanhaakte"),
}
SOURCES = {
    "practice": _l("Eigen praktijk"),
    "research": _l("Onderzoek"),
    "pupils": _l("Wat leerlingen zeiden"),
}


def status(name: str) -> str:
    return {
        "open": _("Open"),
        "in-gesprek": _("In gesprek"),
        "uitproberen": _("Wordt uitgeprobeerd"),
        "geoogst": _("Geoogst"),
        "gestopt": _("Gestopt"),
    }[name]


def tab(name: str) -> str:
    return {
        "voor-jou": _("Voor jou"),
        "help": _("Hier kun jij helpen"),
        "nieuw": _("Nieuw"),
        "wacht": _("Wacht op een ervaring"),
        "aangehaakt": _("Aangehaakt"),
        "van-mij": _("Mijn vragen"),
        "bewaard": _("Bewaard"),
    }[name]


def sector(id_: str) -> str:
    found = taxonomy.sector(id_) if id_ else None
    return found.label(language()) if found else ""


def theme(id_: str) -> str:
    found = taxonomy.theme(id_)
    return found.label(language()) if found else id_


def subject(id_: str | None) -> str:
    found = taxonomy.subject(id_) if id_ else None
    return found.label(language()) if found else ""


def level(sector_id: str, id_: str | None) -> str:
    found = taxonomy.level(sector_id, id_) if id_ and sector_id else None
    return found.label(language()) if found else ""


def told_from(experience: Experience) -> str:
    """18 jaar ervaring · uit onderzoek."""
    parts = []
    if experience.years:
        parts.append(ngettext("%(num)d jaar ervaring", "%(num)d jaar ervaring", experience.years))
    if experience.source == "research":
        parts.append(_("uit onderzoek"))
    elif experience.source == "pupils":
        parts.append(_("van leerlingen gehoord"))
    return " · ".join(parts)


def news(found: News) -> str:
    """2 nieuwe ervaringen, 1 nieuwe reactie."""
    parts = []
    if found.outcomes:
        parts.append(_("nieuwe opbrengst"))
    if found.experiences:
        parts.append(
            ngettext("%(num)d nieuwe ervaring", "%(num)d nieuwe ervaringen", found.experiences)
        )
    if found.comments:
        parts.append(ngettext("%(num)d nieuwe reactie", "%(num)d nieuwe reacties", found.comments))
    return ", ".join(parts)


def filters() -> dict[str, str]:
    return {
        "sector": _("Sector"),
        "level": _("Niveau"),
        "theme": _("Onderwerp"),
        "subject": _("Vak"),
        "status": _("Status"),
        "has": _("Wat er al is"),
        "since": _("Gevraagd"),
        "mine": _("Van jou"),
    }


def choices(filter: str) -> list[tuple[str, str]]:
    """(value, label) of a filter that has few."""
    return {
        "status": [
            (s, status(s)) for s in ("open", "in-gesprek", "uitproberen", "geoogst", "gestopt")
        ],
        "has": [("ervaring", _("Met een ervaring")), ("opbrengst", _("Met een opbrengst"))],
        "since": [
            ("week", _("Afgelopen week")),
            ("maand", _("Afgelopen maand")),
            ("schooljaar", _("Dit schooljaar")),
            ("jaar", _("Afgelopen jaar")),
        ],
        "mine": [
            ("gevraagd", _("Ik vroeg het")),
            ("aangehaakt", _("Ik haakte aan")),
            ("gedeeld", _("Ik deelde ervaring")),
            ("bewaard", _("Ik bewaarde het")),
        ],
    }[filter]


def order(name: str) -> str:
    return {"beste": _("Beste"), "nieuwste": _("Nieuwste"), "actief": _("Laatst actief")}[name]


def why(words: Sequence[str], themes: Sequence[str], same_meaning: bool = False) -> str:
    """Why a question is similar, in a sentence."""
    parts = []
    telling = [word for word in words if not word.isdigit()][:4]
    if telling:
        parts.append(_("Ook over: %(words)s", words=", ".join(telling)))
    if themes:
        parts.append(_("Zelfde onderwerp: %(themes)s", themes=", ".join(map(theme, themes[:2]))))
    if same_meaning:
        parts.append(_("Zelfde betekenis"))
    return " · ".join(parts) or _("Lijkt op wat je schrijft")
