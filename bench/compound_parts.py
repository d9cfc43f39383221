"""Makes crowd/search/opentaal_parts.txt: the words of which many Dutch compounds are made, from
the word list of OpenTaal (Debian's package wdutch).

    python bench/compound_parts.py /usr/share/dict/dutch > crowd/search/opentaal_parts.txt

A word is kept when it stands often in front and often behind in other words of the list: endings
(-den, -baar) and beginnings (ver-, uit-) do only one of these. Of the forms of a word the one
that is used most is kept; shorter words split too much, those that we want are in
crowd/search/compound_parts.txt.
"""

import sys
from collections import Counter, defaultdict
from pathlib import Path

from crowd.search.compounds import LINKS, SHORTEST
from crowd.search.dutch import fold, stem

OFTEN = 20
LEAST = 4  # letters of a stem
# what the counting lets through and is no part, or only seems one (an-ders-taal, -mini-maal)
NOT = """
achten boven buiten eerde eert ende ging heden hief ijken kende komen kwam laten lende
liggen liep lijk loos loze maal meester mens minis neer niet onder over rende rijk riep roerig
samen schap sloeg sloten staal stand super tegen terug trok vallen vast vers voort waren weer
baar door tand
luis luizen keuken keuk zenuw tussen tus kort lang eerst maan goed vrij dicht paar noot noten
"""

HEADER = """\
# Words of which Dutch compounds are made, chosen by bench/compound_parts.py from the word list of
# OpenTaal (c) 2006-2020 OpenTaal, Simon Brouwer e.a., Nederlandstalige Tex Gebruikersgroep,
# under the revised BSD licence: LICENSE-opentaal.txt.
"""


def main() -> None:
    lines = Path(sys.argv[1]).read_text("utf-8").splitlines()
    listed = {fold(word) for word in lines if word.isalpha() and word.islower()}
    first, last = parts_of(listed)
    forms: dict[str, Counter[str]] = defaultdict(Counter)
    for word in first.keys() | last.keys():
        forms[stem(word)][word] = first[word] + last[word]
    no_part = {stem(word) for word in NOT.split()}
    chosen = sorted(
        max(said, key=lambda word: (said[word], word))
        for root, said in forms.items()
        if len(root) >= LEAST
        and root not in no_part
        and min(sum(first[w] for w in said), sum(last[w] for w in said)) >= OFTEN
    )
    print(HEADER, end="")
    for start in range(0, len(chosen), 12):
        print(*chosen[start : start + 12])


def parts_of(listed: set[str]) -> tuple[Counter[str], Counter[str]]:
    """How many words of the list begin with each other one, and end with it."""
    first: Counter[str] = Counter()
    last: Counter[str] = Counter()
    for word in listed:
        for cut in range(SHORTEST, len(word) - SHORTEST + 1):
            if word[cut:] in listed and (begin := beginning(word[:cut], listed)):
                first[begin] += 1
                last[word[cut:]] += 1
    return first, last


def beginning(text: str, listed: set[str]) -> str:
    bases = (text.removesuffix(link) for link in LINKS if text.endswith(link))
    return next((base for base in bases if len(base) >= SHORTEST and base in listed), "")


if __name__ == "__main__":
    main()
