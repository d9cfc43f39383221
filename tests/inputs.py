"""What nobody should send, and somebody will."""

from hypothesis import strategies as st

ATTACKS = (
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "[klik](javascript:alert(1)) [x](data:text/html;base64,PHN2Zz4=) ![p](http://x/y.png)",
    "<a href='javascript:alert(1)' style='x' onclick=alert(1)>klik</a>",
    "<svg/onload=alert(1)><math><style><img src onerror=alert(1)>",
    "</textarea></p></form><form action=//kwaad><input name=password>",
    "{{ 7 * 7 }} {% raw %} %(x)s %s {0.__class__}",
    "'; DROP TABLE question; --",
    '<javascript:alert(1)> <JaVaScRiPt:alert(1)> <https://x"onmouseover=alert(1)>',
    "\u202e\u2066 \ufeff \ud7ff \U0001f469\u200d\U0001f3eb",
    "a\x00b\x07\x1b[31m\x7f\x85\u2028",
    "-1",
    "1e9",
    "NaN",
    "9" * 30,
    "9" * 5000,
    "٣",
    "²",
)
QUADRATIC = tuple(
    piece * 10_000
    for piece in ("[", "<", "`", "*", "_", "~", "> ", "- ", "a*", "![", "[](", "&", "\n> ", "x@x.")
)
wild = st.one_of(
    st.sampled_from(ATTACKS),
    st.sampled_from(QUADRATIC),
    st.text(st.characters(exclude_categories=["Cs"]), max_size=200),
    st.integers().map(str),
)
