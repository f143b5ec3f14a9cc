"""Undoing the revocation of a series within an hour: that act, and nothing else."""

from datetime import timedelta

import pytest
from post_office.models import Email

from accounts.models import AuditEvent
from accounts.roles import Role
from certificates import errors
from certificates.models import Certificate
from certificates.services import changing, revocation_mail, revoking
from certificates.services.issuing import issue_certificate
from certificates.services.revoking import Undone
from tests.certificates.series import issued, last_act, numbers_revoked, revoke_all
from tests.conftest import NOW
from tests.factories.certificates import make_certificate, make_completion, make_membership, make_staff, make_user

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("now")]


def test_the_series_comes_back_and_nothing_else_does() -> None:
    rows, alone = issued(3), make_certificate()
    before = NOW - timedelta(minutes=5)
    Certificate.objects.filter(pk=alone.pk).update(
        revoked_at=before, revoked_by=make_staff(Role.ADMIN), revoked_reason="Fraude."
    )
    revoke_all()
    later, other = NOW + timedelta(minutes=60), make_staff(Role.ADMIN)
    assert revoking.unrevoke_series(series=last_act(), by=other, now=later) == Undone(count=3, left=0)
    assert numbers_revoked() == {alone.number}
    events = AuditEvent.objects.filter(verb="certificate.unrevoke", actor=other)
    assert {event.object_key for event in events} == {str(each.key) for each in rows}
    with pytest.raises(errors.SeriesMissing):
        revoking.unrevoke_series(series=last_act(), by=other, now=later)


def test_two_acts_of_one_moment_are_two() -> None:
    rows, alone, by = issued(2), issued(1, edition_number="2.0")[0], make_staff(Role.ADMIN)
    revoke_all(by=by)
    series = last_act()
    changing.revoke(certificate=alone, by=by, reason="Fout in de toets.", now=NOW)
    acts = revoking.recent_acts(now=NOW)
    assert {(act.series, act.count) for act in acts} == {(series, 2), (last_act(), 1)}
    assert {(act.at, act.by, act.reason) for act in acts} == {(NOW, by.name, "Fout in de toets.")}
    assert revoking.unrevoke_series(series=series, by=by, now=NOW) == Undone(count=2, left=0)
    assert numbers_revoked() == {alone.number} and rows[0].number not in numbers_revoked()
    assert [act.count for act in revoking.recent_acts(now=NOW)] == [1]


def test_what_was_taken_back_and_revoked_again_is_of_another_act() -> None:
    (row,), by = issued(1), make_staff(Role.ADMIN)
    revoke_all(by=by)
    first, later = last_act(), NOW + timedelta(minutes=1)
    changing.unrevoke(certificate=row, by=by, now=NOW)
    changing.revoke(certificate=row, by=by, reason="Toch.", now=later)
    assert [act.reason for act in revoking.recent_acts(now=later)] == ["Toch."]
    with pytest.raises(errors.SeriesMissing):
        revoking.unrevoke_series(series=first, by=by, now=later)
    assert numbers_revoked() == {row.number}


def test_undone_holders_are_told_when_they_were_told_before() -> None:
    issued(2)
    revoke_all()
    revocation_mail.tell_due(now=NOW)
    revoking.unrevoke_series(series=last_act(), by=make_staff(Role.ADMIN), now=NOW)
    assert revocation_mail.tell_due(now=NOW) == 2
    assert Email.objects.filter(subject__contains="telt weer").count() == 2


def test_after_an_hour_the_series_stays() -> None:
    issued(1)
    revoke_all()
    with pytest.raises(errors.SeriesMissing):
        revoking.unrevoke_series(series=last_act(), by=make_staff(Role.ADMIN), now=NOW + timedelta(minutes=61))
    assert len(numbers_revoked()) == 1
    assert revoking.recent_acts(now=NOW + timedelta(minutes=61)) == []


def test_who_renewed_meanwhile_keeps_only_the_newer_one() -> None:
    user = make_user()
    registration = make_membership(user)
    old = issue_certificate(
        completion=make_completion(user, completed_at=NOW - timedelta(days=600)), registration=registration, now=NOW
    )
    somebody = issued(1)[0]
    revoke_all()
    new = issue_certificate(completion=make_completion(user, completed_at=NOW), registration=registration, now=NOW)
    assert revoking.unrevoke_series(series=last_act(), by=make_staff(Role.ADMIN), now=NOW) == Undone(count=1, left=1)
    assert numbers_revoked() == {old.number}
    assert set(Certificate.objects.valid_on(NOW.date())) == {new, somebody}
