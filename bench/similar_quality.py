"""Teachers' questions in other words, as files for `crowd search evaluate`.

    python bench/similar_quality.py pairs.jsonl documents.jsonl folder
    crowd search evaluate --docs folder/docs.jsonl --queries folder/queries.jsonl \
        --rankings folder/rankings.jsonl
    python bench/similar_quality.py pairs.jsonl documents.jsonl folder --look-alikes

`pairs` holds lines `{id, title, body, group, kind: paraphrase | hard_negative, near, demo_match}`;
both files together are the documents, each paraphrase is a query, the others of its group are
what should be found. The last command tells how often a look-alike (a hard negative) stands above
all of these, which `evaluate` does not know about.
"""

import argparse
import json
from pathlib import Path
from typing import Any

Row = dict[str, Any]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("pairs", type=Path)
    parser.add_argument("documents", type=Path)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--look-alikes", action="store_true")
    args = parser.parse_args()
    pairs = rows(args.pairs)
    if args.look_alikes:
        print(look_alikes(pairs, rows(args.folder / "rankings.jsonl")))
        return
    args.folder.mkdir(parents=True, exist_ok=True)
    write(args.folder / "docs.jsonl", [text(row) for row in pairs + rows(args.documents)])
    write(args.folder / "queries.jsonl", queries(pairs))


def rows(path: Path) -> list[Row]:
    return [json.loads(line) for line in path.read_text("utf-8").splitlines() if line]


def write(path: Path, lines: list[Row]) -> None:
    path.write_text("".join(json.dumps(line) + "\n" for line in lines), "utf-8")


def text(row: Row) -> Row:
    return {name: row[name] for name in ("id", "title", "body")}


def queries(pairs: list[Row]) -> list[Row]:
    asked = [row for row in pairs if row["kind"] == "paraphrase"]
    return [
        {
            **text(row),
            "relevant": [o["id"] for o in asked if o["group"] == row["group"] and o is not row],
            "exclude": [row["id"], *row["demo_match"]],
        }
        for row in asked
    ]


def look_alikes(pairs: list[Row], rankings: list[Row]) -> str:
    ranked = {row["id"]: row["ranking"] for row in rankings}
    fooled = 0
    asked = [row for row in pairs if row["kind"] == "paraphrase"]
    for row in asked:
        true = [o["id"] for o in asked if o["group"] == row["group"] and o is not row]
        false = [o["id"] for o in pairs if o.get("near") == row["group"]]
        first = {id: place for place, id in reversed(list(enumerate(ranked[row["id"]])))}
        never = len(first)
        best = min(first.get(id, never) for id in true)
        fooled += any(first.get(id, never) < best for id in false)
    return f"a look-alike above all true ones: {fooled} of {len(asked)}"


if __name__ == "__main__":
    main()
