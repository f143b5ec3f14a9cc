"""Trying an edition that is not out, under a private link: the learner's own pages, and nothing else (DESIGN §5)."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from accounts.models import Learner, User
from courses.models import (
    AnswerEvent,
    Attempt,
    Completion,
    CourseEdition,
    Enrollment,
    Grade,
    LessonPage,
    Purpose,
    QuestionVersion,
    QuizPage,
    Trial,
)
from courses.services.freezing import freeze_course
from courses.services.trials import LIFETIME, find_trial, new_trial, remove_expired, start_preview
from tests.conftest import NOW
from tests.courses import changes
from tests.courses.conftest import client_of
from tests.courses.pages import soup_of, text_of
from tests.factories.courses import (
    edit_lesson,
    finish_course,
    make_enrollment,
    saar_edition,
    saar_page,
    take_quiz,
)
from tests.factories.panels import make_panel

pytestmark = [pytest.mark.usefixtures("saar"), pytest.mark.usefixtures("clock")]


def draft_words(words: str) -> None:
    """Writes in the first lesson without publishing."""
    lesson = changes.first_lesson()
    prep = lesson.screens.get_prep_value()
    text = next(block for screen in prep for block in screen["value"]["content"] if block["type"] == "text")
    text["value"]["html"] = f"<p>{words}</p>"
    lesson.screens = LessonPage._meta.get_field("screens").stream_block.to_python(prep)
    lesson.save_revision()


@pytest.fixture
def preview(chief: User) -> str:
    """The link of a preview with a draft in it."""
    draft_words("Alleen als concept.")
    _trial, token = start_preview(page=saar_page(), by=chief, now=NOW)
    return f"/proef/{token}"


def test_drafts_are_in_a_preview_and_not_in_a_release(chief: User) -> None:
    draft_words("Alleen als concept.")
    assert "Alleen als concept." in str(freeze_course(saar_page(), drafts=True).source)
    assert "Alleen als concept." not in str(freeze_course(saar_page()).source)


def test_what_is_not_finished_is_left_out_of_a_preview(chief: User) -> None:
    def unfinished(screens: list[dict[str, Any]]) -> None:
        screens[0]["value"]["content"].append(
            {"type": "image", "id": "1b4d8f5e-7c1e-4a57-9c55-0b7c0c1f0001", "value": {"image": None, "alt": "Straat"}}
        )

    edit_lesson(changes.first_lesson(), unfinished)
    blocks = freeze_course(saar_page(), drafts=True).source["lessons"][0]["screens"][0]["blocks"]
    assert "image" not in [block["type"] for block in blocks]


def test_the_course_from_the_first_screen_to_the_result(preview: str) -> None:
    client = Client()
    page = client.get(f"{preview}/cursussen/saar/")
    assert "proef" in text_of(page).lower()
    url = soup_of(page).select_one("main a.button")["href"]
    assert url.startswith(f"{preview}/leren/saar/")
    screen = client.get(url)
    assert "Alleen als concept." in text_of(screen) or "Verder" in text_of(screen)
    answer = client.post(url)
    assert answer.headers["Location"].startswith(f"{preview}/leren/saar/")
    quiz = f"{preview}/leren/saar/toets/{saar_quiz()}/"
    assert client.post(quiz).headers["Location"] == f"{quiz}vraag/1/"
    attempt = Attempt.objects.get()
    assert (attempt.purpose, attempt.learner.user) == ("preview", None)
    assert client.get(f"{quiz}vraag/1/").status_code == 200
    done = client.post(f"{quiz}nakijken/", {"attempt": attempt.key})
    assert done.headers["Location"].startswith(f"{quiz}uitslag/")
    assert client.get(done.headers["Location"]).status_code == 200
    assert not Completion.objects.exists()
    assert set(client.cookies) <= {"csrftoken"}  # nothing of the trial stays on the device


def saar_quiz() -> str:
    return str(saar_edition().source["quizzes"][0]["slug"])


@pytest.mark.parametrize(
    "path", ["mijn/", "cursussen/", "inloggen/", "beheer/", "leren/anders/", "cursussen/anders/", "leren/", "c/x/"]
)
def test_nothing_else_is_under_the_link(preview: str, path: str) -> None:
    assert Client().get(f"{preview}/{path}").status_code == 404


def test_the_link_itself_leads_to_the_course(preview: str) -> None:
    assert Client().get(f"{preview}/").headers["Location"] == f"{preview}/cursussen/saar/"


def test_who_is_signed_in_is_nobody_there_and_himself_elsewhere(preview: str) -> None:
    mine = make_enrollment()
    client = client_of(mine.learner)
    client.post(f"{preview}/leren/saar/toets/{saar_quiz()}/")
    assert not Attempt.objects.filter(learner=mine.learner).exists()
    assert client.get("/cursussen/saar/").context["standing"].enrollment == mine


@pytest.mark.parametrize("token", ["x" * 32, "kort", "../../beheer", "%00" * 10])
def test_a_wrong_link_opens_nothing(token: str) -> None:
    assert Client().get(f"/proef/{token}/cursussen/saar/").status_code == 404


def test_a_link_ends(preview: str, clock: object) -> None:
    token = preview.rpartition("/")[2]
    assert find_trial(token=token, now=NOW + LIFETIME - timedelta(seconds=1))
    assert find_trial(token=token, now=NOW + LIFETIME) is None
    assert token not in str(list(Trial.objects.values()))


def test_a_panel_link_is_no_preview_link(chief: User) -> None:
    changes.other_words("Kijk goed om je heen.")
    _review, people = make_panel(page=saar_page(), by=chief)
    token = people["Sam"][1]
    assert Client().get(f"/proef/{token}/cursussen/saar/").status_code == 404
    assert Client().get(f"/panel/{token}/cursussen/saar/").status_code == 200


def test_without_a_panel_a_link_of_a_panel_opens_nothing() -> None:
    """As after a member was taken out of it."""
    edition = saar_edition()
    _trial, token = new_trial(edition=edition, purpose=Purpose.PANEL, expires_at=NOW + LIFETIME, now=NOW)
    response = Client().get(f"/panel/{token}/cursussen/saar/", follow=True)
    assert response.redirect_chain == [(f"/panel/{token}/", 302)]
    assert response.status_code == 404


def test_a_preview_link_is_no_panel_link(preview: str) -> None:
    token = preview.rpartition("/")[2]
    for path in ("", "cursussen/saar/", "leren/saar/"):
        assert Client().get(f"/panel/{token}/{path}").status_code == 404


def test_no_figure_of_learners_knows_of_it(preview: str) -> None:
    assert Enrollment.objects.halfway().count() == 0
    assert Enrollment.objects.of_learners().count() == 0
    make_enrollment()
    assert Enrollment.objects.halfway().count() == 1


def test_after_a_day_it_is_gone_and_learners_keep_theirs(preview: str) -> None:
    done = finish_course()
    kept = QuestionVersion.objects.count()
    before = {model: model.objects.count() for model in (Attempt, AnswerEvent, Grade, Enrollment, Learner)}
    trial = Trial.objects.get()
    take_quiz(trial.enrollment)
    assert Attempt.objects.count() == before[Attempt] + 1
    assert remove_expired(now=NOW + LIFETIME - timedelta(seconds=1)) == 0
    assert remove_expired(now=NOW + LIFETIME) == 1
    assert Attempt.objects.count() == before[Attempt]
    assert AnswerEvent.objects.count() == before[AnswerEvent]
    assert Learner.objects.count() == before[Learner] - 1
    assert not CourseEdition.objects.filter(status="preview").exists()
    assert QuestionVersion.objects.count() <= kept
    assert Completion.objects.get().enrollment == done
    assert remove_expired(now=NOW + LIFETIME) == 0


def test_an_editor_presses_the_button(chief: User) -> None:
    client = Client()
    client.force_login(chief)
    url = f"/beheer/cursussen/{saar_page().pk}/proef/"
    assert "Open de cursus" in text_of(client.get(url))
    assert not Trial.objects.exists()
    assert re.fullmatch(r"/proef/[\w-]{32}/cursussen/saar/", client.post(url).headers["Location"])
    quiz = QuizPage.objects.child_of(saar_page()).get()
    assert client.post(url, {"toets": quiz.pk}).headers["Location"].endswith(f"/leren/saar/toets/{quiz.slug}/")
    assert client.post(url, {"toets": "x\0"}).headers["Location"].endswith("/cursussen/saar/")
