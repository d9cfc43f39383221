"""A corpus of any size for measuring speed, the same every time.

Made of what the project holds: fragments of three to eight words of the demo questions and
experiences, mixed with single words that follow Zipf's law (demo words, then compounds of school
words and invented ones). Titles have 7 words and bodies 53
on average, as in the measurements that the targets come from.
"""

import json
import re
from collections import Counter
from collections.abc import Iterator
from importlib.resources import files
from itertools import product

import numpy as np

from crowd.search.documents import Document
from crowd.search.dutch import stopwords

TITLE, BODY = 7, 53  # words on average
FRAGMENTS = 0.35  # the share of the text that comes from fragments
WORDS = 80_000
EXPONENT = 1.0
SYLLABLE = ("bdfghklmnprstvwz", ("aa", "e", "ie", "o", "ui", "ij", "a"), "fgklmnprst")
OTHERS = 4  # words that nobody knows for each compound of school words


class Corpus:
    def __init__(self, seed: int = 4) -> None:
        self.chance = np.random.default_rng(seed)
        texts = demo_texts()
        self.sentences = [words for text in texts if len(words := text.split()) > 8]
        counted = Counter(word for text in texts for word in re.findall(r"[^\W\d_]+", text.lower()))
        stops = stopwords()
        self.stops = [word for word, _ in counted.most_common() if word in stops]
        told = [word for word, _ in counted.most_common() if word not in stops]
        self.words = list(dict.fromkeys([*told, *rare(self.chance)]))[:WORDS]
        weights = 1 / np.arange(10, len(self.words) + 10) ** EXPONENT
        self.weights = weights / weights.sum()

    def documents(self, count: int) -> Iterator[Document]:
        for id in range(1, count + 1):
            yield Document("question", id, self.text(TITLE), self.text(BODY))

    def titles(self, count: int) -> list[str]:
        return [self.text(TITLE) for _ in range(count)]

    def text(self, average: int) -> str:
        length = max(2, int(self.chance.normal(average, average / 3)))
        found: list[str] = []
        while len(found) < length:
            if self.chance.random() < FRAGMENTS / 3:
                sentence = self.sentences[self.chance.integers(len(self.sentences))]
                size = int(self.chance.integers(3, 9))
                start = int(self.chance.integers(max(1, len(sentence) - size)))
                found += sentence[start : start + size]
            elif self.chance.random() < 0.45:
                found.append(self.stops[int(len(self.stops) * self.chance.random() ** 3)])
            else:
                found += self.drawn()
        return " ".join(found[:length])

    def drawn(self) -> list[str]:
        if not getattr(self, "_drawn", None):
            self._drawn = self.chance.choice(len(self.words), 100_000, p=self.weights).tolist()
        return [self.words[self._drawn.pop()]]


def demo_texts() -> list[str]:
    text = files("crowd.demo").joinpath("data/questions.jsonl").read_text("utf-8")
    found = []
    for row in map(json.loads, text.splitlines()):
        found += [row["title"], *re.split(r"(?<=[.!?])\s+", row["body"])]
        for answer in row["answers"]:
            found += re.split(r"(?<=[.!?])\s+", answer["body"])
    return found


def rare(chance: np.random.Generator) -> list[str]:
    """Compounds of school words, and far more words that nobody knows."""
    text = files("crowd.search").joinpath("compound_parts.txt").read_text("utf-8")
    lines = (line for line in text.splitlines() if not line.startswith("#"))
    parts = sorted({word for line in lines for word in line.split()})
    compounds = [one + other for one, other in product(parts, parts) if one != other]
    chance.shuffle(compounds)
    syllables = ["".join(letters) for letters in product(*SYLLABLE)]
    chance.shuffle(syllables)
    unknown = ["".join(some) for some in product(syllables[:300], syllables[300:600])]
    chance.shuffle(unknown)
    found = []
    for n, compound in enumerate(compounds):
        found += [compound, *unknown[n * OTHERS : (n + 1) * OTHERS]]
    return found
