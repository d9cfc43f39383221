"""Whoosh's postings as arrays: exact, whatever was written and removed before."""

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crowd.search.engines.whoosh import postings
from crowd.search.engines.whoosh.engine import WhooshEngine
from crowd.search.engines.whoosh.index import Index
from crowd.search.engines.whoosh.postings import Cache, Postings
from tests.factories.search import Library, open_engine, question

WORDS = st.lists(st.sampled_from(["toets", "rapport", "ouders", "gym", "rekenen"]), min_size=1)
WRITES = st.lists(st.tuples(st.integers(1, 12), WORDS.map(" ".join) | st.none()), max_size=25)


@settings(max_examples=15, deadline=None)
@given(writes=WRITES)
def test_scores_are_those_of_a_fresh_index(
    tmp_path_factory: pytest.TempPathFactory, writes: list[tuple[int, str | None]]
) -> None:
    library = Library(open_engine("whoosh", tmp_path_factory.mktemp("grown")))
    library.rebuild()
    for id, text in writes:
        if text is not None:
            library.write(question(id, text, text))
        elif ("question", id) in library:
            library.remove(id)
    fresh = Library(open_engine("whoosh", tmp_path_factory.mktemp("fresh")))
    fresh.rebuild(library.values())
    for ask in ("toets ouders", "gym rekenen taal", "rapport"):
        assert scores(library, ask) == pytest.approx(scores(fresh, ask))
        assert found(library, ask) == pytest.approx(found(fresh, ask))
    library.engine.close()
    fresh.engine.close()


def scores(library: Library, text: str) -> dict[int, float]:
    return {c.id: c.score for c in library.likeness(text, text).candidates}


def found(library: Library, text: str) -> dict[int, float]:
    hits = library.hits(text)
    return dict(zip(hits.ids, hits.scores, strict=True))


def test_a_block_at_a_time_reads_what_one_at_a_time_does(tmp_path: Path) -> None:
    index = Index(tmp_path)
    index.create()
    index.write([question(n, "toets " * (1 + n % 7), "gym") for n in range(700)])
    reader = index.current().parts[0][0].reader
    for field, term in (("title", "toets"), ("body", "gym"), ("plain", "toets")):
        quick = postings._blocks(reader.postings(field, term))
        slow = postings._one_by_one(reader.postings(field, term))
        assert len(quick[0]) == 700
        np.testing.assert_array_equal(quick[0], slow[0])
        np.testing.assert_array_equal(quick[1], slow[1])
    index.close()


def test_a_title_and_a_body_count_apart(tmp_path: Path) -> None:
    texts = [("toets", "gym gym"), ("gym toets toets", "rapport toets"), ("rapport", "les gym")]
    index = Index(tmp_path)
    index.create()
    index.write([question(n, title, body) for n, (title, body) in enumerate(texts)])
    titles = [len(title.split()) for title, _ in texts]
    bodies = [len(body.split()) for _, body in texts]
    for term in ("toets", "gym", "rapport"):
        expected = {}
        for n, (title, body) in enumerate(texts):
            often = 3.0 * title.split().count(term) / (0.5 + 0.5 * titles[n] / np.mean(titles))
            often += body.split().count(term) / (0.15 + 0.85 * bodies[n] / np.mean(bodies))
            if often:
                expected[n] = often / (often + 2.0)
        [(numbers, impacts)] = index.current().impacts("said", term)
        assert dict(zip(numbers.tolist(), impacts.tolist(), strict=True)) == pytest.approx(expected)
        assert index.current().frequency("said", term) == len(expected)
    index.close()


def test_more_than_can_be_counted_is_much() -> None:
    title = Postings(np.array([1, 4], np.int32), np.array([9, 1], np.uint8))
    body = Postings(np.array([2, 4], np.int32), np.array([200, 31], np.uint8))
    both = postings.together(title, body)
    assert both.numbers.tolist() == [1, 2, 4]
    in_title, in_body = postings.apart(both.counts)
    assert in_title.tolist() == [7, 0, 1]
    assert in_body.tolist() == [0, 31, 31]
    assert postings.together(None, body).counts.tolist() == [31, 31]


def test_the_postings_of_a_segment_are_read_once(tmp_path: Path) -> None:
    library = Library(WhooshEngine(tmp_path / "search_index"))
    library.rebuild(question(n, "toets") for n in range(50))
    index = library.engine._current()  # type: ignore[attr-defined]
    library.like("toets")
    [(first, _, _)] = index.current().parts
    before = first.postings("said", "toets")
    library.write(question(60, "rapport"))
    library.like("toets")
    kept = {segment.name: segment for segment, _, _ in index.current().parts}
    if first.name in kept:  # no merge
        assert kept[first.name].postings("said", "toets") is before


def test_the_cache_forgets_what_was_used_longest_ago() -> None:
    def some(count: int) -> Postings:
        return Postings(np.zeros(count, np.int32), np.zeros(count, np.uint8))

    cache = Cache(3 * some(100).size)
    for name in "abc":
        cache.put(("segment", name), some(100))
    cache.get(("segment", "a"))
    cache.put(("segment", "d"), some(100))
    assert ("segment", "b") not in cache
    assert ("segment", "a") in cache
    assert cache.size <= cache.most
    cache.keep_only(set())
    assert cache.size == 0
