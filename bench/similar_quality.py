"""Does a question in other words find its like? Recall, rank, and what a look-alike does.

    python bench/similar_quality.py pairs.jsonl documents.jsonl [--misses]

`pairs` holds lines `{id, title, body, group, kind: paraphrase | hard_negative, near, demo_match}`;
both files together are the documents, each paraphrase is a query, the others of its group are
what should be found.
"""

import argparse
import json
import tempfile
import time
from functools import partial
from pathlib import Path
from typing import Any

from crowd.search.documents import Document
from crowd.search.engine import Engine
from crowd.search.likeness import Likeness, resembling
from crowd.search.scoring import Snapshot

Row = dict[str, Any]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("pairs", type=Path)
    parser.add_argument("documents", type=Path)
    parser.add_argument("--misses", action="store_true", help="show what was not found")
    args = parser.parse_args()
    pairs, others = rows(args.pairs), rows(args.documents)
    with tempfile.TemporaryDirectory() as folder:
        report(pairs, others, Path(folder), misses=args.misses)


def rows(path: Path) -> list[Row]:
    return [json.loads(line) for line in path.read_text("utf-8").splitlines() if line]


def ask(query: Row, snapshot: Snapshot) -> Likeness:
    return resembling(snapshot, query["title"], query["body"], "question", "nl")


def report(pairs: list[Row], others: list[Row], folder: Path, *, misses: bool) -> None:
    everything = pairs + others
    engine = Engine(folder)
    engine.create()
    engine.write(
        Document("question", number, row["title"], row["body"], themes=row.get("themes", ()))
        for number, row in enumerate(everything)
    )
    queries = [row for row in pairs if row["kind"] == "paraphrase"]
    recall = reciprocal = fooled = 0.0
    times = []
    for query in queries:
        begun = time.perf_counter()
        found = engine.read(partial(ask, query))
        times.append(1000 * (time.perf_counter() - begun))
        ids = [everything[int(match.key.split(":")[1])]["id"] for match in found.candidates]
        left_out = {query["id"], *query["demo_match"]}
        ids = [id for id in ids if id not in left_out]
        wanted = [
            row["id"] for row in queries if row["group"] == query["group"] and row is not query
        ]
        ranks = [ids.index(id) + 1 if id in ids else len(everything) for id in wanted]
        traps = [row["id"] for row in pairs if row.get("near") == query["group"]]
        trap = min((ids.index(id) + 1 for id in traps if id in ids), default=len(everything))
        recall += sum(rank <= 5 for rank in ranks) / len(ranks)
        reciprocal += 1 / min(ranks)
        fooled += trap < min(ranks)
        if misses and max(ranks) > 5:
            print(ranks, query["title"])
    count = len(queries)
    times.sort()
    print(
        f"{count} queries, {len(everything)} documents: recall@5 {recall / count:.3f},"
        f" MRR {reciprocal / count:.3f}, look-alike above all {fooled / count:.3f};"
        f" ms median {times[count // 2]:.1f}, most {times[-1]:.1f}"
    )


if __name__ == "__main__":
    main()
