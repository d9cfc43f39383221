"""`crowd search evaluate`: the figures by which a change of search is judged."""

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from flask import Flask

from crowd.search.cli import search
from crowd.search.evaluation import Answer, Query, figures

DOCS = [
    {"id": "a", "title": "Stapels nakijkwerk", "body": "elke avond"},
    {"id": "b", "title": "Telefoons in de les", "body": "ze appen door"},
    {"id": "c", "title": "De ouderavond duurt te lang", "body": ""},
]
QUERIES = [
    {"id": "q1", "title": "Minder nakijken", "body": "", "relevant": ["a"]},
    {"id": "q2", "title": "Een avond voor ouders", "relevant": ["c"], "candidates": ["b", "c"]},
]


@pytest.fixture
def evaluate(app: Flask, tmp_path: Path) -> Any:
    def run(docs: Any, queries: Any, *more: str) -> Result:
        command = ["evaluate", "--mode", "lexical"]
        for name, rows in (("docs", docs), ("queries", queries)):
            path = tmp_path / f"{name}.jsonl"
            if rows is not None:
                lines = rows if isinstance(rows, str) else "\n".join(map(json.dumps, rows))
                path.write_text(lines)
            command += [f"--{name}", str(path)]
        return CliRunner().invoke(search, [*command, *more])

    return run


def test_the_figures_of_a_good_answer(evaluate: Any) -> None:
    result = evaluate(DOCS, QUERIES, "--json")
    told = json.loads(result.stdout)
    assert (told["documents"], told["queries"], told["language"]) == (3, 2, "nl")
    for name in ("MAP", "MRR", "P@1", "recall@5", "recall@10", "MRR@10"):
        assert told[name] == 1
    assert told["P@5"] == 0.2
    assert 0 < told["p50"] <= told["p95"] <= told["p99"]
    assert "indexing 3 documents" in result.stderr


def test_a_text_may_hold_what_looks_like_the_end_of_a_line(evaluate: Any) -> None:
    docs = [{**DOCS[0], "body": "elke\u2028avond\x85weer"}, *DOCS[1:]]
    lines = "\n".join(json.dumps(row, ensure_ascii=False) for row in docs)
    assert evaluate(f"\ufeff{lines}\n", QUERIES, "--json").exit_code == 0


def test_rankings_hold_every_document_but_the_excluded(evaluate: Any, tmp_path: Path) -> None:
    rankings = tmp_path / "rankings.jsonl"
    queries = [{**QUERIES[0], "exclude": ["b"]}, QUERIES[1]]
    result = evaluate(DOCS, queries, "--rankings", str(rankings))
    assert "recall@10  1.0" in result.stdout
    first, second = map(json.loads, rankings.read_text().splitlines())
    assert (first["id"], second["id"]) == ("q1", "q2")
    assert first["ranking"][0] == "a"
    assert sorted(first["ranking"]) == ["a", "c"]
    assert second["ranking"][0] == "c"
    assert sorted(second["ranking"]) == ["a", "b", "c"]


def test_rankings_hold_fifty(evaluate: Any, tmp_path: Path) -> None:
    rankings = tmp_path / "rankings.jsonl"
    docs = [{"id": str(n), "title": f"toets {n}", "body": ""} for n in range(60)]
    queries = [{"id": "q", "title": "toets", "body": "", "relevant": ["7"]}]
    evaluate(docs, queries, "--rankings", str(rankings))
    [row] = map(json.loads, rankings.read_text().splitlines())
    assert len(set(row["ranking"])) == 50


def test_the_language_decides_the_analysis(evaluate: Any) -> None:
    docs = [
        {"id": "a", "title": "Study groups", "body": ""},
        {"id": "b", "title": "Something else entirely", "body": ""},
        {"id": "c", "title": "Groups of stud farms", "body": ""},
    ]
    queries = [{"id": "q", "title": "studies", "body": "", "relevant": ["a"]}]
    told = json.loads(evaluate(docs, queries, "--json", "--language", "en").stdout)
    assert told["MRR"] == 1


def test_what_each_figure_means() -> None:
    def answer(ranking: str, relevant: str, candidates: str = "", ms: float = 1.0) -> Answer:
        query = Query("q", "", "", frozenset(relevant), tuple(candidates), frozenset())
        return Answer(query, tuple(ranking), ms)

    told = figures(
        [
            answer("abcdefghijkl", "bd", ms=1),  # ranks 2 and 4
            answer("abcdefghijkl", "kl", "akl", ms=2),  # 11 and 12 of all, 2 and 3 of three
            answer("abcdefghijkl", "", ms=4),  # nothing is right, so nothing is judged
        ]
    )
    assert told["MAP"] == pytest.approx(((1 / 2 + 2 / 4) / 2 + (1 / 2 + 2 / 3) / 2) / 2)
    assert (told["MRR"], told["P@1"]) == (0.5, 0)
    assert told["P@5"] == pytest.approx(2 / 5)
    assert (told["recall@5"], told["recall@10"], told["MRR@10"]) == (0.5, 0.5, 0.25)
    assert (told["p50"], told["p95"], told["p99"]) == (2, 4, 4)


@pytest.mark.parametrize(
    ("docs", "queries", "said"),
    [
        (None, QUERIES, "cannot be read"),
        ("", QUERIES, "holds no documents"),
        (DOCS, "", "holds no queries"),
        ("{", QUERIES, "line 1: no JSON"),
        ("[]", QUERIES, "line 1: not an object"),
        ([{"title": "no id"}], QUERIES, "`id` must be"),
        ([*DOCS, DOCS[0]], QUERIES, "line 4: the id 'a' is there twice"),
        ([{"id": "a", "title": 4}], QUERIES, "`title` must be a text"),
        (DOCS, [{"id": "q", "relevant": "a"}], "`relevant` must be a list"),
        (DOCS, [{"id": "q", "relevant": ["z"]}], "no document 'z'"),
    ],
)
def test_a_wrong_file_is_told(evaluate: Any, docs: Any, queries: Any, said: str) -> None:
    result = evaluate(docs, queries, "--json")
    assert result.exit_code == 1
    assert said in result.stderr
    assert result.stdout == ""


def test_a_ranking_that_cannot_be_written_is_told(evaluate: Any) -> None:
    result = evaluate(DOCS, QUERIES, "--rankings", "/nowhere/at/all")
    assert result.exit_code == 1
    assert "No such file" in result.stderr
