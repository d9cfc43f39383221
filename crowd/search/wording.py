"""What a typed search says about itself, before anything is looked up."""

from crowd.search.dutch import normal, words
from crowd.search.finding import parse


def nothing_to_find(text: str, lang: str = "nl") -> str:
    """Why this text cannot find anything: "without" says only what to leave out, "common" are
    words or letters that stand in every text, "signs" has no word at all. Empty when it can."""
    search = parse(text, lang)
    if search.wanted:
        return ""
    if search.unwanted:
        return "without"
    return "common" if any(words(normal(text), lang, stops=True)) else "signs"
