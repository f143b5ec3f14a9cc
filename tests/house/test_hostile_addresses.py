"""Every address of the site with odd parts, odd queries and bodies that are no form: never an error of ours."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.house.hostile import (
    PATTERNS,
    Place,
    ask,
    bodies,
    desk,
    is_page,
    judge,
    parts,
    parts_of,
    place,
    queries,
    visitors_of,
    world,
)

__all__ = ["desk", "place", "world"]

EXAMPLES = 3  # of each address: the plain one, and two that are odd
METHODS = ["get", "get", "get", "head", "post", "put", "delete", "options"]


def test_whatever_stands_in_an_address(place: Place) -> None:
    for pattern in PATTERNS:

        @settings(max_examples=EXAMPLES)
        @given(
            filled=st.fixed_dictionaries({n: st.sampled_from(place.known[n]) | parts for n in parts_of(pattern)}),
            query=queries,
            visitor=st.sampled_from(visitors_of(pattern)),
            method=st.sampled_from(METHODS),
        )
        def run(pattern: str, filled: dict[str, str], query: str, visitor: str, method: str) -> None:
            judge(ask(place.clients[visitor], method, f"{pattern.format(**filled)}?{query}"))

        run(pattern)


@pytest.mark.parametrize("what", bodies)
def test_a_body_that_is_no_form(place: Place, what: str) -> None:
    body, content_type = bodies[what]
    for pattern in PATTERNS:
        client = place.clients[visitors_of(pattern)[-1]]
        response = ask(client, "post", place.address(pattern), body, content_type=content_type)
        judge(response)
        if response.status_code == 400 and is_page(response):
            assert b'lang="nl"' in response.body
