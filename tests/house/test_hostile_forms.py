"""Every form of the site filled in with whatever somebody may send; what a GET writes, and a form without its token."""

import re
from collections.abc import Iterator

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from hypothesis import given, settings
from hypothesis import strategies as st

from courses.services.attempting import standing_answers
from tests.courses.pages import only_form
from tests.factories.courses import attempt_with, load_saar, right_data, save, wrong_data
from tests.house.access import IN, ON, POST_ONLY, guest_client
from tests.house.hostile import (
    PATTERNS,
    Place,
    ask,
    desk,
    forms_of,
    is_page,
    judge,
    place,
    values,
    visitors_of,
    world,
)

__all__ = ["desk", "place", "world"]

EXAMPLES = 3  # of each form: the plain one, and two that are odd
ODD = 3  # fields of a form that are odd at once
WRITES = re.compile(r'^(?:INSERT INTO|UPDATE|DELETE FROM) "(\w+)"')
LOOKUP = ({"certificates_certificatelookup"}, "who holds the certificate reads that a wijkagent looked")
# What a look may write, and why.
BY_LOOKING = {
    "/c/{number}/": LOOKUP,
    "/c/{number}/{token}/": LOOKUP,
    "/C/{number}": LOOKUP,
    "/C/{number}/{token}": LOOKUP,
    "/wijk/mensen/": ({"accounts_auditevent"}, "who is findable reads that the wijkagent opened the list"),
    "/beheer/pages/{page}/edit/": (
        {"wagtailadmin_editingsession", "wagtailcore_pagesubscription"},
        "Wagtail tells others at the desk who has the page open",
    ),
    "/beheer/snippets/courses/path/edit/{path}/": ({"wagtailadmin_editingsession"}, "the same"),
}


def forms_of_the_site(place: Place) -> Iterator[tuple[Client, str, str, dict[str, str]]]:
    """Each form once, with a visitor who may send it."""
    seen = set()
    for pattern in PATTERNS:
        for visitor in visitors_of(pattern, IN)[-1:]:
            client = place.clients[visitor]
            response = ask(client, "get", place.address(pattern))
            for method, target, fields in forms_of(response, place.address(pattern)) if is_page(response) else ():
                if (key := (method, target, *fields)) not in seen:
                    seen.add(key)
                    yield client, method, target, fields


def test_whatever_stands_in_a_form(place: Place) -> None:
    forms = list(forms_of_the_site(place))
    assert len(forms) > 80
    for client, method, target, fields in forms:
        names = st.sampled_from(sorted(fields))

        @settings(max_examples=EXAMPLES)
        @given(odd=st.dictionaries(names, values | st.lists(values, max_size=3), max_size=ODD))
        def run(client: Client, method: str, target: str, fields: dict[str, str], odd: dict[str, object]) -> None:
            judge(ask(client, method, target, fields | odd))

        run(client, method, target, fields)


def test_a_look_changes_nothing(place: Place) -> None:
    """A scanner of links, a preview in a chat, a browser that fetches ahead: they GET whatever they find."""
    wrote = {}
    for pattern in PATTERNS:
        visitors = visitors_of(pattern, IN, ON, POST_ONLY)
        found = {table for name in {*visitors[:1], *visitors[-1:], *({"officer"} & {*visitors})}
                 for table in written(place, name, pattern)}  # fmt: skip
        if found:
            wrote[pattern] = found
    assert wrote == {pattern: tables for pattern, (tables, _reason) in BY_LOOKING.items()}


def written(place: Place, visitor: str, pattern: str) -> set[str]:
    """The tables that a GET writes."""
    with CaptureQueriesContext(connection) as queries:
        ask(place.clients[visitor], "get", place.address(pattern))
    return {hit[1] for one in queries if (hit := WRITES.match(one["sql"]))}


def test_a_form_without_its_token_is_told_what_to_do(place: Place) -> None:
    for pattern in PATTERNS:
        visitor = visitors_of(pattern)[-1]
        client = Client(enforce_csrf_checks=True)
        client.cookies = place.clients[visitor].cookies
        response = ask(client, "post", place.address(pattern), {"name": "x"})
        assert response.status_code == 403, pattern
        assert "Probeer het nog eens" in response.body.decode(), pattern


def test_an_answer_without_its_token_is_not_lost(db: None) -> None:
    """The page stood open too long: nothing changes, and the same answer is taken with the token of a fresh page."""
    load_saar()
    attempt, item = attempt_with("single_choice")
    save(attempt, item.position, wrong_data(item.version)[0])
    before, right = standing_answers(attempt)[item.pk].response, right_data(item.version)[0]
    client = Client(enforce_csrf_checks=True)
    client.cookies = guest_client(attempt.learner).cookies
    address = f"/leren/saar/toets/toets/vraag/{item.position}/"
    refused = client.post(address, right)
    assert refused.status_code == 403 and "Er is niets veranderd." in refused.content.decode()
    assert standing_answers(attempt)[item.pk].response == before
    form = only_form(client.get(address))
    assert client.post(address, form.fill(**right, next="1")).status_code == 302
    assert standing_answers(attempt)[item.pk].response["choice"] == right["choice"][0]
