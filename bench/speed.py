"""What a question costs, against plain Whoosh, tantivy and SQLite FTS5 in the same run.

    python bench/speed.py folder 5000 20000 170000 [--questions 60] [--meaning]

Needs the extra `bench`. With `--meaning` questions are encoded as they are, and the documents have
vectors in directions by chance: to look through these costs the same. For each size an index is
made in the folder, or taken when it is there.
Times are milliseconds of processor time of this process; on a busy machine the ratios tell.
All engines get the same stems: our own analysis is not what is compared here, but its cost is
in our figures.
"""

import argparse
import resource
import sqlite3
import statistics
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import tantivy
from corpus import Corpus
from whoosh.analysis import SpaceSeparatedTokenizer
from whoosh.fields import STORED, TEXT, Schema
from whoosh.index import create_in, open_dir
from whoosh.query import And, Or, Term

from crowd.search import finding, meaning
from crowd.search.documents import Document
from crowd.search.dutch import words
from crowd.search.engines.whoosh.engine import WhooshEngine
from crowd.search.likeness import asked

TOP = 10
Terms = list[list[str]]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("sizes", type=int, nargs="+")
    parser.add_argument("--questions", type=int, default=60)
    parser.add_argument("--meaning", action="store_true", help="with vectors and the encoder")
    args = parser.parse_args()
    print("| documents | engine | what | p50 | p95 |\n|---|---|---|---|---|")
    for size in args.sizes:
        measure(args.folder, size, args.questions, with_meaning=args.meaning)


def measure(folder: Path, size: int, count: int, *, with_meaning: bool) -> None:
    corpus = Corpus()
    documents = {document.id: document for document in corpus.documents(size)}
    encoder = meaning.encoder() if with_meaning else None
    name = f"meaning{size}" if with_meaning else f"ix{size}"
    engine = WhooshEngine(folder / name, Drawn() if with_meaning else None)
    if not engine.folder.exists():
        begun = time.process_time()
        engine.rebuild((("question", id) for id in documents), lambda _kind, id: documents[id])
        told(size, "ours", "to index, ms a document", [1000 * (time.process_time() - begun) / size])
    begun = time.process_time()
    engine.warm()
    told(size, "ours", "to warm up, once", [1000 * (time.process_time() - begun)])
    titles = Corpus(seed=5).titles(count)
    bodies = [document.body for document in Corpus(seed=6).documents(count)]
    ask = engine.resembling
    times(size, "ours", "title, cold", lambda n: ask(asked(titles[n], ""), "question", TOP), count)
    times(size, "ours", "title", lambda n: ask(asked(titles[n], ""), "question", TOP), count)
    both = [asked(title, body) for title, body in zip(titles, bodies, strict=True)]
    times(size, "ours", "title and body", lambda n: ask(both[n], "question", TOP), count)
    chosen = list(documents.values())[:: max(1, size // count)]
    pairs = [stems(document.title)[:2] for document in chosen]

    def search(n: int) -> object:
        return engine.matching(finding.parse(" ".join(pairs[n])), "question")

    times(size, "ours", "2 words, AND", search, count)
    if encoder is not None:

        def hybrid(n: int) -> object:
            vector = encoder.encode([meaning.text_of(titles[n], bodies[n])])[0]
            return ask(asked(titles[n], bodies[n], "nl", vector), "question", TOP)

        times(size, "ours", "title and body, by meaning too", hybrid, count)
    megabytes = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    told(size, "this process", "peak memory, MB", [megabytes])
    terms = [stems(title) for title in titles]
    plain_whoosh(folder / f"plain{size}", documents, size, terms, pairs)
    plain_tantivy(documents, size, terms, pairs)
    plain_sqlite(documents, size, terms, pairs)


class Drawn:
    """Unit vectors by chance."""

    model = "drawn"

    def __init__(self) -> None:
        self.chance = np.random.default_rng(7)

    def encode(self, texts: Sequence[str]) -> meaning.Vectors:
        found = self.chance.normal(size=(len(texts), meaning.DIMENSIONS)).astype(np.float32)
        return found / np.linalg.norm(found, axis=1, keepdims=True)

    def quickly(self, text: str) -> meaning.Vectors:
        return self.encode([text])[0]

    def load(self) -> None:
        pass


def plain_whoosh(
    folder: Path, documents: dict[int, Document], size: int, titles: Terms, pairs: Terms
) -> None:
    if not folder.exists():
        folder.mkdir()
        plain = TEXT(analyzer=SpaceSeparatedTokenizer(), phrase=False)
        writer = create_in(str(folder), Schema(id=STORED(), said=plain)).writer(limitmb=256)
        for document in documents.values():
            writer.add_document(id=document.id, said=" ".join(said(document)))
        writer.commit(optimize=True)
    with open_dir(str(folder)).searcher() as searcher:

        def ask(how: type, terms: list[str]) -> object:
            return searcher.search(how([Term("said", term) for term in terms]), limit=TOP)

        few = min(len(titles), 20)
        times(size, "Whoosh", "title, OR", lambda n: ask(Or, titles[n]), few)
        times(size, "Whoosh", "2 words, AND", lambda n: ask(And, pairs[n]), few)


def plain_tantivy(documents: dict[int, Document], size: int, titles: Terms, pairs: Terms) -> None:
    builder = tantivy.SchemaBuilder()
    builder.add_integer_field("id", stored=True)
    builder.add_text_field("said", tokenizer_name="whitespace")
    schema = builder.build()
    index = tantivy.Index(schema)
    writer = index.writer()
    for document in documents.values():
        writer.add_document(tantivy.Document(id=document.id, said=" ".join(said(document))))
    writer.commit()
    index.reload()
    searcher = index.searcher()

    def ask(occur: tantivy.Occur, terms: list[str]) -> object:
        wanted = [(occur, tantivy.Query.term_query(schema, "said", term)) for term in terms]
        return searcher.search(tantivy.Query.boolean_query(wanted), TOP)

    count = len(titles)
    times(size, "tantivy", "title, OR", lambda n: ask(tantivy.Occur.Should, titles[n]), count)
    times(size, "tantivy", "2 words, AND", lambda n: ask(tantivy.Occur.Must, pairs[n]), count)


def plain_sqlite(documents: dict[int, Document], size: int, titles: Terms, pairs: Terms) -> None:
    database = sqlite3.connect(":memory:")
    database.execute("CREATE VIRTUAL TABLE doc USING fts5(said)")
    database.executemany(
        "INSERT INTO doc(rowid, said) VALUES (?, ?)",
        ((document.id, " ".join(said(document))) for document in documents.values()),
    )
    select = "SELECT rowid FROM doc WHERE doc MATCH ? ORDER BY rank LIMIT ?"

    def ask(how: str, terms: list[str]) -> object:
        wanted = how.join(f'"{term}"' for term in terms)
        return database.execute(select, (wanted, TOP)).fetchall()

    count = len(titles)
    times(size, "SQLite FTS5", "title, OR", lambda n: ask(" OR ", titles[n]), count)
    times(size, "SQLite FTS5", "2 words, AND", lambda n: ask(" AND ", pairs[n]), count)


def said(document: Document) -> list[str]:
    return stems(f"{document.title} {document.title} {document.body}")


def stems(text: str) -> list[str]:
    return [term for word in words(text) for term in word.terms] or ["les"]


def times(size: int, engine: str, what: str, ask: Callable[[int], object], count: int) -> None:
    taken = []
    for n in range(count):
        begun = time.process_time()
        ask(n)
        taken.append(1000 * (time.process_time() - begun))
    told(size, engine, what, taken)


def told(size: int, engine: str, what: str, taken: list[float]) -> None:
    taken = sorted(taken)
    p95 = taken[min(len(taken) - 1, int(len(taken) * 0.95))]
    print(
        f"| {size} | {engine} | {what} | {statistics.median(taken):.2f} | {p95:.2f} |", flush=True
    )


if __name__ == "__main__":
    main()
