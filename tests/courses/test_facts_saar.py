"""*Redactie > Feiten nakijken* with a whole course in it: SAAR (DESIGN §4)."""

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from courses.blocks.facts import CHECKERS
from courses.models import LessonPage, Question
from courses.services import loading
from courses.services.fact_checking import check_fact
from courses.services.facts import all_facts
from courses.services.freezing import freeze_course
from tests.conftest import NOW
from tests.content.written import written
from tests.courses.desk import signed_in
from tests.courses.pages import forms_of, soup_of
from tests.factories.courses import edit_lesson, saar_page

URL = "/beheer/redactie/feiten/"
MOST_QUERIES = 20
OPEN = sum(fact["status"] == "te_controleren" for fact in written("saar").facts())
pytestmark = pytest.mark.usefixtures("saar", "now")


@pytest.fixture
def client(editor: User) -> Client:
    return signed_in(editor)


def test_saar_says_for_every_open_fact_who_checks_it_and_the_edition_stays_the_same(saar: loading.Loaded) -> None:
    facts = [fact for fact in all_facts() if fact.status == "te_controleren"]
    assert len(facts) == OPEN
    assert {fact.check_by for fact in facts} == dict(CHECKERS).keys()
    with_roles = freeze_course(saar_page()).content_hash
    assert with_roles == saar.edition.content_hash
    for lesson in LessonPage.objects.all():
        edit_lesson(lesson, forget_roles)
    assert not [fact for fact in all_facts() if fact.check_by and isinstance(fact.place, LessonPage)]
    assert freeze_course(saar_page()).content_hash == with_roles


def forget_roles(screens: list[dict[str, Any]]) -> None:
    for screen in screens:
        for block in screen["value"]["content"]:
            for item in block["value"]["facts"]:
                item["value"].pop("check_by")


def test_many_facts_come_by_page_and_on_paper_all_at_once(client: Client, saar: loading.Loaded) -> None:
    first, second = client.get(URL), client.get(URL, {"p": "2"})
    assert len(soup_of(first).select(".fact-card")) == 40
    assert len(soup_of(second).select(".fact-card")) == min(40, OPEN - 40)
    assert client.get(URL, {"p": "999999999999999999999"}).status_code == 200
    paper = client.get(URL, {"print": "1"})
    assert len(soup_of(paper).select(".fact-sheet li")) == OPEN
    assert not [form for form in forms_of(paper) if form.fields.get("fact")]
    assert len(soup_of(client.get(URL, {"print": "1", "check_by": "medisch"})).select(".fact-sheet li")) == 1


@pytest.mark.parametrize("query", [{}, {"print": "1"}])
def test_queries_do_not_grow(client: Client, saar: loading.Loaded, query: dict[str, str]) -> None:
    client.get(URL, query)
    with CaptureQueriesContext(
        connection,
    ) as few:
        client.get(URL, query)
    for lesson in LessonPage.objects.all():
        for number in range(3):
            twin = lesson.copy(update_attrs={"slug": f"{lesson.slug}-{number}"}, copy_revisions=True)
            twin.specific.save_revision()
    for question in Question.objects.all():
        question.save_revision()
    facts = len(all_facts())
    with CaptureQueriesContext(connection) as many:
        client.get(URL, query)
    assert facts > 150
    assert len(few) == len(many) <= MOST_QUERIES


def test_nothing_else_of_the_lesson_changes(chief: User, saar: loading.Loaded) -> None:
    fact = next(fact for fact in all_facts() if fact.check_by == "medisch")
    place = fact.place
    before = LessonPage.objects.get(pk=place.pk).screens.get_prep_value()
    seen = fact.stored.fingerprint
    check_fact(place=place, fact_id=fact.stored.id, seen=seen, by_role="medisch", by=chief, now=NOW)
    after = LessonPage.objects.get(pk=place.pk).screens.get_prep_value()
    assert before != after
    assert strip(before) == strip(after)


def strip(stored: Any) -> Any:
    """Stored screens without what a check writes."""
    if isinstance(stored, dict):
        return {name: strip(value) for name, value in stored.items() if name not in {"status", "checked_on"}}
    return [strip(value) for value in stored] if isinstance(stored, list) else stored
