"""What texts know besides Markdown: a colleague or a theme that is named, mathematics, code in
colours."""

import html
import re
from xml.etree.ElementTree import Element

from markdown import Markdown
from markdown.inlinepatterns import InlineProcessor
from markdown.preprocessors import Preprocessor
from markdown.util import AtomicString
from pygments import highlight
from pygments.formatters import HtmlFormatter
from pygments.lexers import get_lexer_by_name
from pygments.token import STANDARD_TYPES

TAGS = {"span", "div"}
ATTRIBUTES = {"span": {"data-person", "data-theme"}}
CLASSES = {
    "code": {"math", "math-block"},
    "div": {"code"},
    "span": {name for name in STANDARD_TYPES.values() if name},
}

_MENTION = r"@\[[^\[\]\n\x02]{1,80}\]\((\d{1,9})\)"
_THEME = (
    r"\\?#\[([^\[\]\n\x02]{1,80})\]\(([a-z0-9-]{1,60})\)"  # a "#" that begins a line is escaped
)

# Money is no mathematics: "$5 en $6" has spaces, "$5/$6" a number behind the sign. What stands
# between dollars has a sign, a call or is a letter or two: "$x^2$", "$f(x)$", "$2n$".
_MATHS = r"(?=[^$\n\x02]{0,300}?[\\^_=+*/<>]|[^\W\d_]\(|-?\d*[^\W\d_]{1,2}\$)"
_DOLLARS = rf"(?<![\\$\w])\$(?![\s$]){_MATHS}([^$\n\x02]{{1,300}}?)(?<![\s\\])\$(?![\w$])"
_BRACKETS = r"\\\(([^\n\x02]{1,300}?)\\\)"
_BLOCK = r"(?<!\\)\$\$([^$\x02]{1,2000})\$\$|\\\[([^\x02]{1,2000}?)\\\]"

_FENCE = re.compile(
    r"^```[ \t]*+([\w+#-]{0,20}+)[ \t]*+\n((?:(?!```)[^\n]*+\n)*+)```[ \t]*+$", re.M
)
_LANGUAGES = {"python", "py", "javascript", "js", "java", "html", "css", "sql", "c", "cpp", "c++",
              "c#", "csharp", "php", "bash", "json", "xml", "r"}  # fmt: skip
_MOST_COLOURED = 1_500  # signs in one text; measured: some take the square of their length
_PER_BLOCK = 100


class _Mention(InlineProcessor):
    def handleMatch(self, found: re.Match[str], data: str) -> tuple[Element, int, int]:
        place = Element("span", {"data-person": found[1]})
        place.text = AtomicString("@…")
        return place, found.start(), found.end()


class _Theme(InlineProcessor):
    def handleMatch(self, found: re.Match[str], data: str) -> tuple[Element, int, int]:
        place = Element("span", {"data-theme": found[2]})
        place.text = AtomicString(f"#{found[1]}")
        return place, found.start(), found.end()


class _Maths(InlineProcessor):
    """TeX as it was typed; the page draws it, where there is a script."""

    kind = "math"

    def handleMatch(self, found: re.Match[str], data: str) -> tuple[Element, int, int]:
        drawn = Element("code", {"class": self.kind})
        drawn.text = AtomicString(next(one for one in found.groups() if one is not None).strip())
        return drawn, found.start(), found.end()


class _Block(_Maths):
    kind = "math math-block"


class _Code(Preprocessor):
    """Between lines of ```: as it is, coloured when its language is named."""

    def run(self, lines: list[str]) -> list[str]:
        self.room = _MOST_COLOURED
        return _FENCE.sub(self._stored, "\n".join(lines)).split("\n")

    def _stored(self, found: re.Match[str]) -> str:
        language, code = found[1].lower(), found[2].rstrip("\n")
        self.room -= len(code) + _PER_BLOCK
        if language in _LANGUAGES and self.room >= 0:
            lexer = get_lexer_by_name(language, stripnl=False)
            made = highlight(code, lexer, HtmlFormatter(cssclass="code", wrapcode=True))
        else:
            made = f"<pre><code>{html.escape(code)}\n</code></pre>"
        return f"\n\n{self.md.htmlStash.store(made.strip())}\n\n"


def extend(markdown: Markdown) -> None:
    """Before escapes and emphasis, after code between backticks."""
    markdown.preprocessors.register(_Code(markdown), "code", 25)
    inline = markdown.inlinePatterns
    inline.register(_Block(_BLOCK, markdown), "math-block", 188)
    inline.register(_Maths(rf"(?:{_BRACKETS}|{_DOLLARS})", markdown), "math", 187)
    inline.register(_Mention(_MENTION, markdown), "mention", 186)
    inline.register(_Theme(_THEME, markdown), "theme", 185.5)
