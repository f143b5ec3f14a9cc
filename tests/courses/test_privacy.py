"""What somebody did in courses goes along when he asks, and names nobody after his erasure (DESIGN §3)."""

import json
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest

from accounts import hooks
from accounts.models import Learner, User
from courses.models import (
    AnswerEvent,
    Attempt,
    CourseEdition,
    Enrollment,
    ExtraAttempt,
    Grade,
    Mark,
    MoreTime,
    PracticeAnswer,
)
from courses.services.grading import submit_attempt
from courses.services.personal import erase_person, export_person
from courses.services.privacy import ERASED, hold_work
from courses.services.replaying import Replay, replayable
from tests.conftest import NOW
from tests.factories.courses import make_enrollment, save
from tests.factories.neighborhood import QUESTIONS, contents
from tests.factories.quiz_world import answer
from tests.factories.quizzes import make_quiz_course, start

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("now")]
TYPED = "Ik ben Fatma Yıldız en ik bel 112."
LATER = NOW + timedelta(days=1)
FREE = {"short_text", "open_text"}


@pytest.fixture
def edition() -> CourseEdition:
    return make_quiz_course(contents(), pass_mark=60)


def person(email: str) -> User:
    return User.objects.create_user(email, "Fatma Yıldız", verified_at=NOW)


def worked(edition: CourseEdition, user: User) -> None:
    """A quiz with every type, handed in and marked, and everything else that a course keeps of somebody."""
    enrollment = make_enrollment(Learner.objects.create(user=user), edition)
    attempt = start(edition, enrollment=enrollment)
    for item in attempt.items.select_related("version"):
        kind = item.version.type
        answer(item, (TYPED,) if kind in FREE else QUESTIONS[kind].right, NOW)
    submit_attempt(attempt=attempt, now=NOW)
    item = attempt.items.get(version__type="open_text")
    Mark.objects.create(
        item=item,
        event=item.answers.get(),
        awarded={},
        fraction=0,
        comment="Goed gezien, Fatma.",
        marked_by=person("m@example.nl"),
    )
    practice(enrollment, item.version)
    ExtraAttempt.objects.create(enrollment=enrollment, quiz_key=attempt.quiz_key, number=1, reason=TYPED)
    MoreTime.objects.create(learner=enrollment.learner)


def practice(enrollment: Enrollment, version: Any) -> None:
    PracticeAnswer.objects.create(
        enrollment=enrollment, block_key=uuid4(), version=version, uuid=uuid4(), response={"text": TYPED}, fraction=0
    )


def everything() -> str:
    models = (AnswerEvent, PracticeAnswer, ExtraAttempt, Mark, Attempt, Enrollment, Grade)
    return json.dumps([list(model.objects.values()) for model in models], default=str, ensure_ascii=False)


def test_the_doors_are_open() -> None:
    assert export_person in hooks.on_export and erase_person in hooks.on_erase and hold_work in hooks.before_erase


def test_the_export_says_what_was_asked_and_answered_in_words(edition: CourseEdition) -> None:
    user = person("fatma@example.nl")
    worked(edition, user)
    data = json.loads(json.dumps(export_person(user)))["courses"]
    [course] = data["learning"]
    [attempt] = course["attempts"]
    assert (course["course"], course["edition"], attempt["quiz"], attempt["state"]) == (
        "Proefcursus", "1.0", "De toets", "ingeleverd",
    )  # fmt: skip
    assert len(attempt["answers"]) >= Attempt.objects.get().items.count()
    assert all(row["question"] and row["answer"] for row in attempt["answers"])
    [marked] = [row for row in attempt["answers"] if row["comments"]]
    assert (marked["answer"], marked["comments"]) == ([TYPED], ["Goed gezien, Fatma."])
    assert attempt["grades"][0]["passed"] in (True, False)
    assert course["practice"][0]["answer"] == [TYPED]
    assert course["extra_attempts"][0]["reason"] == TYPED and data["more_time"][0]["percent"] == 100


def test_the_export_is_his_own_and_costs_the_same_for_more(
    edition: CourseEdition, django_assert_max_num_queries: Any
) -> None:
    user, other = person("fatma@example.nl"), person("jan@example.nl")
    worked(edition, user)
    assert export_person(other)["courses"] == {"learning": [], "more_time": [], "panels": []}
    Enrollment.objects.update(closed_at=NOW, close_reason="klaar")
    start(edition, enrollment=make_enrollment(user.learner, edition), now=LATER)
    with django_assert_max_num_queries(11):
        assert len(export_person(user)["courses"]["learning"]) == 2


def test_what_was_typed_goes_and_scores_and_choices_stay(edition: CourseEdition) -> None:
    user, other = person("fatma@example.nl"), person("jan@example.nl")
    worked(edition, user)
    grades = list(Grade.objects.values())
    chosen = list(AnswerEvent.objects.exclude(item__version__type__in=FREE).order_by("pk").values())
    erase_person(user, LATER)
    assert "Fatma" not in everything() and "Yıldız" not in everything()
    typed = AnswerEvent.objects.filter(item__version__type__in=FREE)
    assert [event.response for event in typed] == [{"text": ERASED}] * len(FREE)
    assert list(Grade.objects.values()) == grades
    assert list(AnswerEvent.objects.exclude(item__version__type__in=FREE).order_by("pk").values()) == chosen
    assert not MoreTime.objects.standing().exists()
    erase_person(other, LATER)  # nothing of anybody


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("Ik ben Fatma.", ERASED),
        ("0900-8844", "0900-8844"),
        ("0900 - 8844", "0900-8844"),
        ("Fatma belt 8844 nu", "…8844…"),
    ],
)
def test_a_short_answer_is_worth_what_it_was_and_a_replay_finds_nothing(text: str, left: str) -> None:
    edition, user = make_quiz_course(contents("short_text")), person("fatma@example.nl")
    attempt = start(edition, enrollment=make_enrollment(Learner.objects.create(user=user), edition))
    save(attempt, 1, {"text": [text]})
    submit_attempt(attempt=attempt, now=NOW)
    erase_person(user, LATER)
    assert AnswerEvent.objects.get().response == {"text": left}
    assert list(Replay().run(replayable())) == []


def test_others_keep_what_they_typed(edition: CourseEdition) -> None:
    user, other = person("fatma@example.nl"), person("jan@example.nl")
    attempt = start(edition, enrollment=make_enrollment(Learner.objects.create(user=other), edition))
    item = attempt.items.get(version__type="open_text")
    save(attempt, item.position, {"text": ["Van Jan."]})
    erase_person(user, LATER)
    assert AnswerEvent.objects.get().response == {"text": "Van Jan."}
    assert Attempt.objects.open().exists()


def test_what_he_was_doing_leads_to_nothing_any_more(edition: CourseEdition) -> None:
    user = person("fatma@example.nl")
    start(edition, enrollment=make_enrollment(Learner.objects.create(user=user), edition))
    erase_person(user, LATER)
    erase_person(user, LATER + timedelta(days=1))
    enrollment = Enrollment.objects.get()
    assert (enrollment.closed_at, enrollment.close_reason) == (LATER, "gewist")
    assert Attempt.objects.get().state == Attempt.State.SET_ASIDE
