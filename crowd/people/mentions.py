"""Who is named in a text, as `@[Bob Bakker](12)`, and what, as `#[Orde en rust](orde-en-rust)`.
Stored HTML holds a place with the number or the slug: the name is what it is by now, for who may
see names, and a theme is called as the reader calls it."""

import html
import re
from urllib.parse import quote

from flask_babel import gettext as _

from crowd.core import viewer as viewers
from crowd.core.i18n import language
from crowd.people.queries import Card, cards
from crowd.taxonomy import queries as taxonomy

_PLACE = re.compile(r'<span data-person="(\d{1,9})">[^<]*</span>')
_THEME = re.compile(r'<span data-theme="([a-z0-9-]{1,60})">([^<]*)</span>')
_SOURCE = re.compile(r"@\[[^\[\]\n]{1,80}\]\((\d{1,9})\)")


def mentioned(*rendered: str) -> set[int]:
    """The people named in HTML that `markdown.render` made."""
    return {int(found) for one in rendered for found in _PLACE.findall(one)}


def named(rendered: str) -> str:
    """The HTML with the names of people and themes in place."""
    known = cards(mentioned(rendered))
    people = _PLACE.sub(lambda found: _link(known[int(found[1])]), rendered)
    return _THEME.sub(_theme_link, people)


def named_source(source: str) -> str:
    """A text as it was typed, with the names of now."""
    known = cards(int(found) for found in _SOURCE.findall(source))
    return _SOURCE.sub(lambda found: f"@{_name(known[int(found[1])])}", source)


def _link(card: Card) -> str:
    name = html.escape(_name(card))
    if card.url is None or not viewers.current().member:
        return f'<span class="mention">@{name}</span>'
    return f'<a class="mention" href="{card.url}">@{name}</a>'


def _theme_link(found: re.Match[str]) -> str:
    """A theme that is gone by now stays as it was typed."""
    theme = taxonomy.theme_of_slug(found[1])
    if theme is None:
        return found[2]
    lang = language()
    label = html.escape(theme.label(lang))
    address = f"/vragen?tab=nieuw&amp;thema={quote(theme.id)}"
    return f'<a class="mention" lang="{lang}" href="{address}">#{label}</a>'


def _name(card: Card) -> str:
    """Who is no member sees no names; who left has none."""
    seen = viewers.current().member or card.you or card.url is None
    return card.name if seen else _("een collega")
