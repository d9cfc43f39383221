"""What Whoosh holds of a document.

The fields hold terms that `dutch` made, joined by spaces, so no analyzer is pickled into the
index. The four texts keep positions, for phrases; `words` is for pieces of words. `SAID` and
`GRAMS` are no fields of Whoosh's: they exist as arrays only.
"""

import struct
from itertools import chain

from whoosh.analysis import SpaceSeparatedTokenizer
from whoosh.columns import FixedBytesColumn, VarBytesColumn
from whoosh.fields import COLUMN, ID, TEXT, Schema

from crowd.search.compounds import parts
from crowd.search.concepts import said
from crowd.search.documents import TEXTS, Document
from crowd.search.dutch import Word, normal, words
from crowd.search.engines.whoosh import pieces

SCHEMA_VERSION = 7  # higher when fields, analysis or arrays change: an older index is not opened
# the id, where its vector stands, and a sum of the name of the model that made it
PLACE = struct.Struct("<qiI")
NOWHERE = -1
SAID = "said"  # what a title and a body say, counted apart
GRAMS = "grams"  # pieces of words


def schema() -> Schema:
    return Schema(
        key=ID(unique=True, stored=True),
        kind=ID(),
        place=COLUMN(FixedBytesColumn(PLACE.size)),
        **{name: _terms(phrase=True) for name in TEXTS},
        words=COLUMN(VarBytesColumn()),
        parts=_terms(),
        concepts=_terms(),
        plain=_terms(),
    )


def _terms(*, phrase: bool = False) -> TEXT:
    return TEXT(analyzer=SpaceSeparatedTokenizer(), phrase=phrase)


def key(kind: str, id: int) -> str:
    return f"{kind}:{id}"


def fields_of(document: Document, vector: int = NOWHERE, model: int = 0) -> dict[str, str | bytes]:
    texts = {name: normal(getattr(document, name)) for name in TEXTS}
    found = {name: list(words(text, document.lang)) for name, text in texts.items()}
    question = found["title"] + found["body"]
    concepts = [concept for concept, _ in said(texts["title"], texts["body"], document.lang)]
    everything = list(chain(*found.values()))
    return {
        "key": key(document.kind, document.id),
        "kind": document.kind,
        "place": PLACE.pack(document.id, vector, model),
        **{name: _joined(some) for name, some in found.items()},
        "parts": " ".join(part for word in everything for part in parts(word.plain)),
        "words": pieces.packed(word.plain for word in question),
        "concepts": " ".join(chain(document.themes, concepts)),
        "plain": " ".join(word.plain for word in everything),
    }


def _joined(found: list[Word]) -> str:
    """The terms in reading order, so that phrases are found; a second language stands behind."""
    most = max((len(word.terms) for word in found), default=0)
    return " ".join(w.terms[n] for n in range(most) for w in found if n < len(w.terms))
