"""What people type becomes HTML that is right, safe and made in a moment."""

import inspect
import sys
from concurrent.futures import ThreadPoolExecutor
from html.parser import HTMLParser
from urllib.parse import urlsplit

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crowd.core.markdown import MAX_LENGTH, excerpt, plain, render, too_complex

REL = 'rel="nofollow noopener ugc"'

ALLOWED: dict[str, set[str]] = {
    "p": set(),
    "br": set(),
    "hr": set(),
    "strong": set(),
    "em": set(),
    "del": set(),
    "code": {"class"},
    "pre": {"tabindex"},
    "blockquote": set(),
    "ul": set(),
    "ol": {"start"},
    "li": set(),
    "a": {"href", "title", "rel"},
    "h3": set(),
    "h4": set(),
    "h5": set(),
    "span": {"class", "data-person", "data-theme"},
    "div": {"class"},
}


class Tags(HTMLParser):
    def __init__(self, markup: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.feed(markup)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))


def assert_harmless(markup: str) -> None:
    for tag, attributes in Tags(markup).tags:
        assert tag in ALLOWED, markup
        assert set(attributes) <= ALLOWED[tag], markup
        if tag == "a":
            assert attributes["rel"] == "nofollow noopener ugc"
            if "href" in attributes:
                assert urlsplit(attributes["href"] or "").scheme in {"http", "https", "mailto"}


@pytest.mark.parametrize(
    ("source", "wanted"),
    [
        ("een\ntwee", "<p>een<br>\ntwee</p>"),
        ("een\n\ntwee", "<p>een</p>\n<p>twee</p>"),
        ("**vet** en *schuin* en ~~weg~~", "<strong>vet</strong> en <em>schuin</em> en <del>weg"),
        ("Mee:\n- gum\n- pen", "<p>Mee:</p>\n<ul>\n<li>gum</li>\n<li>pen</li>\n</ul>"),
        ("Zo:\n1. kijk\n2. doe", "<p>Zo:</p>\n<ol>\n<li>kijk</li>\n<li>doe</li>\n</ol>"),
        ("In groep\n5. was het stil", "<p>In groep<br>\n5. was het stil</p>"),
        ("> dat zei ze", "<blockquote>\n<p>dat zei ze</p>\n</blockquote>"),
        ("#gym is leuk", "<p>#gym is leuk</p>"),
        ("tekst\n---\nmeer", "<p>tekst</p>\n<hr>\n<p>meer</p>"),
        ("2 * 3 * 4 en een_lang_woord", "<p>2 * 3 * 4 en een_lang_woord</p>"),
        ("H~2~O", "<p>H~2~O</p>"),
        ("    x = 1", '<pre tabindex="0"><code>x = 1\n</code></pre>'),
        ("3 < 5 & 5 > 3", "<p>3 &lt; 5 &amp; 5 &gt; 3</p>"),
        ("", ""),
    ],
)
def test_what_is_typed_looks_as_meant(source: str, wanted: str) -> None:
    assert wanted in render(source)


def test_headings_stay_below_those_of_the_page() -> None:
    markup = render("# een\n## twee\n### drie\n###### zes")
    assert [tag for tag, _ in Tags(markup).tags] == ["h3", "h4", "h5", "h5"]


def test_links_are_made_and_marked() -> None:
    assert render("zie https://example.org/a?b=1") == (
        f'<p>zie <a href="https://example.org/a?b=1" {REL}>https://example.org/a?b=1</a></p>'
    )
    assert f'<a href="mailto:iemand@example.org" {REL}>' in render("mail iemand@example.org")
    assert f'<a href="https://example.org" title="t" {REL}>hier</a>' in render(
        '[hier](https://example.org "t")'
    )


def test_html_is_shown_as_text() -> None:
    assert render("<b>vet</b>") == "<p>&lt;b&gt;vet&lt;/b&gt;</p>"
    assert render("<!-- weg --><?php ?>") == "<p>&lt;!-- weg --&gt;&lt;?php ?&gt;</p>"


def test_pictures_are_not_loaded() -> None:
    assert "<img" not in render("![a](https://example.org/a.png) ![b][c]\n\n[c]: https://x.org/b")


KEY = "0123456789abcdef" * 2


def test_our_own_pictures_show_and_keep_their_place() -> None:
    address = f"/bestanden/{KEY}/1600x900.webp"
    assert render(f'Kijk: ![Een *kring* van "acht"]({address})') == (
        '<p>Kijk: <img alt="Een *kring* van &quot;acht&quot;" height="900" loading="lazy"'
        f' src="{address}" width="1600"></p>'
    )
    assert 'alt=""' in render(f"![]({address})")
    assert "<img" not in render(f"`![a]({address})`")
    assert "<img" not in render(f"![a](/bestanden/{KEY}/0x1.webp)")


def test_a_file_is_a_link() -> None:
    address = f"/bestanden/{KEY}/les-1.pdf"
    assert f'<a href="{address}" {REL}>les_1_a.pdf (3 kB)</a>' in render(
        f"[les_1_a.pdf (3 kB)]({address})"
    )


@pytest.mark.parametrize(
    "address",
    [
        f"//evil.example/bestanden/{KEY}/1x1.webp",
        f"/bestanden/{KEY}/../../ik/1x1.webp",
        f"/bestanden/{KEY}/x.svg?1x1.webp",
        f"/bestanden/{KEY[:-1]}g/1x1.webp",
        f"https://evil.example/bestanden/{KEY}/1x1.webp",
        "/uitloggen",
        "/vragen/1",
    ],
)
def test_other_addresses_are_no_files(address: str) -> None:
    made = render(f"![a]({address}) [b]({address})")
    assert "<img" not in made
    assert 'href="/' not in made


def test_mathematics_is_marked_and_not_read_as_text() -> None:
    assert render("Dus $x_1*y_2$ en \\(a<b\\).") == (
        '<p>Dus <code class="math">x_1*y_2</code> en <code class="math">a&lt;b</code>.</p>'
    )
    assert render("$$\n\\frac{1}{2}\n$$") == (
        '<p><code class="math math-block">\\frac{1}{2}</code></p>'
    )
    for letter in ("$x$", "$2n$", "$f(x)$"):
        assert '"math"' in render(letter)


@pytest.mark.parametrize(
    "text", ["Dat kost $5 en dan $6, of $5/$6.", "US$5 of 5$ en €5,50", "van $5 tot 10$", "`$x^2$`"]
)
def test_money_is_no_mathematics(text: str) -> None:
    assert "math" not in render(text)


def test_code_is_coloured_when_its_language_is_named() -> None:
    made = render("```python\n#include\nfor x in y:\n    print('<b>')\n```\nklaar")
    assert '<div class="code"><pre tabindex="0">' in made
    assert '<span class="k">for</span>' in made
    assert '<span class="c1">#include</span>' in made
    assert made.endswith("<p>klaar</p>")
    assert render("```\n- a\n#b\n```") == '<pre tabindex="0"><code>- a\n#b\n</code></pre>'
    assert "<span" not in render("```python\n" + "x = 1\n" * 400 + "```")


def test_a_name_is_a_place_with_a_number() -> None:
    made = render("@[Bob *Bakker*](12) zei @[x](a)")
    assert made.startswith('<p><span data-person="12">@…</span> zei ')
    assert "Bakker" not in made
    assert "data-person" not in render("`@[Bob](12)` en \\@[x](y)")


ATTACKS = [
    "<script>alert(1)</script>",
    "<scr<script>ipt>alert(1)</scr</script>ipt>",
    "<ScRiPt\n>alert(1)</sCrIpT>",
    "<img src=x onerror=alert(1)>",
    "<svg onload=alert(1)>",
    "<svg><a xlink:href='javascript:alert(1)'><text>x</text></a></svg>",
    "<math><mtext></form><form><mglyph><style></math><img src onerror=alert(1)>",
    "<iframe srcdoc='<script>alert(1)</script>'></iframe>",
    "<a href='javascript:alert(1)'>x</a>",
    "<div style='background:url(javascript:alert(1))'>x</div>",
    "<body onload=alert(1)><form action=/x><input name=q></form>",
    "<style>*{display:none}</style><link rel=stylesheet href=//x.org>",
    "<meta http-equiv=refresh content='0;url=//x.org'><base href=//x.org>",
    "<noscript><p title='</noscript><img src=x onerror=alert(1)>'>",
    "[x](javascript:alert(1))",
    "[x](JaVaScRiPt:alert(1))",
    "[x](java\tscript:alert(1))",
    "[x](java&#10;script:alert(1))",
    "[x](&#106;avascript:alert(1))",
    "[x](&#x6A;&#x61;vascript&colon;alert(1))",
    "[x](\x01javascript:alert(1))",
    "[x]( javascript:alert(1))",
    "[x](vbscript:msgbox(1))",
    "[x](data:text/html;base64,PHNjcmlwdD5hbGVydCgxKTwvc2NyaXB0Pg==)",
    "[x](file:///etc/passwd) [y](blob:https://x.org/1)",
    "[x](//x.org) [y](/uitloggen) [z](?a=b)",
    "[x][1]\n\n[1]: javascript:alert(1)",
    "[1]\n\n[1]: <javascript:alert(1)> 'x'",
    "[x](https://x.org 'a\" onmouseover=\"alert(1)')",
    '[x](https://x.org/"onmouseover="alert(1))',
    "[x](https://x.org/' onclick='alert(1))",
    "[<img src=x onerror=alert(1)>](https://x.org)",
    "<javascript:alert(1)>",
    '<https://x.org/"onmouseover=alert(1)>',
    '![x](javascript:alert(1)) ![y](x" onerror="alert(1))',
    "`<img src=x onerror=alert(1)>`",
    "    <script>alert(1)</script>",
    "```\n</code><script>alert(1)</script>\n```",
    "> <script>alert(1)</script>\n\n- <svg onload=alert(1)>",
    "# <img src=x onerror=alert(1)>",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "\x02klzzwxh:0000\x03<script>alert(1)</script>\x02amp\x03",
    "<a@b.nl\" onclick=alert(1)> x@y.nl'onclick=alert(1)",
    "https://x.org/<script>alert(1)</script>",
    'www.x.org"onmouseover="alert(1)',
    "{: onclick=alert(1) } # kop {: #id .klasse onclick=alert(1)}",
    "*[x]: <script>alert(1)</script>\n\nx",
    "$<img src=x onerror=alert(1)>^2$ \\(<script>alert(1)</script>\\)",
    "```html\n<script>alert(1)</script><img src=x onerror=alert(1)>\n```",
    '```" onclick=alert(1)\nx\n```',
    "@[<img src=x onerror=alert(1)>](1) @[x](1 onclick=alert(1))",
]


@pytest.mark.parametrize("source", ATTACKS)
def test_no_attack_gets_through(source: str) -> None:
    assert_harmless(render(source))
    assert_harmless(render(f"*a*\n\n- {source}\n\n> {source}"))


@settings(deadline=None, max_examples=150)
@given(st.text(st.sampled_from("<>[]()!\"'`*_~#$\\&;:/=-. \n\tajx1@"), max_size=80))
def test_nothing_typed_gives_anything_but_the_allowed(source: str) -> None:
    assert_harmless(render(source))


# Each of these takes seconds, or more depth than Python has, when it is rendered.
SLOW = {
    "open brackets": "[" * 10_000,
    "pictures": "![" * 8_000,
    "tags": "<a " * 6_600,
    "comments": "<!--" * 5_000,
    "links without an end": "[a](" * 5_000,
    "links with an open address": "[a](<" * 4_000,
    "references without an end": "[a][" * 5_000,
    "brackets in brackets": "[" * 9_000 + "]" * 9_000,
    "footnotes": "[^" * 10_000,
    "few brackets in a long text": "[a " * 40 + "a " * 9_900,
    "brackets and stars": "*[" * 9_000,
    "brackets and backticks": "`[" * 9_000,
    "stars": "*a **b " * 2_800,
    "nested emphasis": "*a " * 3_000 + " a*" * 3_000,
    "underscores": "_a " * 6_000,
    "tildes": "~~a " * 5_000,
    "backticks": " ".join("`" * n for n in range(1, 190)),
    "quotes in quotes": "> " * 10_000,
    "quotes in quotes without spaces": ">" * 10_000,
    "lists in one line": "- " * 9_000 + "a",
    "numbers in one line": "1. " * 6_000,
    "lists and quotes in one line": "- > 1. " * 2_500,
    "dollars": "$x$ " * 501,
    "names": "@[a](1) " * 2_400,
    "an address without an end": "a." * 9_900 + "@",
    "numbers without an end": "1." * 9_900,
    "one long word": "a" * 19_000,
    "too long": "a " * 10_001,
}


@pytest.mark.parametrize("source", SLOW.values(), ids=SLOW.keys())
def test_what_would_take_seconds_is_refused_and_shown_as_typed(source: str) -> None:
    assert too_complex(source)
    markup = render(source)
    assert plain(source) == " ".join(source.split())
    assert {tag for tag, _ in Tags(markup).tags} == {"p"}


# Measured below half a second each: what remains is linear.
FAST = {
    "pipes": "| " * 10_000,
    "ampersands": "&amp; " * 3_300,
    "backslashes": "\\* " * 1_400,
    "short lines": "a\n" * 10_000,
    "dashes under lines": "a\n-\n" * 5_000,
    "signs under lines": "a\n=\n" * 5_000,
    "many lists": "- a\n\n" * 4_000,
    "a list by depth": "".join("    " * n + "- a\n" for n in range(90)),
    "a list by tabs": "".join("\t" * n + "- a\n" for n in range(190)),
    "addresses": "https://a.nl " * 1_500,
    "formulas": "$x$ " * 500 + "a " * 8_500,
    "dollars without an end": "$a+" + "b " * 9_000,
    "formulas without an end": "\\(x " * 4_900,
    "blocks of code without an end": "```py\n" * 375 + "a\n" * 8_000,
    "code without words": "```java\n" + "\n" * 1_400 + "```",
    "blocks of code": "```py\na\n```\n" * 240,
    "short links": "[a](b) " * 80,
    "hash signs": "# " * 9_000,
    "empty lines": "\n" * MAX_LENGTH,
}


@pytest.mark.parametrize("source", FAST.values(), ids=FAST.keys())
def test_what_is_strange_but_quick_is_accepted(source: str) -> None:
    assert not too_complex(source)
    assert_harmless(render(source))


def test_a_long_and_rich_text_is_not_too_complex() -> None:
    part = "**Wat ik deed** ([bron](https://example.org)):\n- een\n    - twee\n> citaat\n\n"
    assert not too_complex(part * 60)
    assert not too_complex("gewone zinnen met *nadruk*. " * 700)
    assert not too_complex("- - - - - -\n* * *\n---------------\n> > > drie diep")


def test_depth_that_python_cannot_hold_is_shown_as_typed() -> None:
    def below(frames: int) -> str:
        return below(frames - 1) if frames else render(FAST["a list by tabs"])

    assert "<ul>" in render(FAST["a list by tabs"])
    room = sys.getrecursionlimit() - len(inspect.stack())
    assert "<ul>" not in below(room - 200)


def test_many_at_once_give_the_same_as_one_by_one() -> None:
    sources = [f"[a{n}]\n\n[a{n}]: https://example.org/{n}\n\n- *{n}*" for n in range(60)]
    alone = [render(source) for source in sources]
    with ThreadPoolExecutor(8) as threads:
        assert list(threads.map(render, sources)) == alone


def test_plain_gives_the_words() -> None:
    source = "# Kop\n\n**Vet** & [hier](https://example.org)\n- <b>een</b>\n- 1 < 2"
    assert plain(source) == "Kop Vet & hier <b>een</b> 1 < 2"


def test_excerpt_cuts_between_words() -> None:
    assert excerpt("kort", 10) == "kort"
    assert excerpt("een  twee\ndrie", 13) == "een twee drie"
    assert excerpt("een twee drie", 9) == "een twee…"
    assert excerpt("een twee drie", 10) == "een twee…"
    assert excerpt("een, twee drie", 8) == "een…"
    assert excerpt("aaaaaaaaaaaa", 5) == "aaaa…"
    assert max(len(excerpt("de kat zat op de mat " * 9, n)) - n for n in range(2, 99)) <= 0
