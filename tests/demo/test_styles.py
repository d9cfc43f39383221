"""The page that shows every component: for who builds, not for who uses."""

import re
from pathlib import Path

import pytest
from flask import Flask

from config import ROOT
from tests.client import Client

COMPONENTS = sorted((ROOT / "templates" / "components").glob("*.html"))
PAGE = ROOT / "templates" / "demo" / "styles.html"
# plumbing, parts of others, and what can be on a page only once
UNSEEN = {
    "admin_tabs", "around", "attaching", "csrf", "find", "happened", "hidden", "join_note",
    "may_be_empty", "news_link", "page_head", "post_button", "prompts", "suggests", "toast_oob",
}  # fmt: skip


def test_it_is_there_while_building_and_not_in_production(
    app: Flask, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert client.get("/stijl").status_code == 200
    monkeypatch.setitem(app.config, "ENVIRONMENT", "production")
    assert client.get("/stijl").status_code == 404


@pytest.mark.parametrize("file", COMPONENTS, ids=lambda path: path.name)
def test_each_component_is_on_it(file: Path) -> None:
    """On the page itself, or in a component that is on it."""
    shown = set(re.findall(r"[a-z_]+", PAGE.read_text()))
    for text in [path.read_text() for path in COMPONENTS] * 2:
        for name, body in re.findall(r"macro (\w+)\((.*?)endmacro", text, re.S):
            if name in shown:
                shown |= set(re.findall(r"\b([a-z_]+)\(", body))
    macros = set(re.findall(r"macro (\w+)\(", file.read_text()))
    assert macros - shown - UNSEEN == set(), "add it to /stijl"
