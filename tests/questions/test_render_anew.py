"""What an older renderer made is made anew after an upgrade, by the worker."""

import pytest
from flask import Flask
from sqlalchemy import func, select, update

from crowd.accounts.models import Person
from crowd.core import jobs, markdown
from crowd.core.db import db
from crowd.questions.actions import rendering
from crowd.questions.models import Comment, Experience, Question
from tests.factories import questions

OLD = {"html_version": markdown.VERSION - 1}


def test_old_html_is_made_anew_and_what_is_current_stays(
    app: Flask, alice: Person, bob: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rendering, "AT_ONCE", 2)
    asked = [questions.question(alice, body="Hoe **dan**?") for _ in range(5)]
    questions.experience(asked[0], bob)
    with app.app_context():
        db.session.execute(update(Question).values(**OLD, body_html="<p>oud</p>"))
        current = asked[4].id
        kept = {"html_version": markdown.VERSION, "body_html": "<p>blijft</p>"}
        db.session.execute(update(Question).where(Question.id == current).values(kept))
        db.session.execute(
            update(Experience).values(**OLD, did_html="oud", happened="", happened_html="")
        )
        db.session.commit()
        rendering.render_later()
        rendering.render_later()
        db.session.commit()
        jobs.run_due()

        html = dict(iter(db.session.execute(select(Question.id, Question.body_html))))
        assert html.pop(current) == "<p>blijft</p>"
        assert set(html.values()) == {"<p>Hoe <strong>dan</strong>?</p>"}
        shared = db.session.scalars(select(Experience)).one()
        assert shared.did_html == markdown.render(shared.did)
        assert shared.happened_html == ""
        assert shared.version == 1, "nobody edited it"
        for model in (Question, Experience, Comment):
            old = select(func.count()).where(model.html_version < markdown.VERSION)
            assert db.session.scalar(old) == 0
        assert jobs.oldest_waiting() is None


def test_where_nothing_is_old_there_is_nothing_to_wait_for(app: Flask, alice: Person) -> None:
    questions.question(alice)
    with app.app_context():
        jobs.run_due()
        rendering.render_later()
        db.session.commit()
        assert jobs.oldest_waiting() is None
