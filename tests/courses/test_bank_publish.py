"""Several questions published at once: what is finished goes out, the rest stays a draft and says why."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import User
from accounts.roles import Role
from cms.services.workflows import set_up_workflow
from courses.models import Question
from courses.services.bank_publishing import publish_questions
from courses.views.bank_kinds import empty_body
from tests.courses.desk import edit_url, signed_in, words
from tests.courses.pages import soup_of
from tests.courses.question_forms import category, form_of, url_of
from tests.factories.courses import make_editor
from tests.factories.neighborhood import QUESTIONS
from tests.factories.quizzes import add_question

pytestmark = pytest.mark.django_db

BULK = "/beheer/bulk/courses/question/publish/"
KINDS = [kind for kind in QUESTIONS if kind != "hotspot"]


@pytest.fixture
def desk(chief: User) -> Client:
    return signed_in(chief)


def draft(desk: Client, kind: str = "true_false", **fields: Any) -> Question:
    """A question that was saved and not published."""
    desk.post(url_of("add"), form_of(kind, **fields))
    question = Question.objects.latest("pk")
    assert not question.live
    return question


def half_done(desk: Client, title: str = "Nog lang niet af") -> Question:
    body = empty_body("single_choice")
    return draft(desk, "single_choice", value=body[0].value, title=title)


def address(*questions: Question) -> str:
    return f"{BULK}?{'&'.join(f'id={question.pk}' for question in questions)}&next={url_of('list')}"


def publish_all(desk: Client, *questions: Question) -> HttpResponse:
    response = desk.post(address(*questions), follow=True)
    assert response.status_code == 200
    return response


def live(*questions: Question) -> list[bool]:
    found = Question.objects.in_bulk([question.pk for question in questions])
    return [found[question.pk].live for question in questions]


@pytest.mark.parametrize("kind", KINDS)
def test_a_finished_draft_of_every_type_goes_out(desk: Client, kind: str) -> None:
    question = draft(desk, kind)
    assert "1 vraag is gepubliceerd." in words(publish_all(desk, question))
    question.refresh_from_db()
    assert (question.live, question.has_unpublished_changes) == (True, False)
    assert question.content()["type"] == kind


def test_what_is_not_finished_stays_and_is_named(desk: Client) -> None:
    good, bad, other = draft(desk), half_done(desk), draft(desk, "ordering", title="Wat eerst?")
    page = words(desk.get(address(good, bad, other)))
    assert "Deze 2 vragen zijn af" in page
    assert "Deze vraag blijft een concept Nog lang niet af De vraag ontbreekt." in page
    assert "Kies minstens één goed antwoord." in page
    assert "Publiceer deze 2 vragen" in page
    assert live(good, bad, other) == [False, False, False], "looking publishes nothing"
    response = publish_all(desk, good, bad, other)
    text = words(response)
    assert "2 vragen zijn gepubliceerd." in text
    assert "‘Nog lang niet af’ is niet gepubliceerd." in text
    assert "De uitleg ontbreekt." in text
    assert soup_of(response).find("a", href=edit_url(bad), string=lambda text: "Bewerk de vraag" in (text or ""))
    assert live(good, bad, other) == [True, False, True]


def test_none_is_finished(desk: Client) -> None:
    question = half_done(desk)
    page = soup_of(desk.get(address(question)))
    assert not page.select("form[action*=publish]"), "nothing to press"
    assert "gepubliceerd." not in words(publish_all(desk, question)).replace("is niet gepubliceerd.", "")
    assert live(question) == [False]


def test_the_newest_words_go_out_and_what_is_out_stays(desk: Client) -> None:
    same = add_question(QUESTIONS["ordering"].content)
    changed = add_question(QUESTIONS["true_false"].content)
    desk.post(edit_url(changed), form_of("true_false", **{"body-0-value-stem": "Klopt dit nu wel?"}))
    before = same.revisions.count()
    assert "Was al gepubliceerd" in words(desk.get(address(same, changed)))
    publish_all(desk, same, changed)
    changed.refresh_from_db()
    assert changed.content()["stem"] == "Klopt dit nu wel?"
    assert same.revisions.count() == before


def test_a_question_that_was_taken_back_can_go_out_again(desk: Client) -> None:
    question = add_question(QUESTIONS["true_false"].content)
    question.unpublish()
    publish_all(desk, question)
    assert live(question) == [True]


def test_two_with_the_same_mark(desk: Client) -> None:
    """Drafts may have it both; only one can go out."""
    one, two = draft(desk, title="Eerste"), draft(desk, title="Tweede")
    for question in (one, two):
        question.idnumber = "v1"
        question.save_revision(clean=False)
    Question.objects.filter(pk__in=[one.pk, two.pk]).update(idnumber="", has_unpublished_changes=True)
    text = words(publish_all(desk, one, two))
    assert "‘Tweede’ is niet gepubliceerd. Een andere vraag heeft dit kenmerk al." in text
    assert live(one, two) == [True, False]


def test_fields_of_the_form_count_too(desk: Client) -> None:
    question = draft(desk)
    question.title = ""
    question.facts = [("fact", {"sentence": "", "source": None, "status": "te_controleren", "checked_on": None})]
    question.save_revision(clean=False)
    page = words(desk.get(address(question)))
    assert "Geef de vraag een korte titel." in page
    assert "Feit 1: " in page


def test_a_draft_without_a_type(desk: Client) -> None:
    desk.post(url_of("add"), {"title": "Leeg", "category": category().pk, "body-count": 0, "facts-count": 0})
    assert "Kies welke soort vraag het is" in words(desk.get(address(Question.objects.get())))


# --- Not now ----------------------------------------------------------------------------------------
def test_locked_by_somebody_else(desk: Client) -> None:
    question = draft(desk)
    Question.objects.filter(pk=question.pk).update(locked=True, locked_by=make_editor(Role.ADMIN, email="a@b.example"))
    assert "Deze vraag staat op slot." in words(publish_all(desk, question))
    assert live(question) == [False]


def test_handed_in_goes_out_and_leaves_the_queue(desk: Client, editor: User) -> None:
    set_up_workflow()
    question = draft(desk)
    question.get_workflow().start(question, editor)
    publish_all(desk, question)
    assert live(question) == [True]
    assert not Question.objects.get(pk=question.pk).workflow_in_progress


@pytest.mark.parametrize("is_planned", [True, False])
def test_a_later_moment_stays_what_it_was(desk: Client, is_planned: bool) -> None:
    question = draft(desk)
    question.go_live_at = timezone.now() + timedelta(days=3)
    revision = question.save_revision()
    if is_planned:
        revision.publish()
    text = words(publish_all(desk, question))
    assert ("Deze vraag is al gepland" if is_planned else "Bij deze vraag staat een later moment.") in text
    assert live(question) == [False]


# --- Who --------------------------------------------------------------------------------------------
def test_who_writes_does_not_publish(desk: Client, editor: User) -> None:
    question, client = draft(desk), signed_in(editor)
    for response in (client.get(address(question)), client.post(address(question))):
        assert response.status_code == 302
        assert response["Location"] == "/beheer/"
    assert live(question) == [False]
    with pytest.raises(PermissionDenied):
        publish_questions(questions=[question], by=editor)


def test_the_list_offers_it_to_who_may(desk: Client, editor: User) -> None:
    draft(desk)
    assert soup_of(desk.get(url_of("list"))).select(f"[data-bulk-action-button][href='{BULK}']")
    page = soup_of(signed_in(editor).get(url_of("list")))
    assert not page.select("[data-bulk-action-button], [data-bulk-action-checkbox]")
    assert "Een vraag" in page.get_text()
    assert "Waar of niet waar" in page.get_text()


@pytest.mark.parametrize("query", ["", "?id=987654321", "?id=x", "?id=" + "9" * 40])
def test_no_such_selection(desk: Client, query: str) -> None:
    assert desk.get(BULK + query).status_code == 404


def test_nothing_else_can_be_published_this_way(desk: Client) -> None:
    assert desk.get(f"/beheer/bulk/courses/category/publish/?id={category().pk}").status_code == 404


def test_history_tells_it(desk: Client, chief: User) -> None:
    question = draft(desk)
    publish_all(desk, question)
    assert "Gepubliceerd" in words(desk.get(url_of("history", question.pk)))


def test_looking_costs_as_much_as_the_selection(desk: Client) -> None:
    """Every question more costs the same few queries."""
    chosen = [draft(desk) for _number in range(6)]

    def cost(count: int) -> int:
        with CaptureQueriesContext(connection) as queries:
            desk.get(address(*chosen[:count]))
        return len(queries)

    cost(1)
    one, three, six = cost(1), cost(3), cost(6)
    assert six - three == (three - one) / 2 * 3
    assert (three - one) / 2 <= 8
