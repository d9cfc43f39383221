"""What can happen, told in one sentence about whoever did it (`who`, `n` people)."""

from collections.abc import Callable

from flask_babel import gettext as _
from flask_babel import ngettext

Sentence = Callable[[str, int], str]

# without anybody who did it, each is one: `n` counts them
COUNTED = {"found"}

EVENTS: dict[str, Sentence] = {
    "joined": lambda who, n: ngettext("%(who)s haakte aan", "%(who)s haakten aan", n, who=who),
    "shared": lambda who, n: ngettext(
        "%(who)s deelde een ervaring", "%(who)s deelden een ervaring", n, who=who
    ),
    "asked": lambda who, n: ngettext(
        "%(who)s vraagt of jij je ervaring wilt delen, als je tijd hebt",
        "%(who)s vragen of jij je ervaring wilt delen, als je tijd hebt", n, who=who,
    ),
    "offered": lambda who, n: ngettext(
        "%(who)s wil met je meedenken", "%(who)s willen met je meedenken", n, who=who
    ),
    "offer-accepted": lambda who, n: ngettext(
        "%(who)s gaat in op je aanbod", "%(who)s gaan in op je aanbod", n, who=who
    ),
    "offer-declined": lambda who, n: ngettext(
        "%(who)s kan je aanbod nu niet gebruiken", "%(who)s kunnen je aanbod nu niet gebruiken",
        n, who=who,
    ),
    "commented": lambda who, n: ngettext(
        "%(who)s denkt mee", "%(who)s denken mee", n, who=who
    ),
    "mentioned": lambda who, n: ngettext(
        "%(who)s noemde je", "%(who)s noemden je", n, who=who
    ),
    "helpful": lambda who, n: ngettext(
        "%(who)s heeft iets aan je ervaring", "%(who)s hebben iets aan je ervaring", n, who=who
    ),
    "tried": lambda who, n: ngettext(
        "%(who)s probeerde je ervaring uit", "%(who)s probeerden je ervaring uit", n, who=who
    ),
    "closed": lambda who, n: _("%(who)s vertelde wat het opleverde", who=who),
    "stopped": lambda who, n: _("%(who)s stopt met deze vraag. Speelt het bij jou nog?", who=who),
    "and-you": lambda who, n: _("Deze vraag is afgerond. En bij jou?"),
    "try-reminder": lambda who, n: _("Je ging iets uitproberen. Hoe ging het?"),
    "ask-outcome": lambda who, n: _("Het is een tijdje stil. Wat heeft het opgeleverd?"),
    "found": lambda who, n: ngettext(
        "Er is %(num)d vraag bij die hierbij past",
        "Er zijn %(num)d vragen bij die hierbij passen", n,
    ),
    "reopened": lambda who, n: _("%(who)s opende de vraag weer", who=who),
}  # fmt: skip


def sentence(event: str, names: list[str], others: int = 0) -> str:
    """ "Fatima en 3 anderen haakten aan"; `others` are people not named."""
    n = max(1, len(names) + others)
    who = names[0] if names else _("Een collega")
    if n == 2 and len(names) == 2:
        who = _("%(one)s en %(two)s", one=names[0], two=names[1])
    elif n > 1:
        who = ngettext("%(name)s en %(num)d ander", "%(name)s en %(num)d anderen", n - 1, name=who)
    return EVENTS[event](who, n)
