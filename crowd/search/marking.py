"""Showing where a text answers to a search: marks, and the piece of the text to show."""

from markupsafe import Markup, escape

from crowd.search.dutch import Word, normal, words
from crowd.search.finding import answers, wanted_terms


def highlight(text: str, query: str, lang: str = "nl") -> Markup:
    """A plain text, escaped, with the words that the search asked for marked."""
    text = normal(text)
    pieces, at = [], 0
    for word in _answering(text, query, lang):
        pieces.append(escape(text[at : word.start]))
        pieces.append(Markup("<mark>%s</mark>") % text[word.start : word.end])
        at = word.end
    return Markup("").join([*pieces, escape(text[at:])])


def fragment(text: str, query: str, size: int = 200, lang: str = "nl") -> str:
    """The piece of a plain text, whole words, that answers most; its beginning if nothing does."""
    text = " ".join(normal(text).split())
    if len(text) <= size:
        return text
    start = _best_start(_answering(text, query, lang), size)
    start = min(max(0, start - size // 4), len(text) - size)
    end = start + size
    if start:
        start = text.find(" ", start, end) + 1 or start
    if end < len(text):
        end = max(text.rfind(" ", start, end), start) if " " in text[start:end] else end
    before, after = "… " if start else "", " …" if end < len(text) else ""
    return f"{before}{text[start:end].strip()}{after}"


def _answering(text: str, query: str, lang: str) -> list[Word]:
    terms = wanted_terms(query, lang)
    return [word for word in words(text, lang) if answers(word, terms)] if terms else []


def _best_start(hits: list[Word], size: int) -> int:
    """Where a window begins that holds the most different words, and then the most."""
    best, best_start, last = (0, 0), 0, 0
    for first, hit in enumerate(hits):
        last = max(last, first)
        while last < len(hits) and hits[last].end <= hit.start + size * 3 // 4:
            last += 1
        window = hits[first:last]
        worth = (len({word.terms for word in window}), len(window))
        if worth > best:
            best, best_start = worth, hit.start
    return best_start
