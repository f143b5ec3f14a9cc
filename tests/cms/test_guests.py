"""Guests who stayed away: what goes, what stays of nobody, and who is waited for (DESIGN §3, §6)."""

from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client

from accounts.models import Learner, ResumeCode, User
from accounts.services.merging import merge_guests
from cms.services import guests
from cms.services.guests import GONE, forget_stale_guests, stale_guests
from courses.models import AnswerEvent, Attempt, Enrollment, ExtraAttempt, Mark, MoreTime, PracticeAnswer, Purpose
from courses.services.grading import submit_attempt
from courses.services.trials import new_trial
from tests.conftest import NOW
from tests.factories.courses import make_editor, make_enrollment, save
from tests.factories.evenings import guest_client, make_evening, make_guest
from tests.factories.quizzes import make_quiz_course, start
from tests.quiz import samples

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("now")]
DAY = timedelta(days=1)
LATER = NOW + 31 * DAY
SECRET = "Ik ben Querido van de Kade 3"


def guest(**fields: Any) -> Learner:
    return Learner.objects.create(**{"created_at": NOW, "last_seen_at": NOW, **fields})


def forget(now: datetime = LATER, limit: int = 100) -> int:
    return forget_stale_guests(now=now, limit=limit)


def test_who_did_nothing_that_counts_is_deleted_after_thirty_days() -> None:
    old, code = guest(), guest()
    ResumeCode.objects.create(learner=code, code_hash="x", last_day=NOW.date() + 30 * DAY)
    assert forget(NOW + 30 * DAY) == 0
    assert forget() == 2
    assert not Learner.objects.filter(pk__in=[old.pk, code.pk]).exists()
    assert not ResumeCode.objects.exists()


def test_who_has_an_account_and_who_was_taken_over_stay() -> None:
    user = User.objects.create_user("jan@voorbeeld.nl", "Jan", verified_at=NOW)
    mine = guest(user=user)
    guest(merged_into=mine, merged_at=NOW)
    assert forget() == 0
    assert Learner.objects.count() == 2


def worked(who: Learner) -> Attempt:
    """Somebody who typed in every place where one can, and was answered."""
    edition = make_quiz_course([samples.short_text(), samples.open_text(), samples.true_false()])
    attempt = start(edition, enrollment=make_enrollment(who, edition))
    save(attempt, 1, {"text": [SECRET]})
    save(attempt, 2, {"text": [SECRET]})
    save(attempt, 3, {"value": ["true"]})
    enrollment, first = attempt.enrollment, attempt.items.get(position=1)
    PracticeAnswer.objects.create(
        enrollment=enrollment,
        block_key=uuid4(),
        version=first.version,
        uuid=uuid4(),
        response={"text": SECRET},
        fraction=1,
    )
    ExtraAttempt.objects.create(enrollment=enrollment, quiz_key=uuid4(), number=1, reason=SECRET)
    MoreTime.objects.create(learner=who)
    return attempt


def test_of_who_took_a_course_the_history_stays_of_nobody() -> None:
    who = guest()
    attempt = worked(who)
    submit_attempt(attempt=attempt, now=NOW)
    event = AnswerEvent.objects.filter(item__position=2).get()
    marker = make_editor(email="nakijker@example.nl")
    Mark.objects.create(
        item=event.item, event=event, awarded={}, fraction=1, comment=f"Dag {SECRET}", marked_by=marker, marked_at=NOW
    )
    before = rows()
    client = guest_client(who)
    assert forget() == 1
    assert SECRET not in str(everything_typed())
    assert rows() == before
    fresh = Learner.objects.get(pk=who.pk)
    assert (fresh.last_seen_at, fresh.key != who.key) == (GONE, True)
    assert Attempt.objects.get().grades.count() == 1
    assert Enrollment.objects.get().close_reason == "gewist"
    assert not MoreTime.objects.standing().exists()
    assert "Proefcursus" not in client.get("/mijn/").content.decode()


def rows() -> list[int]:
    models = (Learner, Enrollment, Attempt, AnswerEvent, PracticeAnswer, ExtraAttempt, Mark, MoreTime)
    return [model._default_manager.count() for model in models]


def everything_typed() -> list[Any]:
    return [
        *AnswerEvent.objects.values_list("response", flat=True),
        *PracticeAnswer.objects.values_list("response", flat=True),
        *ExtraAttempt.objects.values_list("reason", flat=True),
        *Mark.objects.values_list("comment", flat=True),
    ]


def test_what_was_only_chosen_stays_as_it_was() -> None:
    worked(guest())
    choice = AnswerEvent.objects.get(item__position=3).response
    forget()
    assert AnswerEvent.objects.get(item__position=3).response == choice


def test_an_attempt_that_was_open_is_set_aside_and_twice_is_once() -> None:
    who = guest()
    worked(who)
    assert forget() == 1
    assert Attempt.objects.get().state == Attempt.State.SET_ASIDE
    key = Learner.objects.get(pk=who.pk).key
    assert forget(LATER + 60 * DAY) == 0
    assert Learner.objects.get(pk=who.pk).key == key


def test_a_device_that_comes_back_is_a_stranger() -> None:
    who = guest()
    worked(who)
    forget()
    client = guest_client(who)
    client.get("/mijn/")
    assert Learner.objects.get(pk=who.pk).last_seen_at == GONE
    assert not Learner.objects.filter(key=who.key).exists()


def test_guests_that_became_one_go_together() -> None:
    first, second = guest(), guest()
    worked(first)
    merge_guests(guest=first, target=second, now=NOW)
    assert forget() == 1
    assert SECRET not in str(everything_typed())
    assert Learner.objects.count() == 2


def test_a_code_on_paper_is_waited_for() -> None:
    who = guest()
    ResumeCode.objects.create(learner=who, code_hash="x", last_day=LATER.date())
    assert forget() == 0
    assert forget(LATER + DAY) == 1


def test_a_name_on_an_evening_is_waited_for() -> None:
    row = make_guest(make_evening(now=NOW), now=NOW)
    assert forget() == 0
    row.delete()
    assert forget() == 1


def test_who_stands_behind_a_trial_is_no_guest() -> None:
    edition = make_quiz_course([samples.true_false()])
    new_trial(edition=edition, purpose=Purpose.PANEL, expires_at=NOW + 400 * DAY, now=NOW)
    assert forget() == 0


@pytest.mark.parametrize("at_once", [1, 2, 100])
def test_a_run_is_bounded_and_goes_a_piece_at_a_time(at_once: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(guests, "AT_ONCE", at_once)
    pks = [guest().pk for _ in range(5)]
    assert forget(limit=3) == 3
    assert list(stale_guests(LATER).values_list("pk", flat=True)) == pks[3:]
    assert forget(limit=3) == 2


def test_the_number_of_queries_does_not_grow(django_assert_max_num_queries: Any) -> None:
    edition = make_quiz_course([samples.true_false()])
    for _ in range(8):
        start(edition, enrollment=make_enrollment(guest(), edition))
    with django_assert_max_num_queries(24):
        assert forget() == 8


def test_no_page_promises_a_guest_what_is_not_kept() -> None:
    page = Client().get("/privacy/").content.decode()
    assert "Blijf je 30 dagen weg, dan weet niemand meer dat jij het was." in page
    assert "gaat nu nog niet vanzelf" not in page
