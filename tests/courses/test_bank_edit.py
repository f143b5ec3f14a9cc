"""The form of a question in `/beheer/`: its type, drafts, and input that cannot be read."""

from typing import Any
from uuid import UUID

import pytest
from django.test import Client

from accounts.models import User
from courses.blocks import QuestionBlock
from courses.models import Question
from courses.quiz import InvalidQuestion
from courses.views.bank_kinds import all_kinds, empty_body
from tests.courses.desk import edit_url, signed_in, words
from tests.courses.pages import soup_of
from tests.courses.question_forms import V, category, form_of, publish, url_of, whole_form, without
from tests.factories.neighborhood import QUESTIONS
from tests.factories.quizzes import add_question

pytestmark = pytest.mark.django_db

KINDS = list(QUESTIONS)


@pytest.fixture
def desk(chief: User) -> Client:
    return signed_in(chief)


# --- Which type --------------------------------------------------------------------------------------
def test_a_new_question_first_asks_which_type(desk: Client) -> None:
    response = desk.get(url_of("add"))
    assert "Welke soort vraag?" in words(response)
    cards = soup_of(response).select(".bank-kind")
    assert [str(card["href"]) for card in cards] == [f"?soort={kind}" for kind in QuestionBlock().child_blocks]
    assert len(cards) == 11
    assert all("Bijvoorbeeld:" in card.get_text() for card in cards)


@pytest.mark.parametrize("kind", ["", "x", "\0", "single_choice'", "9" * 5000])
def test_no_type_of_ours_is_the_same_page(desk: Client, kind: str) -> None:
    assert "Welke soort vraag?" in words(desk.get(url_of("add"), {"soort": kind}))


@pytest.mark.parametrize("kind", KINDS)
def test_the_form_opens_with_its_type_ready(desk: Client, kind: str) -> None:
    response = desk.get(url_of("add"), {"soort": kind})
    assert response.status_code == 200
    body = response.context["form"].instance.body
    assert [block.block_type for block in body] == [kind]
    assert soup_of(response).select_one("[data-missing]")


def test_a_new_question_has_as_many_lines_as_it_needs() -> None:
    assert len(empty_body("single_choice")[0].value["options"]) == 2
    assert len(empty_body("ordering")[0].value["items"]) == 3
    assert empty_body("crossword") is None
    assert {kind.name for kind in all_kinds()} == set(KINDS)


def test_a_copy_keeps_its_type(desk: Client) -> None:
    question = add_question(QUESTIONS["ordering"].content)
    response = desk.get(url_of("copy", question.pk))
    assert response.context["form"].instance.body[0].block_type == "ordering"


# --- Drafts ------------------------------------------------------------------------------------------
@pytest.mark.parametrize("kind", KINDS)
def test_a_draft_may_wait(desk: Client, kind: str) -> None:
    """And the list, the preview and its own page open with a question that is not finished."""
    response = desk.post(url_of("add"), form_of(kind, empty_body(kind)[0].value))
    assert response.status_code == 302, response.context["form"].errors
    question = Question.objects.get()
    assert not question.live
    for url in (edit_url(question), url_of("list"), url_of("usage", question.pk)):
        assert desk.get(url).status_code == 200
    preview = url_of("preview_on_edit", question.pk)
    desk.post(preview, form_of(kind, empty_body(kind)[0].value))
    assert "Deze vraag is nog niet af. Wat er nog moet:" in words(desk.get(preview))
    assert "De uitleg ontbreekt." in words(desk.get(preview))


def test_a_draft_without_a_type_breaks_nothing(desk: Client) -> None:
    posted = {"title": "Nog niets", "category": category().pk, "body-count": 0, "facts-count": 0}
    desk.post(url_of("add"), posted)
    question = Question.objects.get()
    with pytest.raises(InvalidQuestion):
        question.content()
    desk.post(url_of("preview_on_edit", question.pk), posted)
    assert "Kies eerst welke soort vraag het is." in words(desk.get(url_of("preview_on_edit", question.pk)))
    assert desk.get(url_of("list")).status_code == 200


def test_a_draft_changes_nothing_for_learners(desk: Client) -> None:
    question = add_question(QUESTIONS["single_choice"].content)
    before = question.content()
    response = desk.post(edit_url(question), without(form_of("single_choice"), f"{V}-explanation"))
    assert response.status_code == 302
    question.refresh_from_db()
    assert question.live
    assert question.has_unpublished_changes
    assert question.content() == before


def test_an_editor_saves_a_draft_and_does_not_publish(editor: User) -> None:
    question = add_question(QUESTIONS["true_false"].content)
    publish(signed_in(editor), form_of("true_false", **{f"{V}-stem": "Anders?"}), question)
    question.refresh_from_db()
    assert question.content()["stem"] != "Anders?"


@pytest.mark.parametrize("kind", KINDS)
def test_the_way_of_a_question(desk: Client, kind: str) -> None:
    """Draft, refused, published, changed, and its history with what changed."""
    desk.post(url_of("add"), whole_form(kind))
    question = Question.objects.get()
    assert publish(desk, without(whole_form(kind), f"{V}-explanation"), question).status_code == 200
    question.refresh_from_db()
    assert not question.live
    assert publish(desk, whole_form(kind), question).status_code == 302
    question.refresh_from_db()
    assert question.live
    assert question.content()["type"] == kind
    desk.post(edit_url(question), whole_form(kind, **{f"{V}-stem": "Wat zie je hier?"}))
    first, *_more, last = question.revisions.order_by("pk")
    compared = words(desk.get(url_of("revisions_compare", question.pk, first.pk, last.pk)))
    assert "Wat zie je hier?" in compared
    assert desk.get(url_of("revisions_view", question.pk, last.pk)).status_code == 200
    assert desk.get(url_of("revisions_revert", question.pk, first.pk)).status_code == 200
    history = words(desk.get(url_of("history", question.pk)))
    assert "Gepubliceerd" in history
    assert "Vergelijk met" in history


# --- Bad input ---------------------------------------------------------------------------------------
HALF = [
    {},
    {"body-count": ""},
    {"body-count": "x"},
    {"body-count": "9" * 30},
    {"body-count": 1},
    {"body-count": 1, "body-0-deleted": "", "body-0-type": "single_choice", "body-0-order": ""},
    {"body-count": 0, "facts-count": "x"},
    {"body-count": 0, "facts-count": 0, "body-0-id": "\0"},
]


def test_ids_that_are_none_are_made_anew(desk: Client) -> None:
    """Everything that refers to an answer does so by its id."""
    fields = whole_form("single_choice", **{"body-0-id": "abc", f"{V}-options-0-id": "abc"})
    desk.post(url_of("add"), fields)
    stored = Question.objects.get().body.get_prep_value()[0]
    options = [row["id"] for row in stored["value"]["options"]]
    assert options[1:] == [fields[f"{V}-options-{number}-id"] for number in range(1, len(options))]
    assert UUID(stored["id"])
    assert UUID(options[0])


@pytest.mark.parametrize("posted", HALF)
def test_half_a_form_gets_a_sentence(desk: Client, posted: dict[str, Any]) -> None:
    question = add_question(QUESTIONS["true_false"].content)
    said = "Het formulier kwam niet heel aan"
    posted = {"title": "x", "category": question.category_id} | posted
    for url in (edit_url(question), url_of("add") + "?soort=numeric"):
        assert said in words(desk.post(url, posted, follow=True))
        answer = desk.post(url, posted, headers={"accept": "application/json"})
        assert (answer.status_code, answer.json()["success"]) == (400, False)
    for url in (url_of("problems_on_add"), url_of("problems", question.pk)):
        answer = desk.post(url, posted)
        assert answer.status_code == 400
        assert said in words(answer)
    for url in (url_of("preview_on_add"), url_of("preview_on_edit", question.pk)):
        assert desk.post(url, posted).json() == {"is_valid": False, "is_available": False}
    assert question.revisions.count() == Question.objects.count() == 1


def test_a_form_from_before_an_update_lacks_a_list(desk: Client) -> None:
    """Open since before tips existed: the rest is kept."""
    posted = form_of("true_false")
    del posted[f"{V}-hints-count"]
    assert publish(desk, posted).status_code == 302
    assert Question.objects.get().live


@pytest.mark.parametrize(
    "text", ["a\0b", "\ud800".encode("utf-8", "surrogatepass").decode("utf-8", "replace"), "x" * 20_000]
)
def test_a_text_that_cannot_be(desk: Client, text: str) -> None:
    response = desk.post(url_of("problems_on_add"), form_of("single_choice", **{f"{V}-stem": text}))
    assert response.status_code == 200


@pytest.mark.parametrize("pk", [0, 987654321])
def test_no_such_question(desk: Client, pk: int) -> None:
    assert desk.post(url_of("problems", pk), form_of("true_false")).status_code == 404
    assert desk.get(url_of("usage", pk)).status_code == 404


def test_only_writers(client: Client) -> None:
    for url in (url_of("problems_on_add"), url_of("add")):
        assert client.post(url, form_of("true_false")).status_code == 302
    assert not Question.objects.exists()


def test_asking_what_is_missing_is_a_post(desk: Client) -> None:
    assert desk.get(url_of("problems_on_add")).status_code == 405
