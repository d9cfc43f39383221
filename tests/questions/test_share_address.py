"""Passing on the address of a question: it tells an outsider nothing that is not theirs to read."""

import re
from collections.abc import Callable

from crowd.accounts.models import Person
from tests.client import Client
from tests.factories import questions

As = Callable[[Person], Client]
TITLE = "Hoe houd ik het stil na de gymles?"
BODY = "De kinderen komen bezweet en luid terug."


def shared(html: str) -> dict[str, str]:
    found = re.search(r'<a [^>]*href="([^"]+)" data-share="([^"]+)"', html)
    assert found
    return {"url": found[1], "title": found[2]}


def card(html: str) -> dict[str, str]:
    return dict(re.findall(r'<meta property="og:(\w+)" content="([^"]*)"', html))


def test_the_address_of_a_closed_question_tells_nothing(
    as_: As, client: Client, alice: Person, bob: Person, vera: Person
) -> None:
    asked = questions.question(alice, title=TITLE, body=BODY)
    link = shared(as_(bob).get(asked.url).text)
    assert link == {"url": f"/vragen/{asked.id}", "title": "The Crowd"}
    for reader in (client, as_(vera)):
        page = reader.get(link["url"], follow_redirects=True).text
        assert card(page) == {"site_name": "The Crowd"}
        assert "gymles" not in str(re.findall(r'<meta name="description"[^>]*>', page))
    assert "gymles" not in client.get(link["url"], follow_redirects=True).text


def test_the_address_of_an_example_says_what_it_is(
    as_: As, client: Client, alice: Person, mo: Person
) -> None:
    asked = questions.question(alice, title=TITLE, body=BODY)
    as_(mo).post(f"/vragen/{asked.id}/voorbeeld", {"show": "1"})
    page = client.get(asked.url).text
    assert shared(page) == {"url": asked.url, "title": TITLE}
    told = card(page)
    assert told["title"] == TITLE
    assert told["description"] == BODY
    assert told["url"] == f"http://localhost{asked.url}"
    assert "Alice" not in str(told)


def test_an_address_that_was_cut_off_leads_there(as_: As, alice: Person) -> None:
    asked = questions.question(alice, title=TITLE, body=BODY)
    for path in (f"/vragen/{asked.id}", f"/vragen/{asked.id}-", f"/vragen/{asked.id}-oude-titel"):
        answer = as_(alice).get(path)
        assert (answer.status_code, answer.location) == (301, asked.url)
