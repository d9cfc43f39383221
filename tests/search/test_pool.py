"""Postings come out in order, also when they did not fit in memory."""

from crowd.search.engines.whoosh.pool import Posting, TermPool

GIVEN: list[Posting] = [
    (field, word.encode(), number, float(number % 3), b"%d" % number)
    for number in range(50)
    for field in ("title", "body")
    for word in sorted({"toets", f"w{number % 7}", "ëlk"})
]


def test_by_field_term_and_document() -> None:
    assert written(TermPool()) == sorted(GIVEN)


def test_what_does_not_fit_waits_on_disk() -> None:
    assert written(TermPool(most=5_000)) == sorted(GIVEN)


def written(pool: TermPool) -> list[Posting]:
    for posting in GIVEN:
        pool.add(posting)
    found = list(pool.iter_postings())
    pool.cleanup()
    return found
