"""What holds for every template, also where no test renders it."""

import re
from pathlib import Path

import pytest

from config import ROOT

FOLDER = ROOT / "templates"
TEMPLATES = sorted(FOLDER.rglob("*.html"))
WHOLE = [
    path
    for path in TEMPLATES
    if not path.name.startswith("_") and path.parent.name != "components" and path.parent != FOLDER
]
INLINE = re.compile(r"<style|\sstyle=|\son[a-z]+=|hx-on|javascript:|<script(?![^>]*\ssrc=)", re.I)


def _name(path: Path) -> str:
    return str(path.relative_to(FOLDER))


@pytest.mark.parametrize("path", TEMPLATES, ids=_name)
def test_nothing_is_inline(path: Path) -> None:
    assert INLINE.findall(path.read_text()) == []


@pytest.mark.parametrize("path", WHOLE, ids=_name)
def test_a_page_stands_in_the_common_frame(path: Path) -> None:
    assert re.match(r'(\{#.*?#\}\s*)?\{%-? extends "', path.read_text(), re.S)


@pytest.mark.parametrize("path", TEMPLATES, ids=_name)
def test_only_our_own_html_goes_out_as_it_is(path: Path) -> None:
    """`| safe` is for HTML that core/markdown made, or what search marked: names say so."""
    for expression in re.findall(r"\{\{([^}]*\|\s*safe[^}]*)\}\}", path.read_text()):
        assert re.search(r"html|marked|rendered", expression), expression
