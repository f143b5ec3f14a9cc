"""More time and one more attempt for who needs it, and the desk of the foundation that reads along (DESIGN §5)."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import AuditEvent, Learner, User
from accounts.roles import Role
from accounts.services.merging import merge_guest
from cms.services.rights import grant_rights
from courses.models import Attempt, CourseEdition, Enrollment, ExtraAttempt, MoreTime
from courses.services.allowing import (
    MAX_REASON,
    NotNeeded,
    ReasonMissing,
    end_more_time,
    give_more_time,
    mark_read,
    take_extra_attempt,
)
from courses.services.grading import submit_attempt
from courses.services.granting import AlreadyGiven, UnknownAddress, grant_more_time
from courses.services.merging import merge_learner
from courses.services.starting import MayNotStart, chances_of
from tests.conftest import NOW
from tests.courses.conftest import client_of
from tests.courses.desk import signed_in, words
from tests.courses.pages import forms_of, post, read_form, soup_of, text_of
from tests.factories.courses import make_editor, make_enrollment, make_learner, quiz_of, save
from tests.factories.quizzes import make_quiz_course, start
from tests.quiz.samples import true_false

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("now")]
QUIZ = "/leren/proef/toets/toets/"
EXTRA, MORE = "/beheer/toetsen/extra-pogingen/", "/beheer/toetsen/meer-tijd/"
REASON = "De bel ging.\nIk was <i>weg</i>."
HOUR = timedelta(hours=1)


@pytest.fixture
def once() -> CourseEdition:
    """A quiz that may be taken once."""
    return make_quiz_course([true_false()], max_attempts=1)


@pytest.fixture
def timed() -> CourseEdition:
    """A quiz of twenty minutes."""
    return make_quiz_course([true_false()], time_limit_minutes=20)


@pytest.fixture
def registrar() -> User:
    grant_rights()
    return make_editor(Role.REGISTRAR, email="stichting@example.nl")


def fail(enrollment: Enrollment, *, now: Any = NOW) -> Attempt:
    """One attempt, handed in with a wrong answer."""
    attempt = start(enrollment.edition, enrollment=enrollment, now=now)
    save(attempt, 1, {"value": ["false"]}, now=now)
    submit_attempt(attempt=attempt, now=now)
    return attempt


def take(enrollment: Enrollment, reason: str = REASON, *, now: Any = NOW) -> ExtraAttempt:
    return take_extra_attempt(enrollment=enrollment, quiz=quiz_of(enrollment), reason=reason, now=now)


def out_of_attempts(edition: CourseEdition, learner: Learner | None = None) -> Enrollment:
    enrollment = make_enrollment(learner, edition)
    fail(enrollment)
    return enrollment


# --- how often, and when --------------------------------------------------------------------------------
def test_no_more_attempts_than_the_quiz_allows(once: CourseEdition) -> None:
    enrollment = out_of_attempts(once)
    with pytest.raises(MayNotStart) as caught:
        start(once, enrollment=enrollment)
    assert (caught.value.chances.taken, caught.value.chances.left) == (1, 0)
    assert Attempt.objects.count() == 1


def test_an_open_attempt_goes_on_and_one_set_aside_is_none(once: CourseEdition) -> None:
    enrollment = make_enrollment(edition=once)
    attempt = start(once, enrollment=enrollment)
    assert start(once, enrollment=enrollment) == attempt
    Attempt.objects.update(state=Attempt.State.SET_ASIDE)
    assert start(once, enrollment=enrollment).number == 2


def test_previews_do_not_count(once: CourseEdition) -> None:
    enrollment = out_of_attempts(once)
    Attempt.objects.update(purpose=Attempt.Purpose.PREVIEW)
    assert chances_of(enrollment, quiz_of(enrollment)).left == 1


def test_the_wait_ends_on_the_minute() -> None:
    edition = make_quiz_course([true_false()], wait_minutes=60)
    enrollment = out_of_attempts(edition)
    with pytest.raises(MayNotStart) as caught:
        start(edition, enrollment=enrollment, now=NOW + HOUR - timedelta(seconds=1))
    assert caught.value.chances.opens_at == NOW + HOUR
    assert start(edition, enrollment=enrollment, now=NOW + HOUR).number == 2


def test_an_extra_attempt_waits_too() -> None:
    """It is one more chance, no way around the pause."""
    edition = make_quiz_course([true_false()], max_attempts=1, wait_minutes=60)
    enrollment = out_of_attempts(edition)
    take(enrollment)
    with pytest.raises(MayNotStart):
        start(edition, enrollment=enrollment, now=NOW)
    assert start(edition, enrollment=enrollment, now=NOW + HOUR).number == 2


# --- one attempt more -----------------------------------------------------------------------------------
def test_an_extra_attempt_is_one(once: CourseEdition) -> None:
    enrollment = out_of_attempts(once)
    extra = take(enrollment)
    assert (extra.number, extra.reason, extra.read_at) == (1, REASON, None)
    with pytest.raises(NotNeeded):
        take(enrollment)
    fail(enrollment)
    with pytest.raises(MayNotStart):
        start(once, enrollment=enrollment)
    assert take(enrollment).number == 2


def test_an_extra_attempt_asks_for_words(once: CourseEdition) -> None:
    enrollment = out_of_attempts(once)
    for nothing in ("", "  \n", "\0"):
        with pytest.raises(ReasonMissing):
            take(enrollment, nothing)
    assert len(take(enrollment, "a\0b" + "c" * MAX_REASON).reason) == MAX_REASON


def test_who_has_attempts_left_needs_no_extra_one(once: CourseEdition) -> None:
    with pytest.raises(NotNeeded):
        take(make_enrollment(edition=once))
    assert not ExtraAttempt.objects.exists()


def test_an_extra_attempt_leaves_a_trace_without_the_reason(once: CourseEdition) -> None:
    learner = make_learner(email="fatma@example.nl")
    take(out_of_attempts(once, learner))
    event = AuditEvent.objects.get(verb="quiz.extra_attempt_taken")
    assert (event.actor, event.detail) == (learner.user, {})


def test_the_learner_takes_it_himself(once: CourseEdition) -> None:
    enrollment = out_of_attempts(once)
    client = client_of(enrollment.learner)
    page = client.get(QUIZ)
    assert "Dit was je laatste poging" in text_of(page)
    form = next(form for form in forms_of(page) if form.action.endswith("extra-poging/"))
    refused = post(client, form, "Begin met een extra poging", reason="  ")
    assert refused.status_code == 400 and "Schrijf kort waarom" in text_of(refused)
    begun = post(client, form, "Begin met een extra poging", reason=REASON)
    assert begun.request["PATH_INFO"] == f"{QUIZ}vraag/1/"
    assert ExtraAttempt.objects.get().reason.replace("\r\n", "\n") == REASON


def test_a_double_press_takes_one(once: CourseEdition) -> None:
    enrollment = out_of_attempts(once)
    client = client_of(enrollment.learner)
    for _ in range(2):
        assert client.post(f"{QUIZ}extra-poging/", {"reason": REASON}).status_code == 302
    assert ExtraAttempt.objects.count() == 1
    assert Attempt.objects.open().count() == 1 and Attempt.objects.count() == 2


def test_strangers_take_none(once: CourseEdition) -> None:
    assert Client().post(f"{QUIZ}extra-poging/", {"reason": REASON}).status_code == 404
    assert client_of(make_learner()).post(f"{QUIZ}extra-poging/", {"reason": REASON}).status_code == 404


# --- more time ------------------------------------------------------------------------------------------
def test_more_time_moves_the_end_of_an_open_attempt(timed: CourseEdition) -> None:
    enrollment = make_enrollment(edition=timed)
    attempt = start(timed, enrollment=enrollment)
    assert attempt.due_at == NOW + timedelta(minutes=20)
    more = give_more_time(learner=enrollment.learner, by=None, now=NOW + timedelta(minutes=15))
    assert Attempt.objects.get().due_at == NOW + timedelta(minutes=40)
    assert give_more_time(learner=enrollment.learner, by=None, now=NOW) == more
    assert AuditEvent.objects.filter(verb="quiz.more_time_given").count() == 1


def test_more_time_leaves_others_and_what_is_closed_alone(timed: CourseEdition) -> None:
    closed, other = fail(make_enrollment(edition=timed)), start(timed)
    give_more_time(learner=closed.learner, by=None, now=NOW)
    for attempt in (closed, other):
        assert Attempt.objects.get(pk=attempt.pk).due_at == NOW + timedelta(minutes=20)


def test_more_time_counts_from_the_next_start_and_ends_when_it_is_ended(timed: CourseEdition, registrar: User) -> None:
    learner = make_learner()
    more = give_more_time(learner=learner, by=registrar, now=NOW)
    first = start(timed, enrollment=make_enrollment(learner, timed))
    assert first.due_at == NOW + timedelta(minutes=40)
    for _ in range(2):
        end_more_time(more=more, by=registrar, now=NOW)
    assert Attempt.objects.get().due_at == NOW + timedelta(minutes=40)  # what is open keeps it
    assert AuditEvent.objects.filter(verb="quiz.more_time_ended").count() == 1
    submit_attempt(attempt=first, now=NOW)
    assert start(timed, enrollment=first.enrollment).due_at == NOW + timedelta(minutes=20)


def test_a_learner_says_so_with_one_button(timed: CourseEdition) -> None:
    enrollment = make_enrollment(edition=timed)
    client = client_of(enrollment.learner)
    form = next(form for form in forms_of(client.get(QUIZ)) if form.action.endswith("meer-tijd/"))
    for _ in range(2):
        assert "40 minuten" in text_of(post(client, form, "Geef mij meer tijd"))
    more = MoreTime.objects.get()
    assert (more.learner, more.granted_by, more.percent) == (enrollment.learner, None, 100)


# --- merging --------------------------------------------------------------------------------------------
def test_both_go_along_with_a_guest(once: CourseEdition) -> None:
    guest = out_of_attempts(once)
    take(guest)
    give_more_time(learner=guest.learner, by=None, now=NOW)
    target = make_learner(email="fatma@example.nl")
    merge_guest(guest=guest.learner, user=target.user, now=NOW)
    assert ExtraAttempt.objects.for_learner(target).get().reason == REASON
    assert MoreTime.objects.for_learner(target).standing().count() == 1
    assert not MoreTime.objects.for_learner(guest.learner).exists()


def test_two_people_of_whom_both_had_them(once: CourseEdition) -> None:
    target = make_learner(email="fatma@example.nl")
    for enrollment in (guest := out_of_attempts(once), out_of_attempts(once, target)):
        take(enrollment)
        fail(enrollment)
        give_more_time(learner=enrollment.learner, by=None, now=NOW)
    merge_guest(guest=guest.learner, user=target.user, now=NOW)
    assert MoreTime.objects.for_learner(target).standing().count() == 1
    assert MoreTime.objects.for_learner(target).count() == 2
    kept = Enrollment.objects.for_learner(target).open().get()
    assert sorted(kept.extra_attempts.values_list("number", flat=True)) == [1, 2]
    assert chances_of(kept, quiz_of(kept)).left == 0
    assert take(kept).number == 3


# --- the desk: extra attempts ---------------------------------------------------------------------------
def test_the_foundation_reads_why(once: CourseEdition, registrar: User) -> None:
    take(out_of_attempts(once))
    take(out_of_attempts(once, make_learner(email="fatma@example.nl")), "Mijn kleinkind viel.", now=NOW + HOUR)
    client = signed_in(registrar)
    response = client.get(EXTRA)
    rows = [" ".join(row.get_text(" ").split()) for row in soup_of(response).select("tbody tr")]
    assert rows[0].startswith("Đorđe O’Brien Proefcursus De toets extra poging 1 Mijn kleinkind viel. 21 november 2026")
    assert rows[1].startswith("gast Proefcursus De toets")
    assert "De bel ging.<br>Ik was &lt;i&gt;weg&lt;/i&gt;." in response.content.decode()


def test_what_was_read_goes_down(once: CourseEdition, registrar: User) -> None:
    old, new = take(out_of_attempts(once)), take(out_of_attempts(once), now=NOW + HOUR)
    client = signed_in(registrar)
    form = desk_form(client.get(EXTRA), -1)
    assert [value for _, _, value in form.buttons] == [str(new.pk), str(old.pk)]
    for _ in range(2):
        client.post(EXTRA, form.fields | {"extra": [str(new.pk)]})
    assert [value for _, _, value in desk_form(client.get(EXTRA), -1).buttons] == [str(old.pk)]
    read = ExtraAttempt.objects.get(pk=new.pk)
    assert (read.read_by, read.read_at) == (registrar, NOW)
    assert AuditEvent.objects.filter(verb="quiz.extra_attempt_read", actor=registrar).count() == 1
    rows = [row.find("button") is None for row in soup_of(client.get(EXTRA)).select("tbody tr")]
    assert rows == [False, True]


def test_reading_keeps_the_first_reader(once: CourseEdition, registrar: User) -> None:
    extra = take(out_of_attempts(once))
    mark_read(extra=extra, by=registrar, now=NOW)
    mark_read(extra=extra, by=make_editor(Role.ADMIN, email="beheer@example.nl"), now=NOW + HOUR)
    extra.refresh_from_db()
    assert (extra.read_by, extra.read_at) == (registrar, NOW)


@pytest.mark.parametrize("number", ["", "x", "²", "0", "-1", "9" * 18, "9" * 40])
def test_an_unknown_one_is_nothing(registrar: User, number: str) -> None:
    assert signed_in(registrar).post(EXTRA, {"extra": number}).headers["Location"] == EXTRA


def test_an_account_without_a_name_is_still_somebody(once: CourseEdition, registrar: User) -> None:
    learner = make_learner(email="fatma@example.nl")
    User.objects.filter(pk=learner.user_id).update(name="")
    take(out_of_attempts(once, learner))
    assert "fatma@example.nl" in words(signed_in(registrar).get(EXTRA))


def desk_form(response: Any, place: int = 0) -> Any:
    """A form of the page; the sidebar has one of its own."""
    form = soup_of(response).find("main").find_all("form", method="post")[place]
    return read_form(form, response.wsgi_request.path)


# --- the desk: more time --------------------------------------------------------------------------------
def test_the_foundation_gives_more_time(timed: CourseEdition, registrar: User) -> None:
    learner = make_learner(email="fatma@example.nl")
    attempt = start(timed, enrollment=make_enrollment(learner, timed))
    client = signed_in(registrar)
    answer = post(client, desk_form(client.get(MORE)), "Geef meer tijd", email=" Fatma@Example.nl ")
    assert "twee keer zo veel tijd" in words(answer)
    assert Attempt.objects.get(pk=attempt.pk).due_at == NOW + timedelta(minutes=40)
    row = " ".join(soup_of(answer).select_one("tbody tr").get_text(" ").split())
    assert row == "Đorđe O’Brien fatma@example.nl 21 november 2026 Iris de Vries Stop"
    event = AuditEvent.objects.get(verb="quiz.more_time_given")
    assert event.actor == registrar


def test_an_account_that_never_learned_gets_it_too(registrar: User) -> None:
    user = User.objects.create_user("nieuw@example.nl", "Nieuw", verified_at=NOW)
    grant_more_time(email="nieuw@example.nl", by=registrar, now=NOW)
    assert MoreTime.objects.for_user(user).standing().count() == 1


def test_an_unknown_address_is_one_sentence_and_is_logged(registrar: User) -> None:
    User.objects.create_user("onbevestigd@example.nl", "Onbevestigd")
    client = signed_in(registrar)
    for address in ("niemand@example.nl", "onbevestigd@example.nl"):
        response = client.post(MORE, {"email": address})
        assert response.status_code == 400
        assert [one.get_text() for one in soup_of(response).select(".mark-error")] == [
            "Er is geen account met dit e-mailadres. Vraag met welk adres de deelnemer inlogt."
        ]
        assert soup_of(response).select_one("input[name=email]")["value"] == address
    events = AuditEvent.objects.filter(verb="quiz.more_time_address_unknown", actor=registrar)
    assert events.count() == 2 and "niemand" not in str(list(events.values()))
    assert not MoreTime.objects.exists() and not Learner.objects.filter(user__email="onbevestigd@example.nl").exists()
    with pytest.raises(UnknownAddress):
        grant_more_time(email="niemand@example.nl", by=registrar, now=NOW)


@pytest.mark.parametrize("address", ["", "fatma", "a@b", "x" * 400 + "@example.nl", "a\0@example.nl"])
def test_what_is_no_address_is_one_sentence(registrar: User, address: str) -> None:
    response = signed_in(registrar).post(MORE, {"email": address})
    assert response.status_code == 400 and len(soup_of(response).select(".mark-error")) >= 1


def test_who_has_it_keeps_it(registrar: User) -> None:
    learner = make_learner(email="fatma@example.nl")
    more = give_more_time(learner=learner, by=None, now=NOW)
    with pytest.raises(AlreadyGiven) as caught:
        grant_more_time(email="fatma@example.nl", by=registrar, now=NOW)
    assert caught.value.more == more
    response = signed_in(registrar).post(MORE, {"email": "fatma@example.nl"})
    assert response.status_code == 400 and "heeft al meer tijd" in words(response)


def test_the_foundation_ends_it(registrar: User) -> None:
    guest = make_learner()
    give_more_time(learner=guest, by=None, now=NOW)
    client = signed_in(registrar)
    page = client.get(MORE)
    assert "gast 21 november 2026 zelf gekozen Stop" in words(page)
    for _ in range(2):
        client.post(MORE, {"stop": str(guest.key)})
    assert MoreTime.objects.get().ended_at == NOW
    assert "Nu heeft niemand meer tijd." in words(client.get(MORE))
    for made_up in ("", "x", str(uuid4())):
        assert client.post(MORE, {"stop": made_up}).status_code == 302


# --- who may, and what it costs -------------------------------------------------------------------------
@pytest.mark.parametrize("role", [Role.EDITOR, Role.CHIEF_EDITOR, Role.CERTIFIER])
def test_only_the_foundation_opens_its_desk(role: Role) -> None:
    grant_rights()
    make_learner(email="fatma@example.nl")
    client = signed_in(make_editor(role, email="ander@example.nl"))
    for address in (EXTRA, MORE):
        assert client.get(address).status_code == 302
    client.post(MORE, {"email": "fatma@example.nl"})
    assert not MoreTime.objects.exists()
    assert reverse("quiz_more_time") not in client.get("/beheer/").content.decode()


@pytest.mark.parametrize("rows", [3, 30])
def test_the_pages_of_the_desk_cost_the_same(
    once: CourseEdition, registrar: User, rows: int, django_assert_max_num_queries: Any
) -> None:
    for number in range(rows):
        learner = make_learner(email=f"mens{number}@example.nl")
        take(out_of_attempts(once, learner))
        give_more_time(learner=learner, by=registrar, now=NOW)
    client = signed_in(registrar)
    client.get(EXTRA)
    with django_assert_max_num_queries(12):
        assert len(soup_of(client.get(EXTRA)).select("tbody tr")) == rows
    with django_assert_max_num_queries(12):
        assert len(soup_of(client.get(MORE)).select("tbody tr")) == rows


def test_an_extra_attempt_after_a_merge_with_extra_attempts_at_two_quizzes() -> None:
    """Numbers go on over all quizzes when a guest is taken over: the next one still finds its place."""
    edition = make_quiz_course([true_false()], max_attempts=1)
    enrollment = make_enrollment(edition=edition)
    submit_attempt(attempt=start(edition, enrollment=enrollment), now=NOW)
    ExtraAttempt.objects.create(enrollment=enrollment, quiz_key=quiz_of(enrollment).key, number=2, reason="Eerder.")
    submit_attempt(attempt=start(edition, enrollment=enrollment), now=NOW)
    taken = take_extra_attempt(enrollment=enrollment, quiz=quiz_of(enrollment), reason="Nog eens.", now=NOW)
    assert taken.number == 3


def test_more_time_that_comes_with_a_guest_moves_the_end_of_what_the_account_has_open() -> None:
    edition = make_quiz_course([true_false()], time_limit_minutes=20)
    account = make_learner(email="noor@voorbeeld.nl")
    attempt = start(edition, enrollment=make_enrollment(account, edition))
    guest = make_learner()
    give_more_time(learner=guest, by=None, now=NOW)
    merge_learner(guest, account, NOW)
    attempt.refresh_from_db()
    assert attempt.due_at == NOW + timedelta(minutes=40)
