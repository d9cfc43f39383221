"""A paper says what it was given, in an order and with tags that a screen reader can follow."""

from dataclasses import replace
from io import BytesIO
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from pypdf import PdfReader

from crowd.core.paper import Paper, pdf

PAPER = Paper(
    title="Offerte 2026-12",
    lang="nl",
    sender=("The Crowd", "Voorbeeldstraat 1", "1234 AB Utrecht"),
    to=("Stichting De Plataan", "Dorpsstraat 2"),
    facts=(("Datum", "30 november 2026"),),
    columns=("Wat", "Aantal", "Bedrag"),
    rows=(("Plek, 12 maanden", "40", "€ 10.000,00"),),
    totals=(("Btw 21%", "€ 1.735,54"), ("Totaal", "€ 10.000,00")),
    notes=("Betalen binnen 30 dagen.",),
    foot=("The Crowd", "NL00 BANK"),
)


def read(paper: Paper) -> PdfReader:
    return PdfReader(BytesIO(pdf(paper)))


def tags(node: Any) -> list[str]:
    """The names in a structure tree, from top to bottom."""
    node = node.get_object() if hasattr(node, "get_object") else node
    if isinstance(node, list):
        return [name for each in node for name in tags(each)]
    if not hasattr(node, "get"):
        return []
    return [str(node.get("/S", "")), *tags(node.get("/K", []))]


def test_everything_stands_on_it_from_top_to_bottom() -> None:
    text = " ".join(read(PAPER).pages[0].extract_text().split())
    said = ["The Crowd", "Dorpsstraat 2", "Offerte 2026-12", "30 november", "Plek, 12 maanden"]
    places = [text.index(words) for words in [*said, "€ 1.735,54", "Betalen binnen 30 dagen."]]
    assert places == sorted(places)


def test_a_screen_reader_hears_a_title_a_language_and_a_table() -> None:
    found = read(PAPER)
    root: Any = found.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"] and root["/Lang"] == "nl"
    assert found.metadata and found.metadata.title == "Offerte 2026-12"
    names = tags(root["/StructTreeRoot"]["/K"])
    assert "/H1" in names and "/Table" in names
    assert names.count("/TH") == 3 and names.count("/TD") == 3


def test_what_was_typed_is_drawn_and_never_read_as_markup() -> None:
    typed = '#read("/base.html") *vet* $x$ \\ @noot <b> "Ütrëcht"'
    text = read(replace(PAPER, to=(typed,))).pages[0].extract_text()
    assert typed in " ".join(text.split())


@settings(max_examples=25, deadline=None)
@given(st.text(max_size=300), st.lists(st.text(max_size=80), max_size=40))
def test_any_text_makes_a_paper(words: str, rows: list[str]) -> None:
    paper = replace(PAPER, to=(words,), intro=words, rows=[(row, "1", "€ 1") for row in rows])
    assert len(read(paper).pages) >= 1


def test_many_lines_go_on_over_the_page() -> None:
    many = replace(PAPER, rows=[(f"Regel {n}", "1", "€ 1") for n in range(80)])
    pages = read(many).pages
    assert len(pages) > 1 and "Regel 79" in pages[-1].extract_text()
