"""Formulas and code: drawn only where they stand, for the eye and for the ear."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Request, expect

from tests.journeys.conftest import Visit

At = Callable[..., Visit]
FORMULAS = [
    r"$\vec{v} = \sqrt{x^2 + y^2}$",
    r"$$\left(\begin{matrix}1 & 0 \\ 0 & 1 \\ a & b\end{matrix}\right)\xrightarrow{k}\frac{1}{2}$$",
    r"$\pmb{x}+\fcolorbox{red}{white}{a}+\cancel{5}+\widehat{abc}=\overbrace{1+2}^{n}$",
    r"$\oiint f \, dx + \textcolor{blue}{y} + \mathbb{R} \ne \color{blue} \mathfrak{g}$",
]  # fmt: skip
CODE = "```python\ndef som(a, b):\n    return a + b  # optellen\n```"


def ask(her: Visit, title: str, body: str) -> str:
    """The address of a question with this text."""
    her.open("/vragen/nieuw?opnieuw=1")
    her.page.fill("[name=title]", title)
    her.page.fill("[name=body]", body)
    her.page.get_by_role("button", name="Plaats je vraag").click()
    her.page.wait_for_url(re.compile(r"/vragen/\d+-"))
    return her.page.url.removeprefix(her.site)


@pytest.mark.parametrize("width", ["phone", "desktop"])
def test_formulas_and_code(visit: At, width: str) -> None:
    her = visit(width).log_in("lid")
    her.open("/vragen/nieuw?opnieuw=1")
    her.page.fill("[name=body]", FORMULAS[0])
    her.page.get_by_role("button", name="Voorbeeld").click()
    expect(her.page.locator(".preview math")).to_have_count(1)

    ask(her, f"Hoe leg je dit uit ({width})?", "\n\n".join([*FORMULAS, CODE]))
    body = her.page.locator(".question-body")
    expect(body.locator("code.math")).to_have_count(0)
    expect(body.locator("math")).to_have_count(len(FORMULAS))
    arrow = body.locator(".katex-html svg").first.bounding_box()
    assert arrow and arrow["width"] > 5, "the arrow above the letter is there"
    expect(body.locator(".katex-html [style*=color]")).to_have_count(0)
    word = body.locator(".code .k").first
    inks = [
        one.evaluate("one => getComputedStyle(one).color")
        for one in (word, body.locator("p").first)
    ]
    assert inks[0] != inks[1], "code is coloured"
    for scheme in ("light", "dark"):
        her.page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
        her.accessible()


def test_what_is_no_formula_stays_as_it_was_typed(visit: At) -> None:
    her = visit("phone").log_in("lid")
    wrong = [
        r"\frac{1}{",
        r"\def\a{\a\a}\a",
        r"\nietbestaand{x}^2",
    ]
    trusted = r"\href{javascript:alert(1)}{x^2}"
    ask(
        her,
        "Wat gebeurt er met wat geen formule is?",
        "\n\n".join(f"${w}$" for w in [*wrong, trusted]),
    )
    body = her.page.locator(".question-body")
    expect(body.locator("math")).to_have_count(1)
    assert body.locator("code.math").all_inner_texts() == wrong
    expect(body.locator("a")).to_have_count(0)
    her.accessible()


def test_a_long_formula_moves_by_itself(visit: At) -> None:
    her = visit("phone").log_in("lid")
    terms = "+".join(f"a_{{{n}}}x^{{{n}}}" for n in range(40))
    ask(
        her,
        "Hoe krijg ik deze formule op het scherm?",
        f"$$f(x) = {terms}$$\n\nIn een zin ${terms}$.",
    )
    display = her.page.locator(".question-body .katex-display")
    expect(display).to_have_attribute("tabindex", "0")
    her.accessible()


def test_a_page_without_formulas_fetches_nothing_for_them(visit: At) -> None:
    her = visit("desktop").log_in("lid")
    asked: list[str] = []

    def note(request: Request) -> None:
        asked.append(request.url)

    her.page.on("request", note)
    her.open("/vragen/1")
    her.page.wait_for_load_state("networkidle")
    assert asked
    assert not [url for url in asked if "katex" in url or "marks.css" in url]
