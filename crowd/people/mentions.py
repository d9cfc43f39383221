"""Who is named in a text, as `@[Bob Bakker](12)`. Stored HTML holds a place with the number alone:
the name is what it is by now, for who may see names."""

import html
import re

from flask_babel import gettext as _

from crowd.core import viewer as viewers
from crowd.people.queries import Card, cards

_PLACE = re.compile(r'<span data-person="(\d{1,9})">[^<]*</span>')
_SOURCE = re.compile(r"@\[[^\[\]\n]{1,80}\]\((\d{1,9})\)")


def mentioned(*rendered: str) -> set[int]:
    """The people named in HTML that `markdown.render` made."""
    return {int(found) for one in rendered for found in _PLACE.findall(one)}


def named(rendered: str) -> str:
    """The HTML with the names in place."""
    known = cards(mentioned(rendered))
    return _PLACE.sub(lambda found: _link(known[int(found[1])]), rendered)


def named_source(source: str) -> str:
    """A text as it was typed, with the names of now."""
    known = cards(int(found) for found in _SOURCE.findall(source))
    return _SOURCE.sub(lambda found: f"@{_name(known[int(found[1])])}", source)


def _link(card: Card) -> str:
    name = html.escape(_name(card))
    if card.url is None or not viewers.current().member:
        return f'<span class="mention">@{name}</span>'
    return f'<a class="mention" href="{card.url}">@{name}</a>'


def _name(card: Card) -> str:
    """Who is no member sees no names; who left has none."""
    seen = viewers.current().member or card.you or card.url is None
    return card.name if seen else _("een collega")
