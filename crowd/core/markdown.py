"""Markdown as people type it, to HTML that is safe to show.

Raw HTML is shown as text; after that nh3 lets through only what stands in the lists below.
Python-Markdown is quadratic in some signs (10,000 "[" take twelve seconds). What is
`too_complex` is refused by a form, and `render` shows it as it was typed.
"""

import html
import re
from xml.etree.ElementTree import Element

import nh3
from markdown import Markdown
from markdown.inlinepatterns import InlineProcessor
from markdown.preprocessors import Preprocessor

from crowd.core import marks

VERSION = 5  # raise it when the same source gives other HTML: `crowd init` makes it anew
MAX_LENGTH = 20_000

_TAGS = {"p", "br", "hr", "strong", "em", "del", "code", "pre", "blockquote"}
_TAGS |= {"ul", "ol", "li", "a", "h3", "h4", "h5", "img"}
_ATTRIBUTES = {
    "a": {"href", "title"},
    "ol": {"start"},
    "img": {"src", "alt", "width", "height", "loading"},
}
_TAGS |= marks.TAGS
_ATTRIBUTES |= marks.ATTRIBUTES
_SCHEMES = {"http", "https", "mailto"}

# The address of a file of ours, with its key; that of a picture tells its size.
FILE = r"/bestanden/([0-9a-f]{32})/"
_SOME_FILE = re.compile(FILE + r"[a-z0-9-]{1,60}\.[a-z]{3,4}")
_PICTURE = rf"!\[([^\]\n\x02]{{0,300}})\]\(({FILE}([1-9]\d{{0,3}})x([1-9]\d{{0,3}})\.webp)\)"

# Measured: a text that stays within all of these renders in less than half a second.
_MAX_BRACKET_WORK = 600_000  # each "[" looks for its "]" to the end: 30 in the longest text
_MAX_COUNTS = {"<": 400, "$": 1_000}
_MAX_COUNTS |= dict.fromkeys("`*_~>", 1_500)
_LONG_WORD = re.compile(r"\S{2001}")
_DEEP_LINE = re.compile(r"^(?:[ \t]*+(?:>|(?:[*+-]|\d++\.)[ \t])){10}", re.M)

_HEADING = re.compile(r"<(/?)h([1-6])>")
_DEMOTED = {"1": "h3", "2": "h4"}
_NO_HEADING = re.compile(r"^(?=#{1,6}[^#\s])", re.M)
_LIST_ITEM = re.compile(r"[ \t]*(?:[*+-]|\d{1,9}\.)[ \t]+\S")
_FIRST_ITEM = re.compile(r" {0,3}(?:[*+-]|1\.)[ \t]+\S")


def too_complex(source: str) -> bool:
    """True for what no one types by hand and what would take seconds to render."""
    return (
        len(source) > MAX_LENGTH
        or source.count("[") * len(source) > _MAX_BRACKET_WORK
        or any(source.count(sign) > most for sign, most in _MAX_COUNTS.items())
        or _LONG_WORD.search(source) is not None
        or _DEEP_LINE.search(source) is not None
    )


def render(source: str) -> str:
    """HTML for the page: the highest heading is an h3, links carry rel, scripts cannot be."""
    return nh3.clean(
        _as_typed(source) if too_complex(source) else _convert(source),
        tags=_TAGS,
        attributes=_ATTRIBUTES,
        url_schemes=_SCHEMES,
        url_relative=_ours,
        allowed_classes=marks.CLASSES,
        set_tag_attribute_values={"pre": {"tabindex": "0"}},  # wide code is moved with the arrows
        link_rel="nofollow noopener ugc",
    )


def _ours(address: str) -> str | None:
    """Of addresses within the site only files: other links would lead where one did not look."""
    return address if _SOME_FILE.fullmatch(address) else None


class _Picture(InlineProcessor):
    """Our own pictures show; those of others stay text and links, so nobody is followed."""

    def handleMatch(self, found: re.Match[str], data: str) -> tuple[Element, int, int]:
        alt, address, _key, width, height = found.groups()
        size = {"width": width, "height": height, "loading": "lazy"}
        return Element("img", {"src": address, "alt": alt, **size}), found.start(), found.end()


def plain(source: str) -> str:
    """The words alone, for excerpts and the search index."""
    return words_of(render(source))


def words_of(rendered: str) -> str:
    """The words of HTML that `render` made."""
    return " ".join(html.unescape(nh3.clean(rendered, tags=set())).split())


def excerpt(text: str, n: int) -> str:
    """At most n characters, cut between words."""
    text = " ".join(text.split())
    if len(text) <= n:
        return text
    cut = text[: n - 1]
    if text[n - 1] != " ":
        cut = cut.rpartition(" ")[0] or cut
    return cut.rstrip(" ,.;:-") + "…"


def _convert(source: str) -> str:
    # a Markdown object is not thread-safe, and a new one takes half a millisecond
    markdown = Markdown(
        extensions=["nl2br", "sane_lists", "pymdownx.tilde", "pymdownx.magiclink"],
        extension_configs={"pymdownx.tilde": {"subscript": False}},
    )
    markdown.preprocessors.deregister("html_block")
    markdown.parser.blockprocessors.deregister("setextheader")  # a line of dashes is a rule
    for name in ("html", "image_link", "image_reference", "short_image_ref"):
        markdown.inlinePatterns.deregister(name)
    # after code, before what is escaped
    markdown.inlinePatterns.register(_Picture(_PICTURE), "picture", 185)
    markdown.preprocessors.register(_AsMeant(markdown), "as-meant", 22)
    marks.extend(markdown)
    try:
        converted = str(markdown.convert(source))
    except RecursionError:
        return _as_typed(source)
    return _HEADING.sub(lambda tag: f"<{tag[1]}{_DEMOTED.get(tag[2], 'h5')}>", converted)


class _AsMeant(Preprocessor):
    """A list needs no blank line before it, and "#gym" is no heading."""

    def run(self, lines: list[str]) -> list[str]:
        made: list[str] = []
        in_list = False
        for line in lines:
            if not line.strip():
                in_list = False
            elif _LIST_ITEM.match(line):
                if not in_list and made and made[-1].strip() and _FIRST_ITEM.match(line):
                    made.append("")
                in_list = True
            made.append(_NO_HEADING.sub(r"\\", line))
        return made


def _as_typed(source: str) -> str:
    return "<p>" + html.escape(source).replace("\n", "<br>") + "</p>"
