"""Languages: Dutch is the source, English the second; and the words for dates and times."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from decimal import Decimal
from pathlib import Path

from babel import Locale
from babel.dates import format_date
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.numbers import format_currency
from flask import Flask, has_request_context, request
from flask_babel import Babel, force_locale, get_locale, ngettext
from flask_babel import gettext as _

from crowd.core import viewer
from crowd.core.clock import local, now

LANGUAGES = {"nl": "Nederlands", "en": "English"}
COOKIE = "lang"


def choose() -> str:
    """The reader's language: chosen on this device, else in the account, else by the browser."""
    if not has_request_context():
        return "nl"
    if (chosen := request.cookies.get(COOKIE)) in LANGUAGES:
        return str(chosen)
    if (own := viewer.current().lang) in LANGUAGES:
        return str(own)
    return request.accept_languages.best_match(LANGUAGES, default="nl") or "nl"


def language() -> str:
    return str(get_locale() or "nl")


@contextmanager
def language_of(lang: str | None) -> Iterator[None]:
    """Write in somebody's language (mails)."""
    with force_locale(lang if lang in LANGUAGES else "nl"):
        yield


def day(moment: datetime | date) -> str:
    """vrijdag 13 november; with the year when it is another one."""
    when = local(moment).date() if isinstance(moment, datetime) else moment
    pattern = "EEEE d MMMM" if when.year == local(now()).year else "EEEE d MMMM yyyy"
    return format_date(when, pattern, locale=language())


def last_day(end: datetime) -> str:
    """Of what ends at this moment: at midnight that is the day before."""
    return day(end - timedelta(microseconds=1))


def clock_time(moment: datetime) -> str:
    here = local(moment)
    return f"{here:%H.%M}" if language() == "nl" else f"{here:%H:%M}"


def moment(value: datetime) -> str:
    """vrijdag 13 november, 15.30 uur."""
    if language() == "nl":
        return f"{day(value)}, {clock_time(value)} uur"
    return f"{day(value)}, {clock_time(value)}"


def iso(value: datetime) -> str:
    """For the datetime of a <time>, which knows no microseconds."""
    return value.isoformat(timespec="seconds")


def ago(value: datetime) -> str:
    """How long ago, in words; older than a month as a date."""
    seconds = max(0, int((now() - value).total_seconds()))
    if seconds < 60:
        return _("zojuist")
    if seconds < 3600:
        n = seconds // 60
        return ngettext("%(num)d minuut geleden", "%(num)d minuten geleden", n)
    days = (local(now()).date() - local(value).date()).days
    if days == 0:
        return ngettext("%(num)d uur geleden", "%(num)d uur geleden", seconds // 3600)
    if days == 1:
        return _("gisteren")
    if days <= 31:
        return ngettext("%(num)d dag geleden", "%(num)d dagen geleden", days)
    return day(value)


def euros(cents: int) -> str:
    """€ 250 or € 250,50 (Dutch), €250 (English); cents only when there are any."""
    pattern = Locale.parse(language()).currency_formats["standard"].pattern
    if cents % 100 == 0:
        pattern = pattern.replace(".00", "")
    amount = Decimal(cents) / 100
    return format_currency(amount, "EUR", pattern, language(), currency_digits=False)


def amount(cents: int) -> str:
    """€ 250,00: with its cents, for where amounts stand in a column or must be exact."""
    return format_currency(Decimal(cents) / 100, "EUR", locale=language())


def short_day(moment: datetime | date) -> str:
    """13 nov 2026."""
    when = local(moment).date() if isinstance(moment, datetime) else moment
    return format_date(when, "d MMM yyyy", locale=language())


def compile_catalogues(folder: Path) -> None:
    """Make the .mo file of every .po file that is newer."""
    for source in folder.glob("*/LC_MESSAGES/messages.po"):
        target = source.with_suffix(".mo")
        if not target.exists() or target.stat().st_mtime < source.stat().st_mtime:
            with source.open("rb") as text:
                catalogue = read_po(text, locale=source.parent.parent.name)
            waiting = target.with_suffix(".part")
            with waiting.open("wb") as binary:
                write_mo(binary, catalogue)
            waiting.replace(target)


def init_app(app: Flask) -> None:
    Babel(app, locale_selector=choose)
    app.jinja_env.filters.update(
        day=day,
        last_day=last_day,
        short_day=short_day,
        moment=moment,
        iso=iso,
        ago=ago,
        euros=euros,
        amount=amount,
        clock_time=clock_time,
    )
