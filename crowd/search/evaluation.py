"""Judging a change: a scratch index of given documents, asked with given queries.

Documents are JSON Lines of `{id, title, body}`, queries of `{id, title, body, relevant,
[candidates], [exclude]}`. The scoring is that of the running site.
"""

import json
import math
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from crowd.search.documents import Document
from crowd.search.engine import Engine
from crowd.search.engines.whoosh.engine import WhooshEngine
from crowd.search.likeness import asked
from crowd.search.meaning import Encoder, text_of

RANKED = 50  # ids that a ranking holds

Row = dict[str, Any]


class BadFile(Exception):
    """A file that cannot be judged with, and why, in words."""


@dataclass(frozen=True, slots=True)
class Query:
    id: str
    title: str
    body: str
    relevant: frozenset[str]
    candidates: tuple[str, ...]
    exclude: frozenset[str]


@dataclass(frozen=True, slots=True)
class Answer:
    """A query, every document that it ranks, the best first, and how long that took."""

    query: Query
    ranking: tuple[str, ...]
    milliseconds: float


def documents_in(path: Path, lang: str) -> dict[str, Document]:
    """The documents of a file by their id."""
    found: dict[str, Document] = {}
    for where, row in _rows(path):
        id = _id(where, row)
        if id in found:
            raise BadFile(f"{where}: the id {id!r} is there twice")
        title, body = _text(where, row, "title"), _text(where, row, "body")
        found[id] = Document("question", len(found), title, body, lang=lang)
    if not found:
        raise BadFile(f"{path} holds no documents")
    return found


def queries_in(path: Path, known: dict[str, Document]) -> list[Query]:
    """The queries of a file; what they name must be among the documents."""
    found = []
    for where, row in _rows(path):
        relevant, candidates = _ids(where, row, "relevant"), _ids(where, row, "candidates")
        for id in (*relevant, *candidates):
            if id not in known:
                raise BadFile(f"{where}: there is no document {id!r}")
        found.append(
            Query(
                _id(where, row),
                _text(where, row, "title"),
                _text(where, row, "body"),
                frozenset(relevant),
                candidates,
                frozenset(_ids(where, row, "exclude")),
            )
        )
    if not found:
        raise BadFile(f"{path} holds no queries")
    return found


def answers(
    documents: dict[str, Document],
    queries: list[Query],
    lang: str,
    told: Callable[[str], None],
    encoder: Encoder | None = None,
) -> list[Answer]:
    """What the site would answer to each query, had it these documents."""
    ids = list(documents)
    with tempfile.TemporaryDirectory(prefix="crowd-evaluate-") as folder:
        told(f"indexing {len(documents)} documents")
        engine = WhooshEngine(Path(folder), encoder)
        numbered = {document.id: document for document in documents.values()}
        engine.rebuild((("question", id) for id in numbered), lambda _kind, id: numbered[id])
        told(f"asking {len(queries)} queries")
        try:
            engine.warm()
            return [_answer(engine, query, ids, lang, encoder) for query in queries]
        finally:
            engine.close()


def _answer(
    engine: Engine, query: Query, ids: list[str], lang: str, encoder: Encoder | None
) -> Answer:
    begun = time.perf_counter()
    vector = encoder.encode([text_of(query.title, query.body)])[0] if encoder else None
    clues = asked(query.title, query.body, lang, vector)
    engine.resembling(clues, "question", RANKED)
    milliseconds = 1000 * (time.perf_counter() - begun)
    like = engine.resembling(clues, "question", len(ids))  # the whole ranking takes longer
    ranked = dict.fromkeys(ids[found.id] for found in like.candidates)
    ranking = (id for id in (ranked | dict.fromkeys(ids)) if id not in query.exclude)
    return Answer(query, tuple(ranking), milliseconds)


def figures(given: list[Answer]) -> dict[str, float]:
    """MAP, MRR, P@1 and P@5 over the candidates, or all where a query names none; recall@5,
    recall@10 and MRR@10 over all, of the queries to which something is relevant (0 to 1); and
    the time of a query in ms."""
    judged = [answer for answer in given if answer.query.relevant]
    near = [_relevance(answer, answer.query.candidates) for answer in judged]
    far = [_relevance(answer, ()) for answer in judged]
    counts = [len(answer.query.relevant) for answer in judged]
    times = sorted(answer.milliseconds for answer in given)
    return {
        "MAP": _mean([_precision(some) for some in near]),
        "MRR": _mean([_reciprocal(some) for some in near]),
        "P@1": _mean([sum(some[:1]) for some in near]),
        "P@5": _mean([sum(some[:5]) / 5 for some in near]),
        "recall@5": _mean([sum(some[:5]) / n for some, n in zip(far, counts, strict=True)]),
        "recall@10": _mean([sum(some[:10]) / n for some, n in zip(far, counts, strict=True)]),
        "MRR@10": _mean([_reciprocal(some[:10]) for some in far]),
        **{f"p{share}": _percentile(times, share) for share in (50, 95, 99)},
    }


def rankings(given: list[Answer]) -> Iterator[str]:
    """A line of JSON for each query."""
    for answer in given:
        yield json.dumps({"id": answer.query.id, "ranking": answer.ranking[:RANKED]})


def _relevance(answer: Answer, candidates: tuple[str, ...]) -> list[bool]:
    among = frozenset(candidates or answer.ranking)
    return [id in answer.query.relevant for id in answer.ranking if id in among]


def _precision(relevance: list[bool]) -> float:
    ranks = [rank for rank, yes in enumerate(relevance, 1) if yes]
    return _mean([n / rank for n, rank in enumerate(ranks, 1)])


def _reciprocal(relevance: list[bool]) -> float:
    return 1 / (relevance.index(True) + 1) if True in relevance else 0.0


def _mean(values: list[float]) -> float:
    return sum(values) / len(values) if values else 0.0


def _percentile(times: list[float], share: int) -> float:
    return times[max(0, math.ceil(len(times) * share / 100) - 1)]


def _rows(path: Path) -> Iterator[tuple[str, Row]]:
    """Each line that says something, and where it stands."""
    try:
        lines = path.read_text("utf-8-sig").split("\n")  # a text may hold other line ends
    except OSError as error:
        raise BadFile(f"{path} cannot be read: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise BadFile(f"{path} is not UTF-8: {error}") from error
    for number, line in enumerate(lines, 1):
        where = f"{path}, line {number}"
        if not line.strip():
            continue
        try:
            row = json.loads(line)
        except ValueError as error:
            raise BadFile(f"{where}: no JSON ({error})") from error
        if not isinstance(row, dict):
            raise BadFile(f"{where}: not an object")
        yield where, row


def _id(where: str, row: Row) -> str:
    id = row.get("id")
    if not isinstance(id, str) or not id:
        raise BadFile(f"{where}: `id` must be a text that is not empty")
    return id


def _text(where: str, row: Row, name: str) -> str:
    text = row.get(name, "")
    if not isinstance(text, str):
        raise BadFile(f"{where}: `{name}` must be a text")
    return text


def _ids(where: str, row: Row, name: str) -> tuple[str, ...]:
    ids = row.get(name, [])
    if not isinstance(ids, list) or not all(isinstance(id, str) for id in ids):
        raise BadFile(f"{where}: `{name}` must be a list of ids")
    return tuple(ids)
