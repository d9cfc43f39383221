"""Is a password easy to guess, and why: zxcvbn with Dutch words and the person's own data."""

import re
from collections.abc import Iterable
from functools import cache
from importlib.resources import files
from typing import Any

from flask_babel import gettext as _

from crowd.core.db import between_transactions

MIN_LENGTH = 12
MIN_REST = 8  # of a password that holds a name
ENOUGH = 3  # of zxcvbn's 0 to 4: a hundred million guesses
_READ = 72  # zxcvbn is made for no more
_L33T = frozenset("4@8({[<369!1|05$+7%2")
_MOST_L33T = 14  # trying every reading of more of them takes seconds


def weakness(password: str, personal: Iterable[str]) -> str | None:
    """Why this password will not do, with a hint; None when it will."""
    if len(password) < MIN_LENGTH:
        return _("Je wachtwoord is te kort. Gebruik minstens %(n)s tekens.", n=MIN_LENGTH)
    password = password[:_READ]
    if len(_L33T & set(password)) > _MOST_L33T:
        return None
    between_transactions()
    known = _parts(personal)
    found = _guessed(password, known)
    if found["score"] >= ENOUGH:
        rest = _without(password, known)
        if rest == password or _strong_alone(rest):
            return None
        reason = _personal()
    else:
        reason = _reason(found["sequence"])
    hint = _("Een zin of vier losse woorden is sterker, en makkelijk te onthouden.")
    return f"{reason} {hint}"


def _guessed(password: str, personal: list[str]) -> dict[str, Any]:
    """How zxcvbn would guess it; not by zxcvbn(): that keeps the personal words in a global, for
    other threads to see. Its lists are 12 MB, which a process that judges none does without."""
    from zxcvbn import matching, scoring, time_estimates

    dictionaries = {
        **matching.RANKED_DICTIONARIES,
        "dutch": _dutch(),
        "personal": _ranked(personal),
    }
    found: dict[str, Any] = scoring.most_guessable_match_sequence(
        password, matching.omnimatch(password, dictionaries)
    )
    return {**found, "score": time_estimates.guesses_to_score(found["guesses"])}


def _without(password: str, personal: list[str]) -> str:
    """What is left for who knows the person: of "Jan.Jansen2026!" that is ".2026!"."""
    for word in sorted({word for word in personal if len(word) > 2}, key=len, reverse=True):
        password = re.sub(re.escape(word), "", password, flags=re.IGNORECASE)
    return password


def _strong_alone(rest: str) -> bool:
    return len(rest) >= MIN_REST and bool(_guessed(rest, [])["score"] >= ENOUGH)


def _personal() -> str:
    return _("Je naam, je e-mailadres of The Crowd zit erin. Dat raadt iemand als eerste.")


def _reason(sequence: list[dict[str, Any]]) -> str:
    """What the longest guessable piece of the password is."""
    known = [match for match in sequence if match["pattern"] != "bruteforce"]
    match = max(known, key=lambda match: len(match["token"]), default={"pattern": ""})
    personal = any(match.get("dictionary_name") == "personal" for match in known)
    if personal:
        return _personal()
    reasons = {
        "dictionary": _("Dit is een woord dat veel mensen kiezen, ook met cijfers erachter."),
        "spatial": _("Toetsen die naast elkaar liggen, zijn makkelijk te raden."),
        "repeat": _("Steeds dezelfde tekens herhalen is makkelijk te raden."),
        "sequence": _("Een rijtje zoals abc of 123 is makkelijk te raden."),
        "date": _("Een datum is makkelijk te raden."),
        "regex": _("Een jaartal is makkelijk te raden."),
    }
    return reasons.get(match["pattern"], _("Dit wachtwoord is makkelijk te raden."))


def _parts(personal: Iterable[str]) -> list[str]:
    """Whole and in pieces: "Eva de Wit" is also eva, wit and evadewit."""
    words = ["thecrowd", "crowd"]
    for value in personal:
        pieces = re.findall(r"\w+", value.lower())
        words += [value.lower(), "".join(pieces), *(piece for piece in pieces if len(piece) > 2)]
    return words


@cache
def _dutch() -> dict[str, int]:
    text = files(__package__).joinpath("common_words.txt").read_text(encoding="utf-8")
    return _ranked(text.split())


def _ranked(words: list[str]) -> dict[str, int]:
    return {word: rank for rank, word in enumerate(dict.fromkeys(words), 1)}
