"""Taking the demo world out: everything invented goes, what real people hang on stays (promise c)."""

from datetime import datetime, timedelta
from io import StringIO
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.core.management import call_command
from django.test import Client

from accounts.models import AuditEvent, Learner, User
from certificates.checking import check_certificate
from certificates.models import Certificate, CertificateLookup, Status
from certificates.services.changing import revoke
from cms.demo.data import DOMAIN
from cms.demo.removing import remove_world
from cms.demo.staff import address
from cms.demo.world import load_world
from cms.models import Contact
from cms.services.rights import grant_rights
from courses.models import CourseEdition, Enrollment, Remark
from registrations.models import Group, GroupContact, Registration
from registrations.services import claim, confirm
from tests.factories.courses import finish_course, load_saar, make_learner

pytestmark = pytest.mark.django_db


@pytest.fixture
def demo(now: datetime, settings: Any, tmp_path: Any) -> None:
    """A small demo world on the SAAR course."""
    settings.STORAGES = settings.STORAGES | {
        "private": {
            "BACKEND": "django.core.files.storage.FileSystemStorage",
            "OPTIONS": {"location": tmp_path, "base_url": None},
        }
    }
    load_saar()
    grant_rights()
    load_world(now=now, groups=6, teams=1, people=12)


def staff(login: str) -> User:
    return User.objects.get(email=address(login))


def real_certificate(now: datetime) -> Certificate:
    """Somebody real who passed, on a demo group, confirmed by the demo's foundation."""
    learner = make_learner(email="fatma@voorbeeld.nl")
    enrollment = finish_course(learner)
    registration = claim(user=learner.user, group=Group.objects.filter(source="demo")[0], role="member", now=now)
    confirm(registration=registration, by=staff("registraties"), now=now)
    return Certificate.objects.get(completion__enrollment=enrollment)


def look_at(certificate: Certificate, now: datetime) -> None:
    check_certificate(number=certificate.number, viewer=staff("wijkagent.stein"), now=now)
    assert CertificateLookup.objects.filter(certificate=certificate).exists()


def test_a_real_person_keeps_his_certificate_and_it_still_checks(demo: None, now: datetime) -> None:
    certificate = real_certificate(now)
    look_at(certificate, now)
    CourseEdition.objects.update(released_by=staff("eindredacteur"))
    removed = remove_world()
    assert not User.objects.filter(email__endswith=DOMAIN).exists()
    page = Client().get(f"/c/{certificate.number}/").content.decode()
    assert f"<title>{Status.VALID}" in page
    registration = Registration.objects.get()
    assert registration.status == "confirmed" and registration.decided_by is None
    assert (registration.group.source, registration.events.count()) == ("demo", 2)
    assert Enrollment.objects.count() == 1 and Learner.objects.count() == 1
    assert removed.kept_groups == [str(registration.group)]
    assert Group.objects.count() == 1 and not GroupContact.objects.exists()


def test_who_looked_stays_for_the_holder_but_cannot_come_in(demo: None, now: datetime) -> None:
    certificate = real_certificate(now)
    look_at(certificate, now)
    removed = remove_world()
    assert removed.kept_accounts == ["Wijkagent Stein"]
    officer = CertificateLookup.objects.get().user
    assert (officer.email, officer.is_active, officer.groups.count()) == (None, False, 0)
    assert not Authenticator.objects.exists()
    assert not officer.has_role("wijkagent")


def test_who_revoked_a_real_certificate_stays_as_a_name(demo: None, now: datetime) -> None:
    certificate = real_certificate(now)
    revoke(certificate=certificate, by=staff("certificaten"), reason="Verhuisd.", now=now)
    removed = remove_world()
    certificate.refresh_from_db()
    assert certificate.status(now.date()) is Status.REVOKED
    assert certificate.revoked_by.name in removed.kept_accounts and not certificate.revoked_by.is_active
    event = AuditEvent.objects.get(verb="certificate.revoke")
    assert event.actor == certificate.revoked_by


def test_what_was_decided_about_real_people_stays_in_the_log(demo: None, now: datetime) -> None:
    registration = real_certificate(now).registration
    key = str(registration.key)
    before = set(AuditEvent.objects.filter(object_key=key).values_list("verb", flat=True))
    remove_world()
    assert set(AuditEvent.objects.filter(object_key=key).values_list("verb", flat=True)) == before
    assert not AuditEvent.objects.filter(actor__email__endswith=DOMAIN).exists()


def test_who_handled_a_remark_stays_as_a_name(demo: None, now: datetime) -> None:
    handled = {"handled_by": staff("certificaten"), "handled_at": now, "note": "Gedaan."}
    Remark.objects.create(kind="broken", place="Certificaat controleren", text="Niets.", sent_at=now, **handled)
    removed = remove_world()
    keeper = Remark.objects.get().handled_by
    assert keeper.name in removed.kept_accounts and (keeper.email, keeper.is_active) == (None, False)


def test_without_real_people_nothing_stays(demo: None, now: datetime) -> None:
    assert Certificate.objects.exists() and Contact.current().email == address("hulp")
    removed = remove_world()
    assert (removed.kept_accounts, removed.kept_groups) == ([], [])
    for model in (User, Learner, Group, Registration, Certificate, Enrollment, CertificateLookup, Contact):
        assert not model.objects.exists(), model
    assert CourseEdition.objects.exists()


def test_twice_is_once(demo: None, now: datetime) -> None:
    look_at(real_certificate(now), now)
    remove_world()
    removed = remove_world()
    assert (removed.kept_accounts, sum(removed.counts.values())) == ([], 0)


def test_the_command_says_what_stays(demo: None, now: datetime) -> None:
    certificate = real_certificate(now)
    look_at(certificate, now + timedelta(hours=1))
    out = StringIO()
    call_command("remove_demo", stdout=out)
    assert "Account blijft, zonder adres, rollen en tweede stap: Wijkagent Stein" in out.getvalue()
    assert f"Groep blijft, want er is een echt mens geregistreerd: {certificate.registration.group}" in out.getvalue()


def test_a_new_demo_world_does_not_run_into_what_stayed(demo: None, now: datetime) -> None:
    real_certificate(now)
    remove_world()
    out = StringIO()
    call_command("load_demo", stdout=out)
    assert "vorige voorbeeldwereld" in out.getvalue()


def test_an_address_that_the_foundation_filled_in_stays(demo: None) -> None:
    Contact.objects.update(email="hulp@voorbeeld.nl")
    remove_world()
    assert Contact.current().email == "hulp@voorbeeld.nl"
