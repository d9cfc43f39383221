"""From text to search words: Dutch first, English where a text says it is English."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from threading import local

import Stemmer

# Digits are words of their own, so that "4havo", "groep 5/6" and "havo 4" meet.
WORD = re.compile(r"\d+|[^\W\d_]+")


def _by_form(words: dict[str, str]) -> dict[str, str]:
    return {form: word for word, forms in words.items() for form in forms.split()}


# What Kraaij-Pohlmann leaves apart or cuts too deep, by the stem that it gives; first endings,
# then single words: plurals, strong verbs, and words that school life is full of.
ENDINGS = (
    (re.compile(r"([bdfgklmnprst])\1e$"), r"\1"),  # drukke, zwakke
    (re.compile(r"(?<!kan)toor$"), "tor"),  # mentoren, factoren
    (re.compile(r"iser$"), "iseer"),  # automatiseren
    (re.compile(r"([aeiou]{2}[glr])t$"), r"\1"),  # vraagt, huilt, leert
)
STEMS = _by_form(
    {
        "begin": "begint begon",
        "bespreek": "besprook besprak",
        "boos": "boze",
        "collega": "collegas collegae",
        "corrigeer": "cor corrier",
        "differentieer": "differentier",
        "examen": "exaam",
        "foto": "fotos",
        "help": "hielp holp",
        "jong": "jongen",
        "kind": "kinder",
        "lees": "las",
        "lief": "lieve",
        "methode": "methood",
        "motiveer": "motiver",
        "nakijk": "nakeek",
        "oefen": "oefeen oefent",
        "pest": "pes",
        "probleem": "problem",
        "reken": "rekeen reek rekent",
        "schrijf": "schreef",
        "special": "speciaal",
        "spijbel": "spijbelt",
        "spreek": "sprak",
        "teken": "tekeen teek tekent",
        "thema": "themas",
        "toets": "toet toetst",
    }
)

# words that it joins with others which mean something else: cijfer, zin, spel, afval, lezen, meten
APART = _by_form(
    {
        "afvallen": "afvallen afgevallen",
        "afwijs": "afgewezen",
        "cijferen": "cijferen cijferend gecijferdheid",
        "gezin": "gezin gezinnen",
        "lassen": "lassen gelast",
        "meeting": "meeting meetings",
        "spelling": "spelling spellingen",
        "vervelend": "vervelend vervelende",
    }
)

GRAM = 5
LONGEST = 60  # letters of a word; what follows is no word any more

NUMBERS = {
    "twee": "2",
    "drie": "3",
    "vier": "4",
    "vijf": "5",
    "zes": "6",
    "zeven": "7",
    "acht": "8",
    "negen": "9",
    "tien": "10",
    "elf": "11",
    "twaalf": "12",
}

_stemmers = local()  # a stemmer object is not safe to share between threads


@dataclass(frozen=True, slots=True)
class Word:
    """A word of a text: where it stands, and the terms by which it is found."""

    start: int
    end: int
    plain: str
    terms: tuple[str, ...]
    stop: bool


def normal(text: str) -> str:
    """The form in which positions count: one code point for a letter with its accent."""
    return unicodedata.normalize("NFC", text)


def words(text: str, lang: str = "nl", *, stops: bool = False) -> Iterator[Word]:
    """The words of a normal text; those that say nothing only when asked for."""
    for match in WORD.finditer(text):
        plain = fold(match.group())
        stop = is_stop(plain)
        if stops or not stop:
            yield Word(match.start(), match.end(), plain, _terms(plain, lang), stop)


def fold(word: str) -> str:
    """A word in small letters without accents, as far as it is a word."""
    return _folded(word[:LONGEST])[:LONGEST]


@lru_cache(maxsize=50_000)
def _folded(word: str) -> str:
    decomposed = unicodedata.normalize("NFKD", word.lower())
    return "".join(c for c in decomposed if not unicodedata.combining(c))


def grams(plain: str) -> list[str]:
    """Overlapping pieces of a word, its beginning marked; they meet where stems do not."""
    marked = "^" + plain
    return [marked[at : at + GRAM] for at in range(max(1, len(marked) - GRAM + 1))]


def is_stop(plain: str) -> bool:
    return plain in stopwords() or (len(plain) == 1 and not plain.isdigit())


def stem(plain: str) -> str:
    return _terms(plain, "nl")[0]


@lru_cache(maxsize=50_000)
def _terms(plain: str, lang: str) -> tuple[str, ...]:
    if plain.isdigit():
        return (plain.lstrip("0") or "0",)
    if plain in NUMBERS:
        return (NUMBERS[plain],)
    dutch = APART.get(plain) or _mended(_stemmer("dutch").stemWord(plain))
    if lang != "en":
        return (dutch,)
    # A Dutch query must reach an English text too: both stems stand in the index.
    return tuple(dict.fromkeys((dutch, _stemmer("english").stemWord(plain))))


def _mended(stem: str) -> str:
    for ending, better in ENDINGS:
        stem = ending.sub(better, stem)
    return STEMS.get(stem, stem)


def _stemmer(language: str) -> Stemmer.Stemmer:
    found = getattr(_stemmers, language, None)
    if found is None:
        found = Stemmer.Stemmer(language)
        setattr(_stemmers, language, found)
    return found


@cache
def stopwords() -> frozenset[str]:
    text = (Path(__file__).parent / "stopwords.txt").read_text("utf-8")
    lines = (line for line in text.splitlines() if not line.startswith("#"))
    return frozenset(fold(word) for line in lines for word in line.split())
