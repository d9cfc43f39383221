"""Whatever is sent to whatever address: an answer in words, never an error of ours.

What one form does with wild text is in the tests of its room; here every address gets the fields of
every form, as a page, as a piece of one and as JSON.
"""

import re
from collections.abc import Callable
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from crowd.accounts.models import Person
from tests.client import Client
from tests.inputs import wild
from tests.site.conftest import Address

As = Callable[[Person], Client]
NAME = re.compile(r'name="([a-z_]+)"')
MORE = {
    "place",
    "fields",
    "q",
    "tab",
    "na",
    "sector",
    "thema",
    "vak",
    "status",
    "t",
    "tot",
    "next",
    "v",
}
# a browser that is logged out, or a question that is gone, tries nothing more
ENDINGS = ("uitloggen", "verwijderen", "/ik/instellingen/wachtwoord")
UNREADY = "/readyz"  # 503 says so on purpose
AS: tuple[dict[str, str], ...] = (
    {},
    {"HX-Request": "true"},
    {"Accept": "application/json"},
    {"Accept-Language": ",;q=x"},
)
EXAMPLES = 300


def test_any_fields_at_any_address(
    as_: As, client: Client, addresses: list[Address], alice: Person, mo: Person
) -> None:
    browsers = [as_(alice), as_(mo), client]
    tokens = [browser.own_token() for browser in browsers]
    tried = [a for a in addresses if not a.path.endswith(ENDINGS) and a.path != UNREADY]
    seen = [browsers[0].get(a.path) for a in tried if not a.writes]
    pages = [answer for answer in seen if answer.mimetype == "text/html"]
    names = MORE.union(*(NAME.findall(page.text) for page in pages)) - {"csrf_token"}
    assert {"body", "title", "email", "key"} <= names
    for answer in seen:
        answer.close()

    @settings(
        max_examples=EXAMPLES,
        deadline=None,
        derandomize=True,
        database=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(
        st.sampled_from(tried),
        st.sampled_from([0, 1, 2]),
        st.dictionaries(st.sampled_from(sorted(names)), wild, max_size=6),
        st.sampled_from(AS),
    )
    def send(address: Address, who: int, fields: dict[str, Any], headers: dict[str, str]) -> None:
        browser = browsers[who]
        if address.writes:
            sent = {**fields, "csrf_token": tokens[who]}
            answer = browser.browser.post(address.path, data=sent, headers=headers)
        else:
            answer = browser.get(address.path, query_string=fields, headers=headers)
        assert answer.status_code < 500, address
        answer.close()

    send()
