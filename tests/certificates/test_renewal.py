"""Two completions of one course by one person: a renewal, or a guest who was taken over (DESIGN §7)."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.test import Client

from accounts.models import Learner, MailReceipt, User
from accounts.roles import Role
from accounts.services.merging import merge_guest
from certificates import selectors
from certificates.dates import local_day
from certificates.models import Certificate, Status
from certificates.services import changing, issuing
from courses.models import Completion, Course, CourseEdition
from courses.services.enrolling import enroll, renew
from courses.signals import course_completed
from registrations.models import Registration
from registrations.signals import registration_confirmed
from tests.conftest import NOW
from tests.factories.certificates import (
    make_certificate,
    make_completion,
    make_course,
    make_membership,
    make_staff,
    make_user,
)
from tests.factories.courses import load_saar, read_all, take_quiz

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("now")]
TODAY = date(2026, 11, 21)
LIST, AGAIN, WHOLE = "/mijn/certificaten/", "Fris je kennis op", "Doe de cursus opnieuw"


def issue(user: User, **fields: Any) -> Certificate:
    """Passing a course with a confirmed registration, whatever the signal does."""
    registration = user.registrations.first() or make_membership(user)
    completion = make_completion(user, completed_at=fields.pop("completed_at", NOW), **fields)
    return issuing.issue_certificate(completion=completion, registration=registration, now=NOW)


def pass_course(user: User, **fields: Any) -> Completion:
    completion = make_completion(user, **fields)
    course_completed.send(sender=Completion, completion=completion, at=NOW)
    return completion


def confirm(registration: Registration) -> None:
    Registration.objects.filter(pk=registration.pk).update(status="confirmed", decided_at=NOW)
    registration.refresh_from_db()
    registration_confirmed.send(sender=Registration, registration=registration, at=NOW)


def take_course(user: User, edition: CourseEdition, *, now: datetime) -> Completion:
    """Reads and passes in the open enrollment."""
    enrollment = enroll(learner=user.learner, course=edition.course, edition=edition, now=now)
    read_all(enrollment, now=now)
    completion = take_quiz(enrollment, now=now).completion
    assert completion
    return completion


# --- one standing certificate ----------------------------------------------------------------------------


def test_an_earlier_completion_gets_none_beside_a_later_one() -> None:
    user = make_user()
    later = issue(user)
    assert issue(user, completed_at=NOW - timedelta(days=700)) == later
    later.refresh_from_db()
    assert later.superseded_at is None
    assert Certificate.objects.count() == MailReceipt.objects.count() == 1
    assert issuing.missing_completions() == []


@pytest.mark.parametrize("first", ["earlier", "later"])
@pytest.mark.parametrize("days", [0, 1, 700])
def test_whatever_the_order_one_certificate_stands_per_person_and_course(first: str, days: int) -> None:
    user = make_user()
    registration = make_membership(user)
    earlier = make_completion(user, completed_at=NOW - timedelta(days=days))
    later = make_completion(user, completed_at=NOW)
    pair = [earlier, later] if first == "earlier" else [later, earlier]
    for completion in [*pair, *pair]:
        issuing.issue_certificate(completion=completion, registration=registration, now=NOW)
    assert Certificate.objects.standing().get().completion == later


@pytest.mark.parametrize("guest_was_first", [True, False])
@pytest.mark.parametrize("account_has_one", [True, False])
def test_a_guest_and_an_account_that_both_passed_have_one_standing_certificate(
    guest_was_first: bool, account_has_one: bool
) -> None:
    user, guest = make_user(), Learner.objects.create()
    registration = make_membership(user, status="confirmed" if account_has_one else "pending")
    at_guest = NOW - timedelta(days=9 if guest_was_first else 1)
    by_guest = make_completion(learner=guest, completed_at=at_guest)
    by_account = pass_course(user, completed_at=NOW - timedelta(days=5))
    assert by_account.certificates.exists() is account_has_one
    merge_guest(guest=guest, user=user, now=NOW)
    if not account_has_one:
        assert [each.completed_at for each in selectors.waiting_for(user)] == [max(at_guest, by_account.completed_at)]
        confirm(registration)
    newest = by_account if guest_was_first else by_guest
    assert Certificate.objects.standing().get().completion == newest
    assert Certificate.objects.count() == (2 if account_has_one and not guest_was_first else 1)
    assert selectors.waiting_for(user) == []
    assert issuing.missing_completions() == []


def test_a_guest_who_passed_twice_gets_the_newest() -> None:
    user, guest = make_user(), Learner.objects.create()
    make_membership(user)
    make_completion(learner=guest, completed_at=NOW - timedelta(days=3))
    newest = make_completion(learner=guest, completed_at=NOW - timedelta(days=1))
    merge_guest(guest=guest, user=user, now=NOW)
    assert Certificate.objects.get().completion == newest
    assert MailReceipt.objects.count() == 1


def test_another_course_or_person_covers_nothing() -> None:
    user = make_user()
    issue(user)
    issue(make_user())
    earlier = issue(user, edition=make_course("reanimatie"), completed_at=NOW - timedelta(days=700))
    assert earlier.completion.edition.course.slug == "reanimatie"
    assert Certificate.objects.standing().count() == 3


def test_the_repair_issues_one_per_course() -> None:
    user = make_user()
    make_completion(user, completed_at=NOW - timedelta(days=9))
    newest = make_completion(user, completed_at=NOW)
    make_membership(user)
    assert issuing.missing_completions() == [newest]
    assert issuing.issue_missing(now=NOW) == 1
    assert issuing.issue_missing(now=NOW) == 0


@pytest.mark.parametrize(
    ("before", "after", "follows"),
    [
        ("GELDIG", Status.SUPERSEDED, True),
        ("VERLOPEN", Status.SUPERSEDED, True),
        ("INGETROKKEN", Status.REVOKED, False),
        ("VERVANGEN", Status.SUPERSEDED, False),
    ],
)
def test_a_renewal_beside_every_state_of_the_old_one(before: str, after: Status, follows: bool) -> None:
    user, today = make_user(), local_day(NOW)
    old = issue(user, completed_at=NOW - timedelta(days=900 if before == "VERLOPEN" else 100))
    by = make_staff(Role.CERTIFIER)
    if before == "INGETROKKEN":
        changing.revoke(certificate=old, by=by, reason="Fraude.", now=NOW)
    replaced_by = None
    if before == "VERVANGEN":
        replaced_by = changing.correct(certificate=old, by=by, holder_name="Beter", now=NOW - timedelta(days=1))
    old.refresh_from_db()
    assert old.status(today).value == before
    replaced_at = old.superseded_at
    new = issue(user)
    old.refresh_from_db()
    assert (old.status(today), new.status(today)) == (after, Status.VALID)
    assert new.supersedes == (old if follows else replaced_by)
    assert old.superseded_at == (NOW if follows else replaced_at)
    assert Certificate.objects.valid_on(today).get() == new
    assert new.completion != old.completion and new.number != old.number


def test_who_passes_again_after_the_old_one_ended_has_a_new_certificate() -> None:
    """Through the door of courses: a new enrollment, a new completion (DESIGN §7)."""
    loaded = load_saar()
    user = make_user()
    make_membership(user)
    first = take_course(user, loaded.edition, now=NOW)
    later = NOW + timedelta(days=900)
    renew(learner=user.learner, course=loaded.edition.course, edition=loaded.edition, now=later)
    second = take_course(user, loaded.edition, now=later)
    old, new = first.certificates.get(), second.certificates.get()
    assert new.supersedes == old and first.enrollment != second.enrollment
    assert [row.status(local_day(later)) for row in (old, new)] == [Status.SUPERSEDED, Status.VALID]
    assert MailReceipt.objects.filter(key__startswith="certificate:").count() == 2


# --- the button ------------------------------------------------------------------------------------------


def shown(user: User) -> str:
    client = Client()
    client.force_login(user)
    response = client.get(LIST)
    assert response.status_code == 200
    return str(response.content.decode())


def revoked() -> dict[str, Any]:
    return {"revoked_at": NOW, "revoked_by": make_staff(Role.CERTIFIER), "revoked_reason": "Fraude."}


@pytest.mark.parametrize(
    ("fields", "is_offered"),
    [
        ({"valid_until": TODAY + timedelta(days=91)}, False),
        ({"valid_until": TODAY + timedelta(days=90)}, True),
        ({"valid_until": TODAY}, True),
        ({"valid_until": TODAY - timedelta(days=1)}, True),
        ({"superseded_at": NOW}, False),
        ({"superseded_at": NOW, "valid_until": TODAY}, False),
    ],
)
def test_who_may_do_the_course_again(fields: dict[str, Any], is_offered: bool) -> None:
    user = make_user()
    make_certificate(user, **fields)
    page = shown(user)
    assert (AGAIN in page) is is_offered
    assert ('href="/leren/saar/opnieuw/opfrissen/"' in page) is is_offered
    assert WHOLE not in page


def test_after_a_revocation_the_whole_course_can_be_done_again() -> None:
    user = make_user()
    make_certificate(user, **revoked())
    page = shown(user)
    assert WHOLE in page and '<form method="post" action="/leren/saar/opnieuw/">' in page and AGAIN not in page


def test_a_certificate_beside_a_revoked_one_speaks_for_the_course() -> None:
    user = make_user()
    make_certificate(user, completion=make_completion(user), passed_on=TODAY, **revoked())
    registration = user.registrations.get()
    standing = make_certificate(user, completion=make_completion(user), registration=registration)
    assert AGAIN not in shown(user)
    Certificate.objects.filter(pk=standing.pk).update(valid_until=TODAY)
    assert shown(user).count(AGAIN) == 1


def test_an_archived_course_cannot_be_done_again() -> None:
    user = make_user()
    make_certificate(user, valid_until=TODAY)
    assert AGAIN in shown(user)
    Course.objects.update(archived_at=NOW)
    assert AGAIN not in shown(user)


def test_the_button_leads_to_a_refresher_and_that_to_a_new_certificate() -> None:
    loaded = load_saar()
    user = make_user()
    make_membership(user)
    first = take_course(user, loaded.edition, now=NOW)
    Certificate.objects.update(valid_until=TODAY)
    client = Client()
    client.force_login(user)
    page = "/leren/saar/opnieuw/opfrissen/"
    assert client.get(page).status_code == 200
    assert client.post(page)["Location"] == page
    opened = user.learner.enrollments.open().get()
    assert opened != first.enrollment
    assert opened.passes.count() == first.enrollment.passes.count() > 0
    assert Certificate.objects.get().status(TODAY) is Status.VALID  # until the quiz is passed
    take_quiz(opened, now=NOW + timedelta(days=1))
    old, new = Certificate.objects.order_by("pk")
    assert (old.status(TODAY), new.supersedes) == (Status.SUPERSEDED, old)


def test_a_course_without_a_quiz_offers_all_of_it_only() -> None:
    """A refresher without a quiz could be finished by doing nothing."""
    user = make_user()
    make_certificate(user, valid_until=TODAY)
    Course.objects.update(current=CourseEdition.objects.get())
    client = Client()
    client.force_login(user)
    page = client.get("/leren/saar/opnieuw/opfrissen/").content.decode()
    assert "Doe de hele cursus opnieuw" in page and "Begin met opfrissen" not in page
    assert client.post("/leren/saar/opnieuw/opfrissen/").status_code == 404
    assert not user.learner.enrollments.open().exists()
