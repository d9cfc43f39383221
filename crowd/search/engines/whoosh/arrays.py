"""What Whoosh holds of a segment, as arrays in a file beside it that is mapped into memory.

Whoosh reads postings block by block in Python; a question that meets a hundred thousand of them
cannot wait for that. A segment never changes, so its arrays are made once, by the writer as a
rule, and all processes share them. Whoosh removes the file with the segment, for it bears its name.
"""

import json
from collections.abc import Mapping
from contextlib import suppress
from hashlib import blake2b
from pathlib import Path
from typing import Any
from uuid import uuid4

import numpy as np
from numpy.typing import NDArray

from crowd.search.engines.whoosh import pieces, postings
from crowd.search.engines.whoosh.postings import Postings
from crowd.search.engines.whoosh.schema import SAID

Arrays = Mapping[str, NDArray[Any]]

APART = 64  # bytes to which each array is aligned
SELDOM = {"key", "plain"}  # fields of many terms that are looked up one by one, in Whoosh's files
LENGTHS = "length of "


def of(reader: Any, path: Path) -> Arrays:
    """From the file, or else from the reader: then the file is there the next time."""
    found = loaded(path)
    if found is None:
        found = made(reader)
        with suppress(OSError):  # a full disk, a folder that may only be read
            saved(found, path)
    return found


def made(reader: Any) -> Arrays:
    """Of one segment, also of what is deleted in it."""
    keys, held = [], []
    texts: dict[str, dict[bytes, Postings]] = {"title": {}, "body": {}}
    for field, term in reader.all_terms():
        if field not in SELDOM:
            keys.append(_key(field, term))
            held.append(postings.read(reader.postings(field, term)))
        if field in texts:
            texts[field][term] = held[-1]
    for term in texts["title"].keys() | texts["body"].keys():
        keys.append(_key(SAID, term))
        held.append(postings.together(*(found.get(term) for found in texts.values())))
    order = np.argsort(np.array(keys, np.uint64))
    held = [held[at] for at in order.tolist()]
    size = range(reader.doc_count_all())
    length = reader.doc_field_length
    return {
        "terms": np.array(keys, np.uint64)[order],
        "starts": np.cumsum([0, *(len(one.numbers) for one in held)], dtype=np.int64),
        "numbers": np.concatenate([np.zeros(0, np.int32), *(one.numbers for one in held)]),
        "counts": np.concatenate([np.zeros(0, np.uint8), *(one.counts for one in held)]),
        **{
            LENGTHS + field: np.fromiter((length(n, field) or 0 for n in size), np.float32)
            for field in reader.schema.scorable_names()
            if field not in SELDOM
        },
        "places": np.frombuffer(b"".join(_column(reader, "place")), np.uint8),
        **pieces.made([*reader.field_terms("plain")], _column(reader, "words")),
    }


def found(arrays: Arrays, field: str, term: str) -> Postings | None:
    """The documents that have a term."""
    key = np.uint64(_key(field, term.encode("utf-8", "surrogatepass")))
    terms = arrays["terms"]
    at = int(terms.searchsorted(key))
    if at == len(terms) or terms[at] != key:
        return None
    span = slice(*arrays["starts"][at : at + 2].tolist())
    return Postings(arrays["numbers"][span], arrays["counts"][span])


def saved(arrays: Arrays, path: Path) -> None:
    """Whole or not at all."""
    head, at = {}, 0
    for name, array in arrays.items():
        head[name] = (array.dtype.str, len(array), at)
        at += -(-array.nbytes // APART) * APART
    text = json.dumps(head).encode()
    start = _start(len(text))
    fresh = path.with_name(f".{uuid4().hex}")
    try:
        with fresh.open("xb") as file:
            file.write(len(text).to_bytes(8, "little") + text)
            for (_, _, at), array in zip(head.values(), arrays.values(), strict=True):
                file.seek(start + at)
                file.write(array.tobytes())
        fresh.replace(path)
    finally:
        fresh.unlink(missing_ok=True)


def loaded(path: Path) -> Arrays | None:
    """Mapped into memory; None when the file is not there or not whole."""
    try:
        mapped = np.memmap(path, np.uint8, "r")
        many = int.from_bytes(mapped[:8].tobytes(), "little")
        head = json.loads(mapped[8 : 8 + many].tobytes())
        start = _start(many)
        return {
            name: np.frombuffer(mapped, dtype, count, start + at) if count else np.zeros(0, dtype)
            for name, (dtype, count, at) in head.items()
        }
    except (OSError, ValueError, TypeError):
        return None


def _start(head: int) -> int:
    return -(-(8 + head) // APART) * APART


def _key(field: str, term: bytes) -> int:
    digest = blake2b(b"%s\0%s" % (field.encode(), term), digest_size=8).digest()
    return int.from_bytes(digest, "little")


def _column(reader: Any, name: str) -> list[bytes]:
    return list(reader.column_reader(name, translate=False))
