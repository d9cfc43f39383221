"""Dutch words that should meet, and those that should not."""

from collections import Counter

import pytest

from crowd.search.compounds import parts
from crowd.search.concepts import concepts_in, said, themes_for
from crowd.search.dutch import normal, stem, words
from crowd.search.likeness import BY_CONCEPTS, BY_MEANING, asked, by_meaning
from tests.factories.search import demo_questions


def terms(text: str, lang: str = "nl") -> list[tuple[str, ...]]:
    return [word.terms for word in words(normal(text), lang)]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("huizen", "huis"),
        ("leraren", "leraar"),
        ("toetsen", "toets"),
        ("brieven", "brief"),
        ("kinderen", "kind"),
        ("lessen", "les"),
        ("begint", "beginnen"),
        ("nagekeken", "nakijken"),
        ("coördinatoren", "coordinator"),
        ("collegae", "collega's"),
        ("drukke", "druk"),
        ("Ouders", "ouder"),
        ("vier", "4"),
        ("slimme", "slim"),
        ("mentoren", "mentor"),
        ("automatiseren", "geautomatiseerd"),
        ("vraagt", "vragen"),
        ("rekent", "gerekend"),
    ],
)
def test_forms_of_a_word_meet(one: str, other: str) -> None:
    assert terms(one)[0] == terms(other)[0]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("toets", "toetsenbord"),
        ("lesuur", "uur"),
        ("3", "4"),
        ("cijferend", "cijfer"),
        ("gezin", "zin"),
        ("spelling", "spel"),
    ],
)
def test_other_words_stay_apart(one: str, other: str) -> None:
    assert terms(one) != terms(other)


def test_numbers_and_letters_are_words_of_their_own() -> None:
    assert terms("groep 5/6, 4havo en 2 kader") == terms("groep 5 6 4 havo 2 kader")


def test_question_words_say_nothing() -> None:
    assert terms("Welke, waar, waarom, hoe en wat doen jullie met de?") == []


def test_positions_are_those_of_the_text() -> None:
    text = "Één  toets, twéé toetsen"
    assert [text[word.start : word.end] for word in words(text)] == ["toets", "twéé", "toetsen"]


def test_an_english_text_is_found_by_dutch_and_by_english_stems() -> None:
    [found] = terms("studies", "en")
    assert found == (stem("studies"), "studi")


@pytest.mark.parametrize(
    ("word", "pieces"),
    [
        ("ouderavond", ["ouder", "avond"]),
        ("schrijfopdrachten", ["schrijf", "opdracht"]),
        ("rapportenmaand", ["rapport", "maand"]),
        ("onderwijsleergesprek", ["onderwijs", "leer", "gesprek"]),
        ("toetsweken", ["toets", "week"]),
        ("klassenmanagement", ["klas", "management"]),
        ("rekenonderwijs", ["reken", "onderwijs"]),
        ("taalachterstand", ["taal", "achterstand"]),
        ("handelingsplan", ["handelings", "plan"]),
        ("leerplicht", ["leer", "plicht"]),
        ("profielkeuze", ["profiel", "keuze"]),
    ],
)
def test_compounds_come_apart(word: str, pieces: list[str]) -> None:
    assert list(parts(word)) == [stem(piece) for piece in pieces]


@pytest.mark.parametrize(
    "word",
    [
        "leerlingen",
        "leraren",
        "begeleiding",
        "belangrijk",
        "2024",
        "kinderen",
        "verslag",
        "handig",
        "negentig",
    ],
)
def test_other_words_stay_whole(word: str) -> None:
    assert parts(word) == ()


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("een stapel nakijkwerk", "werk van leerlingen corrigeren"),
        ("mobieltjes in de klas", "telefoons in de les"),
        ("ze komen te laat", "laatkomers"),
        ("een hoogbegaafde leerling", "kind dat ver kan voorlopen"),
    ],
)
def test_synonyms_share_a_concept(one: str, other: str) -> None:
    assert concepts_in(one).keys() & concepts_in(other).keys()


@pytest.mark.parametrize(
    ("text", "theme"),
    [
        ("Telefoons in de les", "klassenmanagement/telefoons-in-de-klas"),
        ("Elke avond zit ik na te kijken: stapels nakijkwerk", "toetsing/nakijken"),
        ("Studenten komen te laat", "klassenmanagement/aanwezigheid"),
        ("Spieken met ChatGPT", "toetsing/fraude-en-ai"),
        ("De tafels automatiseren in groep 6", "rekenen-en-betavakken/automatiseren"),
    ],
)
def test_a_text_suggests_its_theme_first(text: str, theme: str) -> None:
    assert themes_for(text)[0] == theme


@pytest.mark.parametrize(
    "text",
    [
        "Hoe krijg ik mijn klas stil na de gymles?",
        "AND OR NOT please",
        "Wat leer je op school van het werk in de klas?",
    ],
)
def test_everyday_words_suggest_no_theme(text: str) -> None:
    assert themes_for(text) == []


def test_what_is_suggested_is_mostly_what_people_chose() -> None:
    """The questions of the demo and their themes; with a theme a word more it was 0.34 and 0.51."""
    questions = demo_questions()
    suggested = [(set(q.themes), set(themes_for(q.title, q.body))) for q in questions]
    right = sum(len(chosen & found) for chosen, found in suggested)
    assert right / sum(len(found) for _, found in suggested) > 0.5
    assert right / sum(len(chosen) for chosen, _ in suggested) > 0.45


def test_a_concept_counts_as_often_as_it_is_said_and_twice_in_the_title() -> None:
    title, body = "Nakijkwerk", "Stapels corrigeren"
    counted = Counter(concept for concept, _ in said(title, body))
    assert counted["=nakijken"] == 2 + 2
    assert Counter(concept for concept, _ in said("", body))["=nakijken"] == 2


def test_meaning_counts_the_less_the_more_is_known() -> None:
    def share(text: str) -> float:
        return by_meaning(asked(text, ""), usual=4)

    unknown = share("een blauwe fiets stond daar naast paarse tulpen")
    some = share("blauwe toetsen, paarse rapporten, drukke fietsen, gele tulpen, houten tuinen")
    many = share("nakijken, toetsen, rapporten, ouderavond, klassenmanagement")
    assert unknown == pytest.approx(BY_MEANING)
    assert many == pytest.approx(BY_MEANING - BY_CONCEPTS)
    assert many < some < unknown


def test_meaning_counts_less_where_little_is_asked_of_long_documents() -> None:
    title = asked("een blauwe fiets", "")
    assert by_meaning(title, usual=4) == pytest.approx(BY_MEANING)
    assert by_meaning(title, usual=40) == pytest.approx(BY_MEANING / 10)
    assert by_meaning(asked("", ""), usual=0) == 0


def test_a_concept_weighs_little_in_a_text_that_does_not_speak_of_school() -> None:
    def weight(text: str) -> float:
        clues = (clue for clue in asked(text, "").clues if clue.sort == "concept")
        return max(clue.weight for clue in clues)

    assert asked("nakijken, toetsen, rapporten, ouderavond", "").familiar == 1
    foreign = "een toets van de blauwe piano naast paarse tulpen, gele rozen en houten hekken"
    assert asked(foreign, "").familiar == 0
    assert weight(foreign) == pytest.approx(weight("nakijken, toetsen, rapporten, avond") / 10)


def test_no_more_themes_than_asked_for_and_none_for_nothing() -> None:
    text = "orde, toetsen, ouders, telefoons, rekenen, lezen, werkdruk, huiswerk, pesten"
    assert len(themes_for(text, limit=2)) == 2
    assert themes_for("") == themes_for("de en het") == []


def test_one_endless_word_costs_nothing() -> None:
    assert parts("lesvoorbereiding" * 2_000) == ()
