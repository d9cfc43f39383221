"""A site to measure: demo content, and as many generated questions as are asked for, in the
database and in the index.

    python bench/site_to_measure.py folder 20000

What is generated has the words of `corpus.py` and made-up vectors, for encoding takes 20 ms each;
the demo questions have real ones. A site that is there already is kept.
"""

import argparse
import os
import subprocess
import sys
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path

import numpy as np
from corpus import Corpus
from flask import Flask
from sqlalchemy import func, insert, select

AT_ONCE = 2_000


class Invented:
    """Stands in for the encoder: a vector of the right length for any text."""

    def __init__(self, model: str) -> None:
        self.model = model
        self.chance = np.random.default_rng(7)

    def encode(self, texts: Sequence[str]) -> np.ndarray:
        found = self.chance.standard_normal((len(texts), 512)).astype(np.float32)
        return found / np.linalg.norm(found, axis=1, keepdims=True)


def settings(folder: Path, port: int = 8765, **more: str) -> dict[str, str]:
    return {
        **os.environ,
        "CROWD_ENV": "development",
        "CROWD_DEMO": "1",
        "DATA_DIR": str(folder / "var"),
        "SEARCH_INDEX_DIR": str(folder / "search_index"),
        "PORT": str(port),
        "BASE_URL": f"http://127.0.0.1:{port}",
        **more,
    }


def crowd(folder: Path, *words: str, **more: str) -> subprocess.Popen[bytes]:
    command = Path(sys.executable).with_name("crowd")
    return subprocess.Popen([command, *words], env=settings(folder, **more))


def make(folder: Path, size: int) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for command in ("init", "demo"):
        if crowd(folder, command).wait():
            sys.exit(f"crowd {command} failed")
    os.environ.update(settings(folder))
    from crowd.app import create_app

    app = create_app()
    with app.app_context():
        if fill(size):
            reindex(app)


def fill(size: int) -> bool:
    """Add what is lacking; False when nothing was."""
    from crowd.core import markdown
    from crowd.core.clock import now
    from crowd.core.db import db
    from crowd.questions.models import Question

    there = db.session.scalar(select(func.count()).select_from(Question)) or 0
    last = db.session.scalar(select(func.max(Question.id))) or 0
    author = db.session.scalar(select(func.min(Question.author_id)))
    rows = []
    for document in Corpus().documents(max(0, size - there)):
        rows.append(
            {
                "id": last + document.id,
                "author_id": author,
                "title": document.title[:140],
                "body": document.body,
                "body_html": f"<p>{document.body}</p>",
                "html_version": markdown.VERSION,
                "sector": "vo",
                "created_at": now() - timedelta(minutes=size - document.id),
            }
        )
    for start in range(0, len(rows), AT_ONCE):
        db.session.execute(insert(Question), rows[start : start + AT_ONCE])
    db.session.commit()
    return bool(rows)


def reindex(app: Flask) -> None:
    from crowd.search.actions import current_document
    from crowd.search.engines.whoosh.engine import WhooshEngine
    from crowd.search.queries import installed_encoder, sources

    encoder = installed_encoder()
    engine = WhooshEngine(
        Path(app.config["SEARCH_INDEX_DIR"]), Invented(encoder.model) if encoder else None
    )
    ids = list(sources()["question"].ids())
    print(engine.rebuild((("question", id_) for id_ in ids), current_document), "documents")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("size", type=int)
    args = parser.parse_args()
    make(args.folder.absolute(), args.size)
