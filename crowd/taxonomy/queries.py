"""The words that a question is sorted by. Read once from taxonomy.json; ids are what we store."""

import json
import unicodedata
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, TypeVar


@dataclass(frozen=True, slots=True)
class Term:
    """What has an id and a name in both languages."""

    id: str
    nl: str
    en: str

    def label(self, lang: str = "nl") -> str:
        return self.nl if lang == "nl" else self.en


@dataclass(frozen=True, slots=True)
class Theme(Term):
    slug: str
    synonyms: tuple[str, ...]
    domain: str


@dataclass(frozen=True, slots=True)
class Domain(Term):
    themes: tuple[Theme, ...]


@dataclass(frozen=True, slots=True)
class Sector(Term):
    hint: str


@dataclass(frozen=True, slots=True)
class Level(Term):
    """An id is unique within its sector: both hbo and wo have a master."""

    sector: str


@dataclass(frozen=True, slots=True)
class JobRole(Term):
    sectors: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Subject(Term):
    sectors: tuple[str, ...]


# taxonomy.json has the levels in Dutch only; what is not here has one name in both languages.
_LEVELS_EN = {
    "onderbouw": "lower years",
    "middenbouw": "middle years",
    "bovenbouw": "upper years",
    "vervolgonderwijs": "further education",
    "arbeidsmarkt": "work",
    "dagbesteding": "day activities",
    "praktijkonderwijs": "practical training",
    "vmbo-basis": "vmbo basic",
    "vmbo-kader": "vmbo middle management",
    "vmbo-gl": "vmbo combined",
    "vmbo-tl/mavo": "vmbo theoretical (mavo)",
    "entree (niveau 1)": "entry (level 1)",
    "propedeuse": "first year",
    "hoofdfase": "main phase",
    "lerarenopleiding": "teacher education",
}

_PUPIL = {"po": ("kind", "child")} | dict.fromkeys(("mbo", "hbo", "wo"), ("student", "student"))
_TEACHER = {
    **dict.fromkeys(("po", "so"), ("leerkracht", "teacher")),
    **dict.fromkeys(("vso", "vo", "mbo"), ("docent", "teacher")),
    **dict.fromkeys(("hbo", "wo"), ("docent", "lecturer")),
}


@cache
def _data() -> dict[str, Any]:
    text = files(__package__).joinpath("taxonomy.json").read_text(encoding="utf-8")
    data: dict[str, Any] = json.loads(text)
    return data


@cache
def domains() -> tuple[Domain, ...]:
    return tuple(
        Domain(d["id"], d["nl"], d["en"], tuple(_theme(t, d["id"]) for t in d["themes"]))
        for d in sorted(_data()["domains"], key=lambda d: int(d["order"]))
    )


def _theme(row: dict[str, Any], domain: str) -> Theme:
    return Theme(row["id"], row["nl"], row["en"], row["slug"], tuple(row["synonyms"]), domain)


@cache
def themes() -> tuple[Theme, ...]:
    return tuple(theme for domain in domains() for theme in domain.themes)


@cache
def sectors() -> tuple[Sector, ...]:
    return tuple(Sector(s["id"], s["nl"], s["en"], s["hint_nl"]) for s in _data()["sectors"])


@cache
def levels(sector: str) -> tuple[Level, ...]:
    """Of one sector, from low to high; nothing for a sector that is not there."""
    return tuple(
        Level(_slug(name), name, _level_en(name), sector)
        for name in _data()["levels"].get(sector, ())
    )


def _level_en(name: str) -> str:
    return _LEVELS_EN.get(name, name.replace("groep ", "group ").replace("niveau ", "level "))


def _slug(name: str) -> str:
    return "-".join(name.replace("/", " ").replace("(", "").replace(")", "").split())


@cache
def subjects(sector: str | None = None) -> tuple[Subject, ...]:
    rows = (Subject(s["id"], s["nl"], s["en"], tuple(s["sectors"])) for s in _data()["subjects"])
    return tuple(row for row in rows if sector is None or sector in row.sectors)


@cache
def job_roles(sector: str | None = None) -> tuple[JobRole, ...]:
    rows = (JobRole(r["id"], r["nl"], r["en"], tuple(r["sectors"])) for r in _data()["roles"])
    return tuple(row for row in rows if sector is None or sector in row.sectors)


_T = TypeVar("_T", bound=Term)


def _find(terms: tuple[_T, ...], id: str | None) -> _T | None:
    return next((term for term in terms if term.id == id), None)


def domain(id: str | None) -> Domain | None:
    return _find(domains(), id)


def theme(id: str | None) -> Theme | None:
    return _find(themes(), id)


def theme_of_slug(slug: str) -> Theme | None:
    return next((theme for theme in themes() if theme.slug == slug), None)


def sector(id: str | None) -> Sector | None:
    return _find(sectors(), id)


def level(sector: str, id: str | None) -> Level | None:
    return _find(levels(sector), id)


def subject(id: str | None) -> Subject | None:
    return _find(subjects(), id)


def job_role(id: str | None) -> JobRole | None:
    return _find(job_roles(), id)


def pupil_word(sector: str | None, lang: str = "nl") -> str:
    """What someone from this sector calls the people they teach: kind, leerling or student."""
    return _PUPIL.get(sector or "", ("leerling", "pupil"))[lang != "nl"]


def teacher_word(sector: str | None, lang: str = "nl") -> str:
    return _TEACHER.get(sector or "", ("leraar", "teacher"))[lang != "nl"]


def find_themes(text: str, limit: int = 8) -> tuple[Theme, ...]:
    """Themes in which every typed word occurs; words that begin a label come first."""
    words = _fold(text).split()
    if not words:
        return ()
    found = []
    for order, theme in enumerate(themes()):
        ranks = [_rank(word, theme.id) for word in words]
        if all(rank is not None for rank in ranks):
            found.append((sum(rank or 0 for rank in ranks), order, theme))
    return tuple(theme for _, _, theme in sorted(found)[:limit])


def _rank(word: str, theme_id: str) -> int | None:
    """0 is best: where in the theme's names the word stands; None if nowhere."""
    labels, synonyms = _names()[theme_id]
    tests = (
        any(name.startswith(word) for name in labels),
        any(f" {word}" in name for name in labels),
        any(f" {word}" in f" {name}" for name in synonyms),
        any(word in name for name in labels + synonyms),
    )
    return next((rank for rank, hit in enumerate(tests) if hit), None)


@cache
def _names() -> dict[str, tuple[tuple[str, ...], tuple[str, ...]]]:
    return {
        theme.id: (
            (_fold(theme.nl), _fold(theme.en)),
            tuple(_fold(synonym) for synonym in theme.synonyms),
        )
        for theme in themes()
    }


def _fold(text: str) -> str:
    """Lower case without accents, so that "coordinatie" finds "coördinatie"."""
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    return "".join(char for char in decomposed if not unicodedata.combining(char))
