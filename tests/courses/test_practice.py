"""Practice questions on screens, without JavaScript: an answer, and at once the explanation (DESIGN §4)."""

import pytest
from django.test import Client

from courses.models import AnswerEvent, Attempt, Enrollment, PracticeAnswer, Question
from tests.courses.conftest import client_of
from tests.courses.pages import forms_of, post, text_of
from tests.factories.courses import (
    edit_question,
    make_enrollment,
    practice_screens,
    release,
    right_data,
    version_of,
    wrong_data,
)

NAMES = {"multiple_response": "choices", "true_false": "value", "ordering": "order"}
pytestmark = pytest.mark.usefixtures("saar")


@pytest.mark.parametrize("right", [True, False])
def test_every_practice_question_explains(right: bool) -> None:
    enrollment = make_enrollment()
    client = client_of(enrollment.learner)
    screens = practice_screens()
    assert len(screens) >= 3
    for url, block in screens:
        version = version_of(block)
        explanation = version.content["explanation"]
        page = client.get(url)
        assert explanation not in text_of(page)
        for step in right_data(version) if right else wrong_data(version):
            form = forms_of(page)[0]
            page = post(client, form, "Ga verder" if version.type == "scenario" else "Kijk na", **step)
            assert "Kies eerst" not in text_of(page)
        assert ("Goed gezien." in text_of(page)) is right
        assert ("Nog niet. Dit is waarom:" in text_of(page)) is not right
        assert " ".join(explanation.split()) in text_of(page)
    assert not AnswerEvent.objects.exists()
    assert not Attempt.objects.exists()
    assert PracticeAnswer.objects.count() >= len(screens)


def test_practice_by_a_stranger_makes_him_a_guest() -> None:
    url, block = next((url, block) for url, block in practice_screens() if version_of(block).type != "scenario")
    learner = make_enrollment().learner
    form = forms_of(client_of(learner).get(url))[0]
    client = Client()
    client.post(form.action, form.fill(**right_data(version_of(block))[0]))
    assert PracticeAnswer.objects.get().enrollment.learner != learner
    assert "toestel" in client.cookies


def test_practice_without_a_choice_asks_for_one() -> None:
    url, _ = next((url, b) for url, b in practice_screens() if version_of(b).type in {"single_choice", "true_false"})
    client = client_of(make_enrollment().learner)
    page = post(client, forms_of(client.get(url))[0], "Kijk na")
    assert "Geef eerst een antwoord." in text_of(page)
    assert not PracticeAnswer.objects.exists()


def test_practice_twice_with_one_uuid() -> None:
    """Twice the same is one answer; the back button with another choice is another answer."""
    url, block = next((url, b) for url, b in practice_screens() if version_of(b).type == "single_choice")
    client = client_of(make_enrollment().learner)
    form = forms_of(client.get(url))[0]
    right, wrong = right_data(version_of(block))[0], wrong_data(version_of(block))[0]
    for _ in range(2):
        post(client, form, "Kijk na", **wrong)
    assert PracticeAnswer.objects.count() == 1
    page = post(client, form, "Kijk na", **right)
    assert "Goed gezien." in text_of(page)
    assert PracticeAnswer.objects.count() == 2


def test_an_answer_to_an_older_version_of_a_practice_question() -> None:
    """Who moves to another edition may find other options under his answer."""
    url, block = next((url, b) for url, b in practice_screens() if version_of(b).type == "single_choice")
    enrollment = make_enrollment()
    client = client_of(enrollment.learner)
    post(client, forms_of(client.get(url))[0], "Kijk na", **wrong_data(version_of(block))[0])
    question_row = Question.objects.get(key=block["value"]["key"])
    items = question_row.body.get_prep_value()[0]["value"]["options"]
    for number, item in enumerate(items):
        item["id"] = f"00000000-0000-4000-8000-00000000000{number}"
    edit_question(question_row, options=items)
    # No release of today moves people to other answer keys; a safety edition will.
    Enrollment.objects.update(edition=release("major"))
    page = client.get(url, {"antwoord": block["key"]})
    assert page.status_code == 200
    assert "Geef eerst een antwoord." in text_of(page)


def test_garbage_in_practice_writes_nothing() -> None:
    client = client_of(make_enrollment().learner)
    for url, block in practice_screens():
        form = forms_of(client.get(url))[0]
        kind = version_of(block).type
        name = NAMES.get(kind, "pair-x" if kind == "matching" else "choice")
        for value in ("x", "\0", "x" * 1_000_000, [str(number) for number in range(5_000)]):
            response = client.post(form.action, form.fill(**{name: value}))
            assert response.status_code == 302
            assert response["Location"].startswith(url)
            assert client.get(response["Location"]).status_code == 200
    assert not PracticeAnswer.objects.exists()


def test_the_practice_uuid_of_somebody_else() -> None:
    url, block = next((url, b) for url, b in practice_screens() if version_of(b).type == "single_choice")
    for data in (right_data(version_of(block))[0], wrong_data(version_of(block))[0]):
        client = client_of(make_enrollment().learner)
        form = forms_of(client.get(url))[0]
        client.post(form.action, form.fill(**data, uuid="00000000-0000-4000-8000-000000000001"))
    assert PracticeAnswer.objects.count() == 2
    assert PracticeAnswer.objects.values("enrollment").distinct().count() == 2
