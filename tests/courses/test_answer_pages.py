"""What a page of the quiz tells and to whom; what the script is told (DESIGN §5, §6)."""

import re
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client

from courses.models import AnswerEvent, Attempt, AttemptItem
from tests.courses.conftest import client_of
from tests.courses.pages import only_form, post, result_url, soup_of, text_of
from tests.factories.courses import (
    attempt_with,
    finish_course,
    make_attempt,
    make_enrollment,
    right_data,
    save,
    wrong_data,
)

pytestmark = pytest.mark.usefixtures("saar")
QUIZ = "/leren/saar/toets/toets/"
FIRST = "/leren/saar/volgorde/wat-zou-jij-doen/"
TYPES = ("single_choice", "multiple_response", "true_false", "ordering", "matching", "scenario")


def question(position: int) -> str:
    return f"{QUIZ}vraag/{position}/"


# --- what may not be seen ---------------------------------------------------------------------------
def secrets(item: AttemptItem) -> list[str]:
    """Everything of a question that tells the answer."""
    content = item.version.content
    nodes = content.get("nodes", [])
    texts = [content["explanation"], content.get("feedback_true", ""), content.get("feedback_false", "")]
    texts += [option["feedback"] for option in content.get("options", [])]
    texts += [choice["feedback"] for node in nodes for choice in node["choices"]]
    return [" ".join(text.split()) for text in texts if text]


def test_answers_are_not_in_the_page_before_the_submit() -> None:
    for kind in TYPES:
        attempt, item = attempt_with(kind, make_enrollment())
        client = client_of(attempt.learner)
        pages = [client.get(question(item.position))]
        for step in wrong_data(item.version):
            save(attempt, item.position, step)
            pages.append(client.get(question(item.position)))
        pages.append(client.get(f"{QUIZ}nakijken/"))
        assert secrets(item)
        for page in pages:
            html = " ".join(soup_of(page).get_text(" ").split()) + page.content.decode()
            assert [text for text in secrets(item) if text in html] == []
            assert "correct" not in page.content.decode()
            assert "critical" not in page.content.decode()


def test_later_steps_of_a_story_stay_hidden() -> None:
    attempt, item = attempt_with("scenario")
    page = client_of(attempt.learner).get(question(item.position))
    start, *later = item.version.content["nodes"]
    assert start["text"].split("\n")[0] in text_of(page)
    assert [node["text"] for node in later if " ".join(node["text"].split()) in text_of(page)] == []


def test_the_result_tells_everything() -> None:
    enrollment = make_enrollment()
    attempt = make_attempt(enrollment)
    client = client_of(enrollment.learner)
    page = post(client, only_form(client.get(f"{QUIZ}nakijken/")), "Lever in")
    words = text_of(page)
    for item in attempt.items.select_related("version"):
        assert " ".join(item.version.content["explanation"].split()) in words
    assert words.count("Niet beantwoord.") == 8


def test_other_people_see_nothing() -> None:
    done = finish_course()
    url = result_url(Attempt.objects.get())
    other = client_of(make_enrollment().learner)
    for client in (other, Client()):
        assert client.get(url).status_code == 404
        assert client.get(question(1))["Location"] == QUIZ
        assert client.get(f"{QUIZ}nakijken/")["Location"] == QUIZ
    assert client_of(done.learner).get(url).status_code == 200


# --- the script -------------------------------------------------------------------------------------
def fetch(client: Client, position: int, data: dict[str, Any]) -> HttpResponse:
    return client.post(question(position), data, headers={"X-Requested-With": "fetch"})


def test_the_script_gets_what_stands() -> None:
    attempt, item = attempt_with("single_choice")
    client = client_of(attempt.learner)
    form = only_form(client.get(question(item.position)))
    data = form.fill(**right_data(item.version)[0])
    first = fetch(client, item.position, data)
    assert first.status_code == 200
    assert re.fullmatch(r"\d\d:\d\d", first.json()["saved"])
    assert first.json() == {"saved": first.json()["saved"], "sequence": 1, "uuid": form.fields["uuid"][0]}
    assert fetch(client, item.position, data).json() == first.json()
    assert fetch(client, item.position, form.fill(choice="x")).status_code == 400
    assert "konden we niet lezen" in fetch(client, item.position, form.fill(choice="x")).json()["error"]
    assert "hoort niet bij" in fetch(client, 99, data).json()["error"]
    client.post(f"{QUIZ}nakijken/", {"attempt": str(attempt.key)})
    late = fetch(client, item.position, form.fill(**wrong_data(item.version)[0]))
    assert late.status_code == 409
    assert late.json().keys() == {"error"}
    assert "telt niet meer mee" in late.json()["error"]
    # The one that was saved in time is still saved.
    assert fetch(client, item.position, data).json() == first.json()
    assert AnswerEvent.objects.filter(is_late=True).count() == 1
