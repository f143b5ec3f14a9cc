"""Taking a finished course again: a new enrollment, and nothing of the old one is lost (DESIGN §7)."""

from typing import Any

import pytest
from django.test import Client

from accounts.models import Learner
from courses.models import AnswerEvent, Attempt, Completion, CourseEdition, Enrollment, Grade, ScreenPass
from courses.services.enrolling import renew
from courses.services.loading import Loaded
from tests.conftest import NOW
from tests.courses.changes import other_words
from tests.courses.conftest import client_of
from tests.courses.pages import forms_of, post, result_url, text_of
from tests.factories.courses import (
    finish_course,
    make_attempt,
    make_enrollment,
    make_learner,
    read_all,
    release,
    standing,
    take_quiz,
)

pytestmark = pytest.mark.usefixtures("saar")
AGAIN = "/leren/saar/opnieuw/"
FIRST = "/leren/saar/volgorde/wat-zou-jij-doen/"
HISTORY = [AnswerEvent, Attempt, Completion, Enrollment, Grade, ScreenPass]


@pytest.fixture(params=["guest", "account"])
def learner(request: pytest.FixtureRequest, saar: Loaded) -> Learner:
    return make_learner(email="fatma@example.nl" if request.param == "account" else "")


def history() -> list[list[Any]]:
    """Every row of what people did."""
    return [list(model.objects.order_by("pk").values()) for model in HISTORY]


def open_of(learner: Learner) -> Enrollment:
    return Enrollment.objects.for_learner(learner).open().get()


def test_a_finished_course_is_taken_again_with_the_edition_of_today(learner: Learner, saar: Loaded) -> None:
    done = finish_course(learner)
    other_words()
    today = release("major")
    client = client_of(learner)
    form = next(form for form in forms_of(client.get("/cursussen/saar/")) if form.action == AGAIN)
    page = post(client, form, "Begin opnieuw")
    assert page.redirect_chain == [("/leren/saar/", 302), (FIRST, 302)]
    assert "Andere woorden." in text_of(page)
    done.refresh_from_db()
    assert (done.closed_at is not None, done.close_reason, done.edition) == (True, "vernieuwd", saar.edition)
    fresh = open_of(learner)
    assert (fresh.edition, fresh.passes.count()) == (today, 0)
    assert [(move.edition, move.reason) for move in fresh.moves.all()] == [(today, "start")]
    assert not Completion.objects.filter(enrollment=fresh).exists()
    assert "0 van 6 lessen klaar" in text_of(client.get("/cursussen/saar/"))


def test_what_was_done_stays(learner: Learner) -> None:
    """Completion, attempts, answers, grades, what was read, and the page with the result."""
    done = finish_course(learner)
    url = result_url(Attempt.objects.get())
    client = client_of(learner)
    before = history()
    page = text_of(client.get(url))
    assert "Je had 8 van de 8 vragen goed." in page
    client.post(AGAIN)
    after = history()
    for model, rows, kept in zip(HISTORY, before, after, strict=True):
        if model is Enrollment:
            [old, _] = kept
            assert old | {"closed_at": None, "close_reason": ""} == rows[0]
        else:
            assert kept == rows, model
    # The houses on the page are those of today; the marks are those of then.
    assert "Je had 8 van de 8 vragen goed." in text_of(client.get(url))
    assert client_of(make_learner()).get(url).status_code == 404
    assert Completion.objects.get().enrollment == done


def test_the_second_time_counts_too(learner: Learner) -> None:
    old = finish_course(learner)
    client_of(learner).post(AGAIN)
    fresh = open_of(learner)
    assert take_quiz(fresh).completion is None  # what was read the first time is not read now
    read_all(fresh)
    assert set(Completion.objects.values_list("enrollment", flat=True)) == {old.pk, fresh.pk}
    assert [attempt.number for attempt in Attempt.objects.filter(enrollment=fresh)] == [1]
    assert standing(fresh).completion is not None


def test_pressing_twice_is_renewing_once(learner: Learner) -> None:
    finish_course(learner)
    client = client_of(learner)
    for _ in range(2):
        assert client.post(AGAIN)["Location"] == "/leren/saar/"
    assert Enrollment.objects.for_learner(learner).count() == 2


def test_nothing_finished_is_nothing_to_renew(learner: Learner) -> None:
    enrollment = make_enrollment(learner)
    make_attempt(enrollment)
    other_words()
    today = release("major")
    before = history()
    assert client_of(learner).post(AGAIN)["Location"] == "/leren/saar/"
    assert renew(learner=learner, course=enrollment.course, edition=today, now=NOW) == enrollment
    assert history() == before


def test_an_open_attempt_of_the_finished_course_is_set_aside(learner: Learner) -> None:
    """It would stand in the way of the new one."""
    left = make_attempt(finish_course(learner))
    client_of(learner).post(AGAIN)
    left.refresh_from_db()
    assert left.state == Attempt.State.SET_ASIDE
    fresh = make_attempt(open_of(learner))
    assert (fresh != left, fresh.is_open) == (True, True)


def test_another_course_and_other_people_stay_as_they_are(learner: Learner) -> None:
    other = finish_course()
    finish_course(learner)
    client_of(learner).post(AGAIN)
    other.refresh_from_db()
    assert other.closed_at is None


@pytest.mark.parametrize("method", ["get", "head", "put", "delete"])
def test_only_a_button_renews(method: str, learner: Learner) -> None:
    finish_course(learner)
    before = history()
    for client in (client_of(learner), Client()):
        assert getattr(client, method)(AGAIN).status_code == 405
    assert history() == before


def test_a_stranger_has_nothing_to_renew() -> None:
    client = Client()
    before = history()
    assert client.post(AGAIN).status_code == 404
    assert "toestel" not in client.cookies
    assert Client().post("/leren/bestaat-niet/opnieuw/").status_code == 404
    assert history() == before
    assert not Learner.objects.exists()


def test_a_course_that_takes_no_new_starters_is_not_taken_again(learner: Learner) -> None:
    finish_course(learner)
    CourseEdition.objects.update(status="withdrawn")
    before = history()
    assert client_of(learner).post(AGAIN).status_code == 404
    assert history() == before
