import pytest

from crowd.taxonomy.queries import (
    domains,
    find_themes,
    job_role,
    job_roles,
    level,
    levels,
    pupil_word,
    sector,
    sectors,
    subject,
    subjects,
    teacher_word,
    theme,
    themes,
)


def test_everything_of_the_file_is_there_with_both_languages() -> None:
    assert (len(domains()), len(themes()), len(sectors())) == (12, 99, 7)
    assert (len(job_roles()), len(subjects())) == (20, 38)
    for term in (*domains(), *themes(), *sectors(), *job_roles(), *subjects()):
        assert term.label("nl") and term.label("en") and term.label() == term.label("nl")


def test_ids_are_unique() -> None:
    for terms in (domains(), themes(), sectors(), job_roles(), subjects()):
        assert len({term.id for term in terms}) == len(terms)
    for s in sectors():
        assert len({level.id for level in levels(s.id)}) == len(levels(s.id)) > 0


def test_a_theme_knows_its_domain() -> None:
    pesten = theme("pedagogisch-handelen/pesten")
    assert pesten is not None
    assert (pesten.slug, pesten.domain, pesten.label("en")) == (
        "pesten",
        "pedagogisch-handelen",
        "Bullying",
    )
    assert pesten in next(d for d in domains() if d.id == pesten.domain).themes


def test_an_unknown_id_is_none() -> None:
    assert theme("bestaat/niet") is None
    assert theme(None) is None
    assert sector("xx") is None
    assert subject("") is None
    assert job_role("tovenaar") is None
    assert levels("xx") == ()


def test_levels_belong_to_a_sector_and_speak_both_languages() -> None:
    assert [x.id for x in levels("po")][:2] == ["groep-1", "groep-2"]
    kader = level("vo", "vmbo-kader")
    assert kader is not None and kader.sector == "vo"
    assert level("po", "vmbo-kader") is None
    assert [x.label("en") for x in levels("mbo")] == [
        "entry (level 1)",
        "level 2",
        "level 3",
        "level 4",
    ]
    assert levels("hbo")[2].id == levels("wo")[1].id == "master"


def test_subjects_and_roles_can_be_limited_to_a_sector() -> None:
    assert {s.id for s in subjects("po")} >= {"jonge-kind", "nederlands"}
    assert "scheikunde" not in {s.id for s in subjects("po")}
    assert "leerkracht" not in {r.id for r in job_roles("vo")}


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("pest", "pedagogisch-handelen/pesten"),
        ("PESTEN", "pedagogisch-handelen/pesten"),
        ("mobieltje", "klassenmanagement/telefoons-in-de-klas"),
        ("orde rust", "klassenmanagement/orde-en-rust"),
        ("combiklas", "differentiatie/combinatiegroepen"),
        ("zorgcoordinator", "passend-onderwijs/samenwerking-ondersteuning"),
        ("cooperatief", "didactiek/activerende-werkvormen"),
        ("bullying", "pedagogisch-handelen/pesten"),
        ("bevoegdheid nakijken", None),
        ("nakijken", "toetsing/nakijken"),
    ],
)
def test_a_theme_is_found_by_typing(typed: str, first: str | None) -> None:
    found = find_themes(typed)
    assert (found[0].id if found else None) == first


def test_a_label_that_begins_so_comes_before_a_synonym() -> None:
    found = [t.id for t in find_themes("mentor", 20)]
    assert found[0] == "pedagogisch-handelen/mentoraat"
    assert "pedagogisch-handelen/gesprek-met-leerling" in found


def test_nothing_typed_or_nothing_alike_finds_nothing() -> None:
    assert find_themes("") == find_themes("   ") == find_themes("qqqq") == ()
    assert len(find_themes("e", 3)) == 3


def test_words_follow_the_sector() -> None:
    assert [pupil_word(s) for s in ("po", "vo", "so", "mbo", "wo", None)] == [
        "kind",
        "leerling",
        "leerling",
        "student",
        "student",
        "leerling",
    ]
    assert [teacher_word(s) for s in ("po", "so", "vo", "vso", None)] == [
        "leerkracht",
        "leerkracht",
        "docent",
        "docent",
        "leraar",
    ]
    assert (pupil_word("po", "en"), teacher_word("hbo", "en")) == ("child", "lecturer")
