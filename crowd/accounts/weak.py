"""Is a password easy to guess, and why: zxcvbn with Dutch words and the person's own data."""

import re
from collections.abc import Iterable
from functools import cache
from importlib.resources import files
from typing import Any

from flask_babel import gettext as _
from zxcvbn import matching, scoring, time_estimates

from crowd.core.db import between_transactions

MIN_LENGTH = 12
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
    # not zxcvbn(): that keeps the personal words in a global, for other threads to see
    dictionaries = {
        **matching.RANKED_DICTIONARIES,
        "dutch": _dutch(),
        "personal": _ranked(_parts(personal)),
    }
    found = scoring.most_guessable_match_sequence(
        password, matching.omnimatch(password, dictionaries)
    )
    if time_estimates.guesses_to_score(found["guesses"]) >= ENOUGH:
        return None
    hint = _("Een zin of vier losse woorden is sterker, en makkelijk te onthouden.")
    return f"{_reason(found['sequence'])} {hint}"


def _reason(sequence: list[dict[str, Any]]) -> str:
    """What the longest guessable piece of the password is."""
    known = [match for match in sequence if match["pattern"] != "bruteforce"]
    match = max(known, key=lambda match: len(match["token"]), default={"pattern": ""})
    personal = any(match.get("dictionary_name") == "personal" for match in known)
    if personal:
        return _("Je naam, je e-mailadres of The Crowd zit erin. Dat raadt iemand als eerste.")
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
