"""Filters as they stand in an address, and as a form offers them."""

from werkzeug.datastructures import MultiDict

from crowd.core.i18n import language
from crowd.questions import labels
from crowd.questions.queries.lists import STATUSES, Filters
from crowd.taxonomy import queries as taxonomy


def asked_filters(args: MultiDict[str, str]) -> Filters:
    """The filters in the address; what is no filter of ours is left out."""
    sector, theme, subject, status = (
        args.get(name, "") for name in ("sector", "thema", "vak", "status")
    )
    return Filters(
        sector=sector if taxonomy.sector(sector) else "",
        theme=theme if taxonomy.theme(theme) else "",
        subject=subject if taxonomy.subject(subject) else "",
        status=status if status in STATUSES else "",
    )


def chosen(filters: Filters) -> dict[str, str]:
    """Every name in the address with its value, empty ones too."""
    return {
        "sector": filters.sector,
        "thema": filters.theme,
        "vak": filters.subject,
        "status": filters.status,
    }


def selects(filters: Filters) -> list[tuple[str, str, list[tuple[str, str]], str]]:
    """(name, label, options, chosen) for each filter."""
    lang = language()
    now = chosen(filters)
    options = {
        "sector": [(s.id, s.label(lang)) for s in taxonomy.sectors()],
        "thema": sorted(((t.id, t.label(lang)) for t in taxonomy.themes()), key=lambda o: o[1]),
        "vak": [(s.id, s.label(lang)) for s in taxonomy.subjects()],
        "status": [(s, labels.status(s)) for s in STATUSES],
    }
    names = labels.filters()
    return [(name, names[name], options[name], now[name]) for name in options]
