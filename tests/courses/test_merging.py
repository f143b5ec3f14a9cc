"""Taking over what a guest did: nothing is lost, nothing stands twice (DESIGN §6)."""

from datetime import timedelta

import pytest

from accounts.models import Learner, User
from accounts.services.merging import GuestTaken, merge_guest
from courses.models import (
    AnswerEvent,
    Attempt,
    AttemptItem,
    Completion,
    Course,
    CourseEdition,
    Enrollment,
    Grade,
    PracticeAnswer,
    ScreenPass,
)
from courses.selectors import standing_in
from courses.services.attempting import standing_answers
from tests.conftest import NOW
from tests.courses.conftest import client_of
from tests.courses.pages import result_url, text_of
from tests.factories.courses import (
    answer_all,
    content_of,
    finish_course,
    make_attempt,
    make_enrollment,
    make_learner,
    read_all,
    right_data,
    saar_edition,
    save,
    take_quiz,
)

pytestmark = pytest.mark.usefixtures("saar")
LATER = NOW + timedelta(hours=1)
HISTORY = [AnswerEvent, Attempt, AttemptItem, Completion, Enrollment, Grade, PracticeAnswer]


@pytest.fixture
def guest() -> Learner:
    return make_learner()


@pytest.fixture
def account() -> Learner:
    return make_learner(email="fatma@example.nl")


def merge(guest: Learner, account: Learner) -> None:
    """Merges; no row of history goes, and everything is the account's afterwards."""
    before = [set(model.objects.values_list("pk", flat=True)) for model in HISTORY]
    merge_guest(guest=guest, user=account.user, now=LATER)
    for model, rows in zip(HISTORY, before, strict=True):
        assert rows <= set(model.objects.values_list("pk", flat=True)), model
    assert not Enrollment.objects.for_learner(guest).exists()
    assert not Attempt.objects.filter(learner=guest).exists()
    assert not Attempt.objects.exclude(learner=account).filter(enrollment__learner=account).exists()
    assert Enrollment.objects.for_learner(account).open().count() <= 1


def read_some(enrollment: Enrollment, start: int, stop: int) -> set[str]:
    keys = sorted(content_of(enrollment).screen_keys)[start:stop]
    ScreenPass.objects.bulk_create(ScreenPass(enrollment=enrollment, screen_key=key) for key in keys)
    return set(keys)


def open_of(learner: Learner) -> Enrollment:
    return Enrollment.objects.for_learner(learner).open().get()


def passed(enrollment: Enrollment) -> set[str]:
    return {str(key) for key in enrollment.passes.values_list("screen_key", flat=True)}


def test_only_the_guest_began(guest: Learner, account: Learner) -> None:
    enrollment = make_enrollment(guest)
    attempt = make_attempt(enrollment)
    answer_all(attempt)
    read = read_some(enrollment, 0, 3)
    merge(guest, account)
    assert open_of(account) == enrollment
    assert passed(enrollment) == read
    assert Attempt.objects.for_user(account.user).get().is_open


def test_both_began(guest: Learner, account: Learner) -> None:
    """The account's stays open and takes over what the guest read."""
    one, other = make_enrollment(guest), make_enrollment(account)
    read = read_some(one, 0, 3) | read_some(other, 2, 5)
    merge(guest, account)
    one.refresh_from_db()
    assert open_of(account) == other
    assert passed(other) == read
    assert (one.closed_at, one.close_reason, one.learner) == (LATER, "samengevoegd", account)


def answer_some(attempt: Attempt, count: int) -> None:
    """Answers that many questions, one step each."""
    for item in attempt.items.select_related("version")[:count]:
        save(attempt, item.position, right_data(item.version)[0])


@pytest.mark.parametrize(
    ("of_guest", "of_account", "guest_goes_on"),
    [(8, 0, True), (8, 7, True), (1, 0, True), (0, 0, False), (3, 3, False), (2, 5, False), (8, 8, False)],
)
def test_open_attempts_on_both_sides(
    guest: Learner, account: Learner, of_guest: int, of_account: int, guest_goes_on: bool
) -> None:
    """One goes on, the one with more answers; the other is set aside and keeps its answers (DESIGN §6)."""
    one, other = make_attempt(make_enrollment(guest)), make_attempt(make_enrollment(account))
    answer_some(one, of_guest)
    answer_some(other, of_account)
    merge(guest, account)
    stays, aside = (one, other) if guest_goes_on else (other, one)
    aside.refresh_from_db()
    assert aside.state == Attempt.State.SET_ASIDE
    assert Attempt.objects.for_learner(account).open().get() == stays
    assert sorted(Attempt.objects.values_list("number", flat=True)) == [1, 2]
    assert set(Attempt.objects.values_list("enrollment", flat=True)) == {open_of(account).pk}
    assert (len(standing_answers(one)), len(standing_answers(other))) == (of_guest, of_account)


def test_going_on_without_a_choice_is_no_answer(guest: Learner, account: Learner) -> None:
    """Who pressed *Volgende* eight times has less to lose than who answered one."""
    one, other = make_attempt(make_enrollment(guest)), make_attempt(make_enrollment(account))
    for item in one.items.exclude(version__type="ordering"):
        save(one, item.position, {})
    answer_some(other, 1)
    merge(guest, account)
    assert Attempt.objects.for_learner(account).open().get() == other


def test_the_account_has_no_open_attempt(guest: Learner, account: Learner) -> None:
    """Eight answers of a guest are not lost because his account once opened the course."""
    attempt, other = make_attempt(make_enrollment(guest)), make_enrollment(account)
    answer_all(attempt)
    read_all(other)
    merge(guest, account)
    attempt.refresh_from_db()
    assert (attempt.state, attempt.enrollment, attempt.learner) == ("open", other, account)
    page = client_of(account).post("/leren/saar/toets/toets/nakijken/", {"attempt": str(attempt.key)}, follow=True)
    assert page.redirect_chain == [(result_url(attempt), 302)]
    grade = Grade.objects.get()
    assert (grade.attempt, grade.score, grade.passed) == (attempt, 8, True)
    assert Completion.objects.get().enrollment == other


def test_the_account_handed_in_and_the_guest_is_busy(guest: Learner, account: Learner) -> None:
    """Only an open attempt is a rival."""
    other, attempt = make_enrollment(account), make_attempt(make_enrollment(guest))
    take_quiz(other, wrong=8)
    merge(guest, account)
    assert Attempt.objects.for_learner(account).open().get() == attempt


def test_results_stay_where_they_were(guest: Learner, account: Learner) -> None:
    """The link in a message: the number changes with a merge, the address does not."""
    one = take_quiz(make_enrollment(guest), wrong=8).grade.attempt
    other = take_quiz(make_enrollment(account)).grade.attempt
    before = [text_of(client_of(attempt.learner).get(result_url(attempt))) for attempt in (one, other)]
    assert client_of(account).get(result_url(one)).status_code == 404
    merge(guest, account)
    client = client_of(account)
    assert [text_of(client.get(result_url(attempt))) for attempt in (one, other)] == before
    one.refresh_from_db()
    assert one.number == 2


def test_only_the_guest_finished(guest: Learner, account: Learner) -> None:
    done, other = finish_course(guest), make_enrollment(account)
    attempt = make_attempt(other)
    read_some(other, 0, 2)
    merge(guest, account)
    assert open_of(account) == done
    assert Completion.objects.for_learner(account).count() == 1
    attempt.refresh_from_db()
    assert (attempt.state, attempt.enrollment, attempt.learner) == ("open", done, account)


def test_both_finished(guest: Learner, account: Learner) -> None:
    one, other = finish_course(guest), finish_course(account)
    left = make_attempt(one)
    merge(guest, account)
    left.refresh_from_db()
    assert (left.state, left.enrollment) == (Attempt.State.SET_ASIDE, one)
    assert open_of(account) == other
    assert Completion.objects.for_learner(account).count() == 2
    one.refresh_from_db()
    assert one.closed_at == LATER
    assert Grade.objects.filter(attempt__learner=account).count() == 2


def test_only_the_account_finished(guest: Learner, account: Learner) -> None:
    one, other = make_enrollment(guest), finish_course(account)
    take_quiz(one)
    merge(guest, account)
    assert open_of(account) == other
    assert Completion.objects.for_learner(account).count() == 1


def test_passed_as_a_guest_and_read_as_an_account(guest: Learner, account: Learner) -> None:
    """Half the course on either side is a whole one."""
    one, other = make_enrollment(guest), make_enrollment(account)
    assert take_quiz(one).grade.passed
    read_all(other)
    assert not Completion.objects.exists()
    merge(guest, account)
    assert Completion.objects.get().enrollment == other
    assert Completion.objects.get().completed_at == LATER


def test_read_as_a_guest_and_passed_as_an_account(guest: Learner, account: Learner) -> None:
    one, other = make_enrollment(guest), make_enrollment(account)
    read_all(one)
    assert take_quiz(other).grade.passed
    merge(guest, account)
    assert Completion.objects.get().enrollment == other


def test_an_old_open_attempt_of_a_closed_enrollment(guest: Learner, account: Learner) -> None:
    """The account closed the course long ago with an attempt still open: the new one counts."""
    old = make_attempt(make_enrollment(account))
    Enrollment.objects.filter(learner=account).update(closed_at=NOW, close_reason="samengevoegd")
    new = make_attempt(make_enrollment(guest))
    merge(guest, account)
    old.refresh_from_db()
    assert old.state == Attempt.State.SET_ASIDE
    assert Attempt.objects.for_learner(account).open().get() == new


def test_two_courses(guest: Learner, account: Learner) -> None:
    other_course = Course.objects.create(slug="reanimatie")
    edition = saar_edition()
    other_edition = CourseEdition.objects.create(
        course=other_course, major=1, minor=0, kind="major", source=edition.source, content_hash="a" * 64,
        released_at=NOW,
    )  # fmt: skip
    one = make_enrollment(guest)
    two = make_enrollment(account, other_edition)
    merge_guest(guest=guest, user=account.user, now=LATER)
    assert set(Enrollment.objects.for_learner(account).open()) == {one, two}


def test_merging_twice_is_merging_once(guest: Learner, account: Learner) -> None:
    make_enrollment(guest)
    merge(guest, account)
    merge_guest(guest=guest, user=account.user, now=LATER)
    assert Enrollment.objects.count() == 1
    other = User.objects.create_user("ander@example.nl", "Sanne")
    with pytest.raises(GuestTaken):
        merge_guest(guest=guest, user=other, now=LATER)


def test_the_page_of_before_the_merge_still_saves_to_its_own_attempt(guest: Learner, account: Learner) -> None:
    """A tab that stood open: the guest's attempt 1 is not the account's attempt 1."""
    for _ in range(2):
        take_quiz(make_enrollment(account))
    attempt = make_attempt(make_enrollment(guest))
    item = attempt.items.select_related("version").first()
    data = right_data(item.version)[0] | {"attempt": str(attempt.key)}
    merge(guest, account)
    response = client_of(account).post(f"/leren/saar/toets/toets/vraag/{item.position}/", data)
    assert response.status_code == 302
    assert AnswerEvent.objects.latest("pk").item == item


def test_after_the_merge_the_account_goes_on_where_the_guest_was(guest: Learner, account: Learner) -> None:
    enrollment = make_enrollment(guest)
    read_some(enrollment, 0, 3)
    attempt = make_attempt(enrollment)
    save(attempt, 1, right_data(attempt.items.select_related("version").first().version)[0])
    merge(guest, account)
    standing = standing_in("saar", account)
    assert len(standing.passed) == 3
    page = client_of(account).get("/leren/saar/toets/toets/vraag/1/")
    assert page.context["saved_at"] is not None


def test_an_open_enrollment_goes_before_a_closed_one(guest: Learner, account: Learner) -> None:
    """PostgreSQL sorts an empty time last, SQLite first."""
    make_enrollment(guest)
    other = make_enrollment(account)
    merge(guest, account)
    assert standing_in("saar", account).enrollment == other
