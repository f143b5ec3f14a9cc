"""Bad input gets a Dutch sentence and loses nothing (issue; promises a and g of DESIGN §11)."""

from typing import Any
from urllib.parse import urlencode
from uuid import UUID, uuid4

import pytest
from django.http import HttpResponse
from django.test import Client
from hypothesis import given, settings
from hypothesis import strategies as st

from courses.models import AnswerEvent, Attempt, AttemptItem, Grade
from courses.services.attempting import standing_answers
from courses.services.grading import submit_attempt
from tests.conftest import NOW
from tests.courses.conftest import client_of
from tests.courses.pages import only_form, result_url, text_of
from tests.factories.courses import (
    attempt_with,
    make_attempt,
    make_enrollment,
    make_learner,
    right_data,
    save,
    wrong_data,
)

pytestmark = pytest.mark.usefixtures("saar")
QUIZ = "/leren/saar/toets/toets/"
TYPES = ("single_choice", "multiple_response", "true_false", "ordering", "matching", "scenario")
FIELDS = {
    "single_choice": "choice",
    "multiple_response": "choices",
    "true_false": "value",
    "ordering": "order",
    "scenario": "choice",
}


def url_of(item: AttemptItem) -> str:
    return f"{QUIZ}vraag/{item.position}/"


def standing_of(item: AttemptItem) -> Any:
    event = standing_answers(item.attempt).get(item.pk)
    return event.response if event else None


def post_form(client: Client, item: AttemptItem, data: dict[str, Any], **extra: Any) -> HttpResponse:
    """Posts the way a browser's form does."""
    body = urlencode(data, doseq=True)
    return client.post(url_of(item), body, content_type="application/x-www-form-urlencoded", **extra)


def is_dutch(response: HttpResponse) -> bool:
    """Whether the page is ours and says something."""
    html = response.content.decode()
    return 'lang="nl"' in html and "Traceback" not in html and len(text_of(response)) > 20


def garbage(kind: str, item: AttemptItem) -> dict[str, dict[str, Any]]:
    name = FIELDS.get(kind, f"pair-{item.version.content.get('stems', [{}])[0].get('id')}")
    return {
        "unknown option": {name: "bestaat-niet"},
        "NUL": {name: "a\0b"},
        "1 MB of text": {name: "x" * 1_000_000},
        "9,900 options": {name: [str(number) for number in range(9_900)]},
        "right-to-left override": {name: "\u202e112"},
        "half a pair of surrogates as text": {name: "\\ud800"},
        "lists where one is meant": {name: ["a", "b", "c"]},
        "a script": {name: "<script>alert(1)</script>"},
    }


@pytest.mark.parametrize("kind", TYPES)
def test_garbage_keeps_the_answer_that_stands(kind: str) -> None:
    attempt, item = attempt_with(kind)
    client = client_of(attempt.learner)
    save(attempt, item.position, right_data(item.version)[0])
    before = standing_of(item)
    for name, data in garbage(kind, item).items():
        response = post_form(client, item, data | {"uuid": str(uuid4()), "sequence": "9", "next": "1"})
        assert response.status_code == 400, name
        assert "Dit antwoord konden we niet lezen. Je vorige antwoord staat er nog." in text_of(response), name
        assert "<script>alert" not in response.content.decode()
        quiet = post_form(client, item, data, headers={"X-Requested-With": "fetch"})
        assert (quiet.status_code, "konden we niet lezen" in quiet.json()["error"]) == (400, True), name
    assert standing_of(item) == before
    assert AnswerEvent.objects.count() == 1


@pytest.mark.parametrize("kind", TYPES)
def test_an_empty_post_keeps_the_answer_that_stands(kind: str) -> None:
    attempt, item = attempt_with(kind)
    client = client_of(attempt.learner)
    save(attempt, item.position, right_data(item.version)[0])
    before = standing_of(item)
    response = client.post(url_of(item), {})  # a form that broke on the way: nothing was read
    assert response.status_code == 400
    assert "Dit antwoord konden we niet lezen. Je vorige antwoord staat er nog." in text_of(response)
    response = client.post(url_of(item), {"next": "1", "sequence": "1"})  # a page that is behind
    if kind in {"ordering", "scenario"}:  # nothing moved, no further step: that is what stands
        assert response.status_code == 302
    else:
        assert response.status_code == 409
        assert "Er is al een nieuwer antwoord" in text_of(response)
        assert AnswerEvent.objects.count() == 1
    assert standing_of(item) == before
    assert [event.response for event in AnswerEvent.objects.all()] == [before] * AnswerEvent.objects.count()


@pytest.mark.parametrize(
    ("uuid", "sequence"),
    [("", ""), ("x", "x"), ("\0", "\0"), ("1" * 100_000, "9" * 100_000), ("{}", "-1"), ("null", "1e9"), ("☃", "²")],
)
def test_technical_fields_that_nobody_can_read_lose_no_answer(uuid: str, sequence: str) -> None:
    attempt, item = attempt_with("single_choice")
    client = client_of(attempt.learner)
    for data in (wrong_data(item.version)[0], right_data(item.version)[0]):
        assert client.post(url_of(item), data | {"uuid": uuid, "sequence": sequence}).status_code == 302
    assert standing_of(item)["choice"] == right_data(item.version)[0]["choice"][0]
    assert AnswerEvent.objects.count() == 2


def test_10_000_options_and_3_megabytes() -> None:
    """More than Django takes in: a sentence, nothing written, and the answer that stood still stands."""
    attempt, item = attempt_with("multiple_response")
    client = client_of(attempt.learner)
    save(attempt, item.position, right_data(item.version)[0])
    before = standing_of(item)
    many = [("choices", str(number)) for number in range(10_001)]
    for body in (urlencode(many), "choices=" + "x" * 3_000_000):
        response = client.post(url_of(item), body, content_type="application/x-www-form-urlencoded")
        assert response.status_code == 400
        assert is_dutch(response)
    assert standing_of(item) == before


@pytest.mark.parametrize(
    ("content_type", "body"),
    [
        ("application/json", '{"choice": "a"}'),
        ("text/plain", "choice"),
        ("multipart/form-data", "kapot"),
        ("multipart/form-data; boundary=x", "--x\r\nContent-Disposition: form-data; name=choice\r\n\r\nkapot"),
        ("application/x-www-form-urlencoded", "choice=%FF%FE&uuid=%00&sequence=%C3%28"),
        ("application/x-www-form-urlencoded; charset=utf-16", "choice=a"),
        ("application/x-www-form-urlencoded; charset=onzin", "choice=a"),
    ],
)
def test_bodies_that_are_no_form(content_type: str, body: str) -> None:
    attempt, item = attempt_with("single_choice")
    save(attempt, item.position, right_data(item.version)[0])
    before = standing_of(item)
    client = client_of(attempt.learner)
    response = client.generic("POST", url_of(item), body.encode(), content_type=content_type)
    assert response.status_code in {302, 400, 415}
    assert standing_of(item) == before


# --- somebody else's --------------------------------------------------------------------------------
def test_an_answer_to_an_attempt_of_somebody_else() -> None:
    mine, item = attempt_with("true_false")
    other = make_attempt()
    client = client_of(other.learner)
    data = right_data(item.version)[0] | {"attempt": str(mine.key), "uuid": str(uuid4()), "sequence": "1"}
    response = client.post(url_of(item), data)
    assert response.status_code == 409
    assert "Deze toets is niet meer open. Begin hem opnieuw." in text_of(response)
    assert not AnswerEvent.objects.exists()
    quiet = client.post(url_of(item), data, headers={"X-Requested-With": "fetch"})
    assert (quiet.status_code, quiet.json()) == (409, {"error": "Deze toets is niet meer open. Begin hem opnieuw."})
    assert not AnswerEvent.objects.exists()


def test_an_answer_of_nobody() -> None:
    """Signed out on the way: 401, so that the device keeps the answer and sends it again after signing in."""
    attempt, item = attempt_with("true_false", make_enrollment(make_learner(email="fatma@example.nl")))
    client = client_of(attempt.learner)
    form = only_form(client.get(url_of(item)))
    data = form.fill(**right_data(item.version)[0])
    client.logout()
    quiet = client.post(form.action, data, headers={"X-Requested-With": "fetch"})
    assert quiet.status_code == 401
    assert quiet["Content-Type"] == "application/json"
    assert quiet.json().keys() == {"error"}
    assert "Log in en ga terug naar je toets" in quiet.json()["error"]
    page = client.post(form.action, data)
    assert page.status_code == 401
    assert "Log in en ga terug naar je toets" in text_of(page)
    assert not AnswerEvent.objects.exists()
    client.force_login(attempt.learner.user)
    assert client.post(form.action, data, headers={"X-Requested-With": "fetch"}).status_code == 200
    assert str(AnswerEvent.objects.get().uuid) == form.fields["uuid"][0]


def test_a_submit_of_an_attempt_of_somebody_else() -> None:
    mine, other = make_attempt(), make_enrollment()
    response = client_of(other.learner).post(f"{QUIZ}nakijken/", {"attempt": str(mine.key)})
    assert response["Location"] == QUIZ
    assert Attempt.objects.get().is_open


def test_an_option_of_another_question() -> None:
    from courses.models import QuestionVersion

    attempt, item = attempt_with("single_choice")
    other = QuestionVersion.objects.filter(type="single_choice").exclude(pk=item.version_id).first()
    response = client_of(attempt.learner).post(url_of(item), right_data(other)[0])
    assert response.status_code == 400
    assert not AnswerEvent.objects.exists()


# --- late, twice, a second tab ----------------------------------------------------------------------
def test_a_second_tab_without_a_choice_clears_nothing() -> None:
    attempt, item = attempt_with("single_choice")
    client = client_of(attempt.learner)
    first, second = (only_form(client.get(url_of(item))) for _ in range(2))
    client.post(first.action, first.fill(**right_data(item.version)[0], next="1"))
    page = client.post(second.action, second.fill(next="1"))
    assert page.status_code == 409
    assert "Er is al een nieuwer antwoord, uit een ander tabblad of toestel." in text_of(page)
    assert standing_of(item)["choice"] == right_data(item.version)[0]["choice"][0]


def test_a_slow_older_answer_does_not_beat_a_newer_one() -> None:
    """On a bad line the first POST may come in after the second: the second stands, and the page is told so."""
    attempt, item = attempt_with("single_choice")
    client = client_of(attempt.learner)
    form = only_form(client.get(url_of(item)))
    older = form.fill(**wrong_data(item.version)[0], uuid=UUID(int=1), sequence=1)
    newer = form.fill(**right_data(item.version)[0], uuid=UUID(int=2), sequence=2)
    quiet = {"X-Requested-With": "fetch"}
    assert client.post(form.action, newer, headers=quiet).json()["sequence"] == 2
    late = client.post(form.action, older, headers=quiet)
    assert (late.status_code, "nieuwer antwoord" in late.json()["error"]) == (409, True)
    assert standing_of(item)["choice"] == right_data(item.version)[0]["choice"][0]
    assert AnswerEvent.objects.count() == 2
    assert only_form(client.get(url_of(item))).fields["sequence"] == ["3"]


def test_a_second_tab_after_the_submit_leads_to_the_result() -> None:
    attempt, item = attempt_with("single_choice")
    client = client_of(attempt.learner)
    form, review = only_form(client.get(url_of(item))), only_form(client.get(f"{QUIZ}nakijken/"))
    result = result_url(attempt)
    assert client.post(review.action, review.fields)["Location"] == result
    assert client.post(form.action, form.fill(**right_data(item.version)[0], next="1"))["Location"] == result
    assert client.post(review.action, review.fields)["Location"] == result
    assert Grade.objects.get().score == 0
    assert AnswerEvent.objects.get().is_late


def test_a_late_answer_does_not_go_to_the_next_attempt() -> None:
    attempt, item = attempt_with("true_false")
    client = client_of(attempt.learner)
    form = only_form(client.get(url_of(item)))
    submit_attempt(attempt=attempt, now=NOW)
    other = make_attempt(attempt.enrollment)
    client.post(form.action, form.fill(**right_data(item.version)[0], next="1"))
    assert AnswerEvent.objects.get().item.attempt == attempt
    assert standing_answers(other) == {}


def test_an_attempt_that_was_set_aside() -> None:
    attempt, item = attempt_with("true_false")
    client = client_of(attempt.learner)
    form, review = only_form(client.get(url_of(item))), only_form(client.get(f"{QUIZ}nakijken/"))
    Attempt.objects.update(state=Attempt.State.SET_ASIDE)
    data = form.fill(**right_data(item.version)[0], next="1")
    assert client.post(form.action, data, follow=True).redirect_chain == [(QUIZ, 302)]
    assert client.post(review.action, review.fields, follow=True).redirect_chain == [(QUIZ, 302)]
    assert client.post(form.action, data, headers={"X-Requested-With": "fetch"}).status_code == 409
    assert AnswerEvent.objects.filter(is_late=True).exists()  # kept all the same


def test_an_attempt_that_is_gone() -> None:
    attempt, item = attempt_with("true_false")
    client = client_of(attempt.learner)
    form = only_form(client.get(url_of(item)))
    attempt.items.all().delete()
    attempt.delete()
    response = client.post(form.action, form.fill(**right_data(item.version)[0], next="1"))
    assert response.status_code == 409
    assert "Begin hem opnieuw" in text_of(response)
    assert client.get(url_of(item))["Location"] == QUIZ


def test_submit_without_answers() -> None:
    attempt = make_attempt()
    client = client_of(attempt.learner)
    page = client.post(f"{QUIZ}nakijken/", {}, follow=True)
    assert "Je had 0 van de 8 vragen goed." in text_of(page)
    assert client.post(f"{QUIZ}nakijken/", {})["Location"] == QUIZ  # nothing is open any more


# --- addresses --------------------------------------------------------------------------------------
@pytest.mark.parametrize("position", [0, 9, 999, 10**20, 10**60])
@pytest.mark.parametrize("method", ["get", "post"])
def test_positions_that_are_not_there(position: int, method: str) -> None:
    attempt = make_attempt()
    response = getattr(client_of(attempt.learner), method)(f"{QUIZ}vraag/{position}/", {"next": "1"})
    assert response.status_code == 404
    assert is_dutch(response)


JUNK = ["x", "..", "%2e%2e", "%00", "a%00b", "SAAR", "saar'--", "a" * 3000, "%F0%9F%92%A9", "-", "<b>", "saar%20"]
SHAPES = ["/cursussen/{}/", "/leren/{}/", "/leren/saar/{}/", "/leren/saar/volgorde/{}/", "/leren/{}/toets/toets/",
          "/leren/saar/toets/{}/", "/leren/saar/toets/toets/vraag/{}/", "/leren/saar/toets/toets/uitslag/{}/",
          "/leren/saar/volgorde/wat-zou-jij-doen/oefening/{}/"]  # fmt: skip


@pytest.mark.parametrize("shape", SHAPES)
def test_junk_in_an_address(shape: str) -> None:
    client = client_of(make_attempt().learner)
    for junk in JUNK:
        for method in (client.get, client.post):
            assert method(shape.format(junk)).status_code in {302, 400, 404, 405}, (method, junk)


@pytest.mark.parametrize("key", [0, 1, 10**60, UUID(int=0), UUID(int=1), "", "x"])
def test_results_that_are_not_there(key: object) -> None:
    attempt = make_attempt()
    client = client_of(attempt.learner)
    assert client.get(result_url(attempt)).status_code == 404  # not handed in yet
    submit_attempt(attempt=attempt, now=NOW)
    assert client.get(f"{QUIZ}uitslag/{key}/").status_code == 404
    assert client.get(result_url(attempt)).status_code == 200


@pytest.mark.parametrize("method", ["head", "put", "patch", "delete", "options"])
def test_other_methods(method: str) -> None:
    attempt = make_attempt()
    client = client_of(attempt.learner)
    before = AnswerEvent.objects.count(), Attempt.objects.count(), Grade.objects.count()
    for url in ("/cursussen/", "/cursussen/saar/", "/leren/saar/volgorde/wat-zou-jij-doen/", QUIZ, f"{QUIZ}vraag/1/",
                f"{QUIZ}nakijken/", result_url(attempt)):  # fmt: skip
        assert getattr(client, method)(url).status_code in {200, 302, 404, 405}, url
    assert before == (AnswerEvent.objects.count(), Attempt.objects.count(), Grade.objects.count())


@pytest.mark.parametrize("query", ["klaar=%00", "klaar=" + "9" * 5000, "klaar=-1", "antwoord=%FF", "antwoord=<b>"])
def test_junk_in_a_query(query: str) -> None:
    client = client_of(make_enrollment().learner)
    for url in ("/leren/saar/volgorde/wat-zou-jij-doen/", "/cursussen/saar/", "/leren/saar/volgorde/"):
        assert client.get(f"{url}?{query}").status_code in {200, 302}


# --- anything at all --------------------------------------------------------------------------------
texts = st.one_of(st.sampled_from(["", "true", "false", "1", "a", "\0", "up", "x:up"]), st.text(max_size=90))
names = st.one_of(
    st.sampled_from(["choice", "choices", "value", "order", "move", "restart", "uuid", "sequence", "attempt", "skip"]),
    st.text(max_size=20),
)


@pytest.fixture(scope="module")
def shared_attempt(saar_course: Any, django_db_blocker: Any) -> tuple[Client, Attempt]:
    """One attempt for all examples; it goes with the transaction of the module."""
    with django_db_blocker.unblock():
        attempt = make_attempt()
        return client_of(attempt.learner), attempt


def test_whatever_a_form_holds_is_never_a_500(shared_attempt: tuple[Client, Attempt]) -> None:
    client, attempt = shared_attempt
    items = {item.position: item for item in attempt.items.select_related("version")}

    @settings(max_examples=50)
    @given(
        position=st.integers(1, 8),
        data=st.dictionaries(names, st.lists(texts, min_size=1, max_size=9), max_size=6),
        own=st.booleans(),
    )
    def run(position: int, data: dict[str, list[str]], own: bool) -> None:
        extra = right_data(items[position].version)[0] if own else {}
        response = client.post(f"{QUIZ}vraag/{position}/", {**extra, **data})
        assert response.status_code in {302, 400, 409}
        assert client.get(f"{QUIZ}vraag/{position}/").status_code == 200
        assert Attempt.objects.get(pk=attempt.pk).is_open

    run()
    assert client.get(f"{QUIZ}nakijken/").status_code == 200
    assert submit_attempt(attempt=attempt, now=NOW).grade.maximum == 8
