from collections.abc import Callable

from sqlalchemy import update

from crowd.accounts.models import Person
from crowd.core.clock import now
from crowd.core.db import db
from crowd.files.models import Attachment
from crowd.questions.models import Comment, Experience, Question
from crowd.schools.models import School
from tests.client import Client
from tests.factories import questions
from tests.factories.rows import do
from tests.files.samples import PDF, sent

As = Callable[[Person], Client]
ASKED = {"title": "Hoe hang ik de planning zichtbaar op?", "audience": "members"}


def status(client: Client, url: str) -> int:
    answer = client.get(url)
    answer.close()
    return answer.status_code


def ask_with(browser: Client, url: str, **more: str) -> str:
    """A question with this file in its text; its address."""
    body = f"Zo hangt het nu: ![De planning]({url}) en dat werkt niet."
    return str(browser.post("/vragen/nieuw", {**ASKED, "body": body, **more}).location)


def part(url: str) -> str:
    return url.rpartition("-")[2]


def hide(row: Question | Experience | Comment, **when: object) -> None:
    do(lambda: db.session.execute(update(type(row)).where(type(row).id == row.id).values(when)))


def test_until_it_is_posted_it_is_its_owners(
    as_: As, client: Client, alice: Person, bob: Person, mo: Person
) -> None:
    url = sent(as_(alice))
    assert status(as_(alice), url) == 200
    for other in (bob, mo):
        assert status(as_(other), url) == 404
    assert status(client, url) == 302


def test_posted_it_is_for_who_reads_the_question(
    as_: As, alice: Person, charlie: Person, vera: Person
) -> None:
    url = sent(as_(alice))
    asked = ask_with(as_(alice), url)
    assert status(as_(charlie), url) == 200
    assert status(as_(vera), url) == 404
    page = as_(charlie).get(asked).text
    assert f'<img alt="De planning" height="480" loading="lazy" src="{url}" width="640">' in page


def test_that_of_a_school_stays_at_the_school(
    as_: As, alice: Person, bob: Person, charlie: Person, mo: Person, our_school: School
) -> None:
    url = sent(as_(alice))
    ask_with(as_(alice), url, audience=f"school-{our_school.id}")
    assert status(as_(bob), url) == 200
    assert status(as_(mo), url) == 200
    assert status(as_(charlie), url) == 404


def test_in_an_experience_or_a_comment_it_stands_and_falls_with_it(
    as_: As, alice: Person, bob: Person, charlie: Person, mo: Person
) -> None:
    asked = questions.question(alice)
    hers, his = as_(alice), as_(bob)
    in_experience, in_comment = sent(his), sent(hers)
    told = questions.experience(asked, bob, f"Ik deed het zo ![zo]({in_experience})")
    said = questions.comment(asked, alice, f"En zo? ![zo]({in_comment})")
    for url in (in_experience, in_comment):
        assert status(as_(charlie), url) == 200

    hide(told, hidden_at=now())
    assert status(as_(charlie), in_experience) == 404
    assert status(as_(mo), in_experience) == 200
    hide(told, hidden_at=None)

    at = f"/vragen/{asked.id}/reacties/{said.id}"
    hers.post(f"{at}/verwijderen")
    assert status(as_(charlie), in_comment) == 404
    hers.post(f"{at}/terugzetten")
    assert status(as_(charlie), in_comment) == 200

    at = f"/vragen/{asked.id}/ervaringen/{told.id}"
    his.post(f"{at}/verwijderen")
    assert status(as_(charlie), in_experience) == 404
    his.post(f"{at}/terugzetten")
    assert status(as_(charlie), in_experience) == 200


def test_under_a_hidden_experience_a_comment_shows_nothing(
    as_: As, alice: Person, bob: Person, charlie: Person
) -> None:
    asked = questions.question(alice)
    told = questions.experience(asked, bob)
    url = sent(as_(alice))
    data = {"body": f"Zo? ![zo]({url})", "experience_id": str(told.id)}
    as_(alice).post(f"/vragen/{asked.id}/reacties", data)
    assert status(as_(charlie), url) == 200
    hide(told, deleted_at=now())
    assert status(as_(charlie), url) == 404


def test_in_the_yield(as_: As, alice: Person, charlie: Person) -> None:
    asked = questions.question(alice)
    url = sent(as_(alice), PDF, "les.pdf")
    told = {"tried": f"[Mijn les]({url})", "cycles": "applied"}
    as_(alice).post(f"/vragen/{asked.id}/afronden", told)
    assert status(as_(charlie), url) == 200
    assert f'href="{url}"' in as_(charlie).get(asked.url).text


def test_what_an_edit_takes_out_is_its_owners_again(
    as_: As, alice: Person, charlie: Person
) -> None:
    hers = as_(alice)
    old, new = sent(hers), sent(hers)
    id_ = ask_with(hers, old).split("/")[2].split("-")[0]
    edit = {**ASKED, "body": f"Anders: ![nieuw]({new})", "version": "1"}
    assert hers.post(f"/vragen/{id_}/aanpassen", edit).status_code == 303
    assert (status(as_(charlie), old), status(as_(charlie), new)) == (404, 200)
    assert status(hers, old) == 200


def test_a_question_that_is_taken_away_takes_its_files(
    as_: As, alice: Person, bob: Person, charlie: Person
) -> None:
    hers = as_(alice)
    alone, answered = sent(hers), sent(hers)
    for url in (alone, answered):
        id_ = ask_with(hers, url).split("/")[2].split("-")[0]
        if url == answered:
            in_comment = sent(as_(bob))
            body = {"body": f"Zo: ![zo]({in_comment})"}
            as_(bob).post(f"/vragen/{id_}/reacties", body)
        hers.post(f"/vragen/{id_}/verwijderen")
        assert status(as_(charlie), url) == 404
    assert status(as_(charlie), in_comment) == 200, "what others brought stays"


def test_the_file_of_another_cannot_be_made_public(
    as_: As, alice: Person, bob: Person, charlie: Person
) -> None:
    url = sent(as_(alice))
    ask_with(as_(bob), url)
    for other in (bob, charlie):
        assert status(as_(other), url) == 404
    assert status(as_(alice), url) == 200


def test_a_file_hangs_on_the_first_place_only(
    as_: As, alice: Person, charlie: Person, our_school: School
) -> None:
    """What is shown at one's school does not come out by naming it elsewhere."""
    url = sent(as_(alice))
    ask_with(as_(alice), url, audience=f"school-{our_school.id}")
    ask_with(as_(alice), url)
    assert status(as_(charlie), url) == 404


def test_an_address_is_the_one_we_gave(as_: As, alice: Person) -> None:
    browser = as_(alice)
    url = sent(browser)
    folder = url.rpartition("/")[0]
    for wrong in (f"{folder}/x.html", f"{folder}/1x1.webp", f"/bestanden/{'0' * 32}/640x480.webp"):
        assert status(browser, wrong) == 404


def test_a_picture_shows_and_does_nothing_else(as_: As, alice: Person) -> None:
    answer = as_(alice).get(sent(as_(alice)))
    assert answer.mimetype == "image/webp"
    assert answer.headers["Content-Disposition"] == "inline"
    assert answer.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert answer.headers["Cache-Control"] == "private, no-cache"
    answer.close()


def test_a_document_is_only_ever_saved(as_: As, alice: Person) -> None:
    answer = as_(alice).get(sent(as_(alice), PDF, "Les über; wat.pdf"))
    assert answer.headers["Content-Disposition"] == (
        "attachment; filename=\"les-uber-wat.pdf\"; filename*=UTF-8''Les%20%C3%BCber%3B%20wat.pdf"
    )
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    answer.close()


def test_a_visitor_sees_what_stands_in_an_example(
    as_: As, client: Client, alice: Person, vera: Person
) -> None:
    url, other = sent(as_(alice)), sent(as_(alice), name="ander.png")
    ask_with(as_(alice), url)
    assert (status(client, url), status(as_(vera), url)) == (302, 404)
    do(lambda: db.session.execute(update(Question).values(example_at=now())))
    assert (status(client, url), status(as_(vera), url)) == (200, 200)
    assert status(client, other) == 302
    do(lambda: db.session.execute(update(Question).values(hidden_at=now())))
    assert (status(client, url), status(as_(vera), url)) == (302, 404)


def test_the_browser_keeps_it_but_asks_each_time(as_: As, alice: Person, bob: Person) -> None:
    url = sent(as_(alice))
    ask_with(as_(alice), url)
    his = as_(bob)
    first = his.get(url)
    first.close()
    kept = {"If-None-Match": first.headers["ETag"]}
    again = his.get(url, headers=kept)
    assert (again.status_code, again.data) == (304, b"")
    do(lambda: db.session.execute(update(Question).values(deleted_at=now())))
    assert his.get(url, headers=kept).status_code == 404


def test_nothing_tells_who_asked_without_a_name(as_: As, alice: Person, bob: Person) -> None:
    url = sent(as_(alice), PDF, "werkblad.pdf")
    body = f"Dit is mijn blad: [werkblad]({url})"
    asked = as_(alice).post("/vragen/nieuw", {**ASKED, "body": body, "anonymous": "y"}).location
    page = as_(bob).get(asked)
    file = as_(bob).get(url)
    assert url in page.text
    for told in (url, str(file.headers), page.text):
        assert "Alice" not in told and "alice" not in told
    file.close()


def test_who_left_leaves_what_was_posted(as_: As, alice: Person, bob: Person) -> None:
    url = sent(as_(alice))
    ask_with(as_(alice), url)
    do(lambda: db.session.execute(update(Attachment).values(owner_id=None)))
    assert status(as_(bob), url) == 200
