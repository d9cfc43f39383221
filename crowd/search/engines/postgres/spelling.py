"""The words that documents use: what one may be about to type, or may have meant to."""

from sqlalchemy import Connection

from crowd.search.dutch import fold
from crowd.search.engine import Spelling
from crowd.search.engines.postgres import terms
from crowd.search.spelling import SHORTEST, likeliest, most_wrong

LAST = "\U0010ffff"  # stands behind every letter

BEGINNING = """
SELECT term, documents FROM terms WHERE sort = 'p' AND term >= %(first)s AND term < %(last)s
ORDER BY documents DESC, term LIMIT %(most)s
"""
ABOUT_AS_LONG = """
SELECT term, documents FROM terms WHERE sort = 'p'
AND length(term) BETWEEN %(least)s AND %(most)s
AND (left(term, 1) IN (%(first)s, %(second)s) OR substr(term, 2, 1) = %(second)s)
"""


def beginning(connection: Connection, prefix: str, most: int) -> list[Spelling]:
    plain = _plain(prefix)
    if not plain:
        return []
    parameters = {"first": plain, "last": plain + LAST, "most": most}
    return [Spelling(*row) for row in connection.exec_driver_sql(BEGINNING, parameters)]


def spelled_like(connection: Connection, word: str, most: int) -> list[Spelling]:
    plain = _plain(word)
    if len(plain) < SHORTEST:
        return []
    wrong = most_wrong(plain)
    parameters = {
        "first": plain[0],
        "second": plain[1],
        "least": len(plain) - wrong,
        "most": len(plain) + wrong,
    }
    known = connection.exec_driver_sql(ABOUT_AS_LONG, parameters)
    return likeliest(plain, {row.term: row.documents for row in known}, most)


def _plain(text: str) -> str:
    """What can stand in a database at all."""
    return terms.lexeme(fold(text).replace("\0", "").encode(errors="ignore").decode())
