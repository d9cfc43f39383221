"""Filters as they stand in an address, as a form offers them, and as links with counts."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from werkzeug.datastructures import MultiDict

from crowd.core.i18n import language
from crowd.questions import labels
from crowd.questions.queries.filtering import HAS, MINE, SINCE, STATUSES, Filters
from crowd.taxonomy import queries as taxonomy

# in the address they are Dutch, like every address
NAMES = {
    "sector": "sector",
    "level": "niveau",
    "theme": "thema",
    "subject": "vak",
    "status": "status",
    "has": "met",
    "since": "sinds",
    "mine": "van",
}
BY_COUNT = {"theme", "subject"}  # long lists: what there is most of comes first
SHORT = 6  # options of a facet that show at once

Options = list[tuple[str, str]]


@dataclass(frozen=True)
class Option:
    """One choice: how many are left with it, and the filters that stand then."""

    label: str
    count: int
    filters: Filters
    chosen: bool


@dataclass(frozen=True)
class Facet:
    name: str
    label: str
    options: list[Option]
    more: list[Option]


def asked_filters(args: MultiDict[str, str]) -> Filters:
    """The filters in the address; what is no filter of ours is left out."""
    asked = {name: args.get(named, "") for name, named in NAMES.items()}
    known = Filters(
        sector=asked["sector"] if taxonomy.sector(asked["sector"]) else "",
        theme=asked["theme"] if taxonomy.theme(asked["theme"]) else "",
        subject=asked["subject"] if taxonomy.subject(asked["subject"]) else "",
        status=_one_of(STATUSES, asked["status"]),
        has=_one_of(HAS, asked["has"]),
        since=_one_of(SINCE, asked["since"]),
        mine=_one_of(MINE, asked["mine"]),
    )
    there = known.sector and taxonomy.level(known.sector, asked["level"])
    return replace(known, level=asked["level"]) if there else known


def _one_of(options: tuple[str, ...], asked: str) -> str:
    return asked if asked in options else ""


def chosen(filters: Filters) -> dict[str, str]:
    """What is chosen, by its name in the address."""
    return {named: value for name, named in NAMES.items() if (value := getattr(filters, name))}


def with_(filters: Filters, name: str, value: str) -> Filters:
    """The filters with another value of one; a level goes with its sector."""
    changes: dict[str, Any] = {name: value, **({"level": ""} if name == "sector" else {})}
    return replace(filters, **changes)


def selects(filters: Filters) -> list[tuple[str, str, Options, str]]:
    """(name, label, options, chosen) for each filter of a list; tabs say what is one's own."""
    names = labels.filters()
    return [
        (named, names[name], _options(name, filters), getattr(filters, name))
        for name, named in NAMES.items()
        if name != "mine" and (name != "level" or filters.sector)
    ]


def chips(filters: Filters) -> list[tuple[str, Filters]]:
    """What is chosen, in words, each with the filters that stand without it."""
    return [
        (label, with_(filters, name, ""))
        for name in NAMES
        for value, label in _options(name, filters)
        if value == getattr(filters, name)
    ]


def facets(filters: Filters, counts: Mapping[str, Counter[str]], total: int) -> list[Facet]:
    """What is left to choose from; what would change nothing is no choice."""
    names = labels.filters()
    found = []
    for name in NAMES:
        if name == "level" and not filters.sector:
            continue
        now = getattr(filters, name)
        options = [
            Option(label, n, with_(filters, name, "" if value == now else value), value == now)
            for value, label in _options(name, filters)
            if (n := counts[name][value]) or value == now
        ]
        if name in BY_COUNT:
            options.sort(key=lambda option: (not option.chosen, -option.count))
        if any(option.chosen or option.count < total for option in options):
            found.append(Facet(NAMES[name], names[name], options[:SHORT], options[SHORT:]))
    return found


def _options(name: str, filters: Filters) -> Options:
    """(value, label) of one filter, in their own order."""
    lang = language()
    if name == "sector":
        return [(s.id, s.label(lang)) for s in taxonomy.sectors()]
    if name == "level":
        return [(v.id, v.label(lang)) for v in taxonomy.levels(filters.sector)]
    if name == "theme":
        return sorted(((t.id, t.label(lang)) for t in taxonomy.themes()), key=lambda o: o[1])
    if name == "subject":
        return [(s.id, s.label(lang)) for s in taxonomy.subjects()]
    return labels.choices(name)
