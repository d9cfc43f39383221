"""What Whoosh holds of a document.

The fields hold terms that `dutch` made, joined by spaces, so no analyzer is pickled into the
index.
"""

from itertools import chain

from whoosh.analysis import SpaceSeparatedTokenizer
from whoosh.fields import ID, TEXT, Schema

from crowd.search.compounds import parts
from crowd.search.concepts import concepts_in
from crowd.search.documents import Document
from crowd.search.dutch import Word, grams, normal, words

SCHEMA_VERSION = 2  # higher when fields or analysis change: an older index is not opened
TEXTS = ("title", "body", "experiences", "harvest")


def schema() -> Schema:
    return Schema(
        key=ID(unique=True, stored=True),
        kind=ID(),
        **{name: _terms(phrase=True) for name in TEXTS},
        parts=_terms(),
        grams=_terms(),
        concepts=_terms(),
        plain=_terms(),
    )


def _terms(*, phrase: bool = False) -> TEXT:
    return TEXT(analyzer=SpaceSeparatedTokenizer(), phrase=phrase)


def key(kind: str, id: int) -> str:
    return f"{kind}:{id}"


def fields_of(document: Document) -> dict[str, str]:
    texts = {name: normal(getattr(document, name)) for name in TEXTS}
    found = {name: list(words(text, document.lang)) for name, text in texts.items()}
    question = found["title"] + found["body"]
    about = f"{texts['title']}\n{texts['body']}"
    return {
        "key": key(document.kind, document.id),
        "kind": document.kind,
        **{name: _joined(some) for name, some in found.items()},
        "parts": " ".join(p for w in chain(*found.values()) for p in parts(w.plain)),
        "grams": " ".join(gram for word in question for gram in grams(word.plain)),
        "plain": " ".join(word.plain for word in chain(*found.values())),
        "concepts": " ".join(chain(document.themes, concepts_in(about, document.lang))),
    }


def _joined(found: list[Word]) -> str:
    """The terms in reading order, so that phrases are found; a second language stands behind."""
    most = max((len(word.terms) for word in found), default=0)
    return " ".join(w.terms[n] for n in range(most) for w in found if n < len(w.terms))
