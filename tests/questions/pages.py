"""Reading what the pages of a question say."""

import re
from collections.abc import Callable
from html import unescape

from sqlalchemy import select

from crowd.accounts.models import Person
from crowd.questions.models import Question
from tests.client import Client
from tests.factories import rows

As = Callable[[Person], Client]
_LINE = re.compile(r'<li class="inbox-item.*?<a href="([^"]*)">([^<]*)</a>', re.S)
_TEXT = re.compile(r"<(textarea|input)\b[^>]*>(?:([^<]*)</textarea>)?", re.S)
_VALUE = re.compile(r'value="([^"]*)"')


def told(browser: Client) -> list[str]:
    """The sentences in the inbox."""
    return [unescape(text) for _url, text in _LINE.findall(browser.get("/berichten").text)]


def told_where(browser: Client) -> dict[str, str]:
    """The sentences in the inbox, and the part of a page that each leads to."""
    lines = _LINE.findall(browser.get("/berichten").text)
    return {unescape(text): url.partition("#")[2] for url, text in lines}


def typed(html: str) -> list[str]:
    """What stands in the fields of a page."""
    found = []
    for field in _TEXT.finditer(html):
        value = _VALUE.search(field[0])
        found.append(unescape((field[2] if field[1] == "textarea" else value and value[1]) or ""))
    return [text.strip() for text in found]


def now(question: Question) -> Question:
    """The question as it is by now."""
    [found] = rows.found(select(Question).where(Question.id == question.id))
    return found


def part(html: str, id: str) -> str:
    """One part of a page: from the element with this id to the end of its kind."""
    found = re.search(rf'<(\w+)[^>]* id="{id}"[^>]*>.*?</\1>', html, re.S)
    return found[0] if found else ""


def was(history: str) -> str:
    """What a page of history says that stood there before its edits."""
    without = re.sub(r'<ins>.*?</ins>|<span class="vh"[^>]*>[^<]*</span>', "", history, flags=re.S)
    return unescape(re.sub(r"<[^>]+>", "", without))
