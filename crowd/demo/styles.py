"""`/stijl`: every component in all its states, by day and by night, from the macros themselves."""

import re
from datetime import timedelta
from typing import Any

from flask import Blueprint, current_app, render_template
from flask.typing import ResponseReturnValue
from wtforms import (
    BooleanField,
    FileField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.widgets import CheckboxInput, ListWidget

from crowd.core.assets import asset, read
from crowd.core.clock import now
from crowd.core.errors import NotFound
from crowd.core.forms import Form, choices, required
from crowd.core.web import door

bp = Blueprint("styles", __name__)

NAMES = ("Sanne de Wit", "Mark Jansen", "Fatima El Amrani", "Joris van den Berg", "Aisha Yılmaz",
         "Bram Visser", "Lotte Smit", "Kees-Jan Oude Luttikhuis")  # fmt: skip
COMPOUND = "Onderwijsondersteuningsprofielbeschrijving"
LONG = (
    f"Hoe schrijf je een {COMPOUND.lower()} zonder dat het hele "
    "meerjarenformatieplanningsoverleg eraan te pas komt?"
)
THEMES = [
    {"label": "Klassenmanagement", "url": "/stijl"},
    {"label": "Orde na de pauze", "url": "/stijl"},
]
STATUSES = (("open", "Open"), ("in-gesprek", "In gesprek"), ("uitproberen", "Wordt uitgeprobeerd"),
            ("geoogst", "Geoogst"), ("gestopt", "Gestopt"))  # fmt: skip
SIDES = ("dag", "nacht")


class Specimen(Form):
    title = StringField("Je vraag in één zin", [required()])
    body = TextAreaField("Wat speelt er?", [required()])
    note = TextAreaField("Typ hier: de knoppen komen erbij, en met # de onderwerpen")
    sector = SelectField(
        "Sector", default="po", choices=choices([("po", "Basisonderwijs"), ("vo", "Middelbaar")])
    )
    anonymous = BooleanField("Zonder mijn naam")
    audience = RadioField(
        "Wie mag dit zien?",
        [required()],
        choices=choices([("members", "Alle leden"), ("school", "Alleen leden van mijn school")]),
    )
    ways = SelectMultipleField(
        "Hoe wil je helpen?",
        [required("Kies er één.")],
        choices=choices([("call", "Een keer bellen"), ("visit", "Kom eens kijken in mijn les")]),
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
    )
    file = FileField("Je foto")
    themes = SelectMultipleField("Onderwerpen", choices=choices([(1, "Orde"), (2, "Ouders")]))


@bp.get("/stijl")
@door("public")
def styles() -> ResponseReturnValue:
    if current_app.config["ENVIRONMENT"] == "production":
        raise NotFound
    return render_template(
        "demo/styles.html",
        sides=[_side(i, s) for i, s in enumerate(SIDES)],
        icons=re.findall(r'<symbol id="(?!mark)(\w+)"', (read("img/sprite.svg") or b"").decode()),
        drawings=re.findall(r'<symbol id="(\w+)"', (read("img/drawings.svg") or b"").decode()),
    )


def _side(number: int, name: str) -> dict[str, Any]:
    """What the components are fed; ids differ, for both sides are on one page."""
    first = 9000 + 100 * number
    wrong = Specimen(prefix=f"{name}-mis-")
    wrong.validate()
    return {
        "name": name,
        "first": first,
        "cards": [_card(i) for i in range(len(NAMES))],
        "you": {**_card(2), "you": True},
        "pictured": {**_card(3), "picture_url": asset("img/icon-192.png")},
        "joiners": [
            {"card": _card(i), "note": note}
            for i, note in enumerate(("", "Bij ons vooral op vrijdag.", f"{LONG} {LONG}"))
        ],
        "statuses": [_question(first + i, status=s, label=t) for i, (s, t) in enumerate(STATUSES)],
        "waiting": _question(first + 10, waiting=True),
        "alone": _question(first + 11, people=0, can_join=True),
        "joinable": _question(first + 12, people=1, can_join=True),
        "busy": _question(first + 18, people=2, can_join=True),
        "single": _question(first + 19, waiting=True, people=1, can_join=True),
        "news": _question(first + 20, news="2 nieuwe ervaringen", you=True, people=3),
        "joined": _question(first + 13, people=23, you=True),
        "closed": _question(first + 14, people=4, can_join=True, closed=True, status="geoogst"),
        "long": _question(first + 15, title=LONG, people=8, can_join=True),
        "plain": _question(first + 16, people=0, themes=[], excerpt=""),
        "form": Specimen(prefix=f"{name}-"),
        "wrong": wrong,
        "when": now() - timedelta(days=3),
    }


def _card(i: int) -> dict[str, Any]:
    words = NAMES[i].split()
    return {
        "name": NAMES[i],
        "first_name": words[0],
        "initials": words[0][0] + words[-1][0],
        "tone": i % 8,
        "picture_url": None,
        "url": "/stijl" if i % 2 else None,
        "role_label": "Leraar groep 4",
    }


def _question(id_: int, *, people: int = 5, you: bool = False, **changes: Any) -> dict[str, Any]:
    status = changes.get("status", "open")
    faces = [_card(i) for i in range(min(people, 5))]
    return {
        "id": id_,
        "url": "/stijl",
        "lang": "nl",
        "title": "Hoe krijg ik mijn groep 4 na gym weer rustig aan het rekenen?",
        "excerpt": "Drie keer per week komen we terug van gym. Het duurt een kwartier "
        "voor iedereen zit. Ik heb een plattegrond geprobeerd en een timer op het bord.",
        "sector_label": "Basisonderwijs",
        "themes": THEMES,
        "joins": people,
        "experiences": people // 2,
        "status": status,
        "status_label": changes.pop("label", dict(STATUSES)[status]),
        "waiting": False,
        "byline": _card(1),
        "faces": [*faces[:4], {**_card(2), "you": True}] if you else faces,
        "created_at": now() - timedelta(days=2),
        "joined": you,
        "can_join": False,
        "closed": False,
        "why": "Gaat ook over de overgang na gym",
        **changes,
    }
