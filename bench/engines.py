"""How quick the engines are, beside each other: questions made of the words of real ones.

    python bench/engines.py 10000 100000 --postgres postgresql:///scratch

For each size and engine: p50 and p95 of what is similar to a title, to a title with a body, of
a search of two or three words that must all be there, and of one change, in milliseconds of a
processor, that of the database included (so it runs on this machine, on Linux). The database is
a scratch one: the engine keeps its copy in the schema `search_bench`. Read the ratios.
"""

import argparse
import json
import math
import random
import statistics
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from importlib.resources import files
from itertools import accumulate
from pathlib import Path

from crowd.search import finding, likeness
from crowd.search.documents import Document
from crowd.search.engine import Engine
from crowd.search.engines.postgres.engine import PostgresEngine
from crowd.search.engines.whoosh.engine import WhooshEngine

ASKED = 30
SYLLABLES = (
    "ba",
    "de",
    "ki",
    "lo",
    "mu",
    "na",
    "ro",
    "si",
    "te",
    "va",
    "ster",
    "kel",
    "dor",
    "lin",
)


class Words:
    """Words that are used as unevenly as those of a language: the commonest come from the demo
    questions, and behind them stand as many made-up ones as a large collection has."""

    def __init__(self, chance: random.Random, size: int) -> None:
        self.chance = chance
        text = files("crowd.demo").joinpath("data/questions.jsonl").read_text("utf-8")
        rows = [json.loads(line) for line in text.splitlines()]
        counted = Counter(" ".join(row["title"] + " " + row["body"] for row in rows).split())
        words = [word for word, _ in counted.most_common()]
        made = ("".join(chance.choices(SYLLABLES, k=chance.randint(2, 5))) for _ in range(size))
        self.words = list(dict.fromkeys([*words, *made]))
        self.weights = list(accumulate(1 / (rank + 10) for rank in range(len(self.words))))

    def text(self, length: int) -> str:
        return " ".join(self.chance.choices(self.words, cum_weights=self.weights, k=length))


def documents(count: int, seed: int = 4) -> dict[int, Document]:
    words = Words(random.Random(seed), 20_000 + count // 4)
    return {
        id: Document("question", id, words.text(7), words.text(53)) for id in range(1, count + 1)
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("sizes", type=int, nargs="+")
    parser.add_argument("--postgres", required=True, help="the address of a scratch database")
    args = parser.parse_args()
    for size in args.sizes:
        held = documents(size)
        with tempfile.TemporaryDirectory(prefix="crowd-bench-") as folder:
            engines: dict[str, Engine] = {
                "whoosh": WhooshEngine(Path(folder) / "index"),
                "postgres": PostgresEngine(args.postgres, home="search_bench"),
            }
            for name, engine in engines.items():
                print(
                    json.dumps({"documents": size, "engine": name, **measured(engine, held)}),
                    flush=True,
                )
                engine.close()


def measured(engine: Engine, held: dict[int, Document]) -> dict[str, float]:
    begun = time.process_time()
    engine.rebuild((("question", id) for id in held), lambda _kind, id: held[id])
    told = {"build ms a document": round(1000 * (time.process_time() - begun) / len(held), 2)}
    used = clock_of(engine)
    engine.warm()
    chance = random.Random(5)
    titles = [held[id].title for id in chance.sample(list(held), ASKED)]
    bodies = [held[id].body for id in chance.sample(list(held), ASKED)]
    searches = [searched(held[id], chance) for id in chance.sample(list(held), ASKED)]
    for what, asks in {
        "title": [lambda t=t: similar(engine, t, "") for t in titles],
        "title and body": [
            lambda t=t, b=b: similar(engine, t, b) for t, b in zip(titles, bodies, strict=True)
        ],
        "all words": [lambda t=t: engine.matching(finding.parse(t), "question") for t in searches],
        "change": [
            lambda id=id: engine.update([("question", id)], lambda _kind, id: held[id])
            for id in chance.sample(list(held), 10)
        ],
    }.items():
        told |= {f"{what} {share}": value for share, value in timed(asks, used).items()}
    return told


def clock_of(engine: Engine) -> Callable[[], float]:
    """The seconds of a processor that this process has used, and the one that answers it."""
    if not isinstance(engine, PostgresEngine):
        return time.process_time
    engine.close()  # one connection from here on
    pid = engine.read(lambda asked: asked.exec_driver_sql("SELECT pg_backend_pid()").scalar_one())
    server = Path(f"/proc/{pid}/schedstat")
    return lambda: time.process_time() + int(server.read_text().split()[0]) / 1e9


def searched(document: Document, chance: random.Random) -> str:
    return " ".join(chance.sample(document.body.split(), chance.choice([2, 3])))


def similar(engine: Engine, title: str, body: str) -> None:
    engine.resembling(likeness.asked(title, body), "question")


def timed(asks: list[Callable[[], object]], used: Callable[[], float]) -> dict[str, float]:
    """Each once to warm up, then once for the clock."""
    for ask in asks:
        ask()
    times = []
    for ask in asks:
        begun = used()
        ask()
        times.append(1000 * (used() - begun))
    times.sort()
    return {
        "p50": round(statistics.median(times), 1),
        "p95": round(times[math.ceil(len(times) * 0.95) - 1], 1),
    }


if __name__ == "__main__":
    main()
