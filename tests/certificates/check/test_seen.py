"""Who sees what on the check pages: strangers, the paper, a wijkagent, the holder (DESIGN §6)."""

from datetime import datetime, timedelta

import pytest
import time_machine
from django.test import Client

from accounts.roles import Role
from certificates.models import Certificate, CertificateLookup
from certificates.numbers import new_token
from registrations.models import Beat, Registration
from tests.certificates.check.pages import MASKED, NAME, UNKNOWN, signed_in, text
from tests.conftest import NOW
from tests.factories.certificates import make_certificate, make_officer, make_staff, make_user

pytestmark = pytest.mark.django_db


def test_a_stranger_with_the_number_sees_a_masked_name(client: Client, certificate: Certificate) -> None:
    for response in (
        client.get(f"/c/{certificate.number}/"),
        client.post("/controle/", {"number": certificate.number}),
    ):
        page = text(response)
        assert MASKED in page
        assert "Đ, v, d, B" in page
        assert NAME not in page and "Berg" not in page
        assert certificate.group_name not in page and "Registratie nu" not in page
        assert certificate.course_title in page and "3 mei 2028" in page
    assert not CertificateLookup.objects.exists()


def test_a_stranger_with_the_code_sees_the_printed_name(client: Client, certificate: Certificate, token: str) -> None:
    page = text(client.get(f"/c/{certificate.number}/{token}/"))
    assert NAME in page
    assert certificate.group_name not in page and "Registratie nu" not in page


def test_a_wrong_code_shows_no_more_than_the_number(client: Client, certificate: Certificate) -> None:
    other = make_certificate(token=(other_token := new_token()))
    assert other != certificate
    for wrong in (new_token(), other_token, "x", "0" * 5000):
        page = text(client.get(f"/c/{certificate.number}/{wrong}/"))
        assert "De code klopt niet" in page
        assert MASKED in page and NAME not in page


@pytest.mark.parametrize("with_token", [True, False])
def test_a_wijkagent_sees_everything_and_is_logged(certificate: Certificate, token: str, with_token: bool) -> None:
    for officer in (make_officer(area="Stein"), make_officer(area="Tilburg", municipality="Tilburg")):
        path = f"/c/{certificate.number}/{token}/" if with_token else f"/c/{certificate.number}/"
        page = text(signed_in(officer).get(path))
        for fact in (NAME, certificate.group_name, certificate.group_number, certificate.municipality):
            assert fact in page
        assert "actief" in page and "Registratie nu" in page
    looks = CertificateLookup.objects.values_list("beat_name", flat=True)
    assert sorted(looks) == ["Stein", "Tilburg"]


def test_a_wijkagent_without_beat_may_check_too(certificate: Certificate) -> None:
    officer = make_staff(Role.OFFICER)
    assert not Beat.objects.filter(user=officer).exists()
    assert NAME in text(signed_in(officer).post("/controle/", {"number": certificate.number}))
    assert CertificateLookup.objects.get().beat_name == ""


def test_without_a_second_factor_a_wijkagent_is_a_stranger(certificate: Certificate) -> None:
    officer = make_officer(second_factor=False)
    page = text(signed_in(officer).get(f"/c/{certificate.number}/"))
    assert NAME not in page
    assert not CertificateLookup.objects.exists()


def test_a_look_is_logged_once_in_ten_minutes(certificate: Certificate) -> None:
    client, path = signed_in(make_officer()), f"/c/{certificate.number}/"
    for minutes, rows in ((0, 1), (9, 1), (10, 2), (15, 2)):
        with time_machine.travel(NOW + timedelta(minutes=minutes), tick=False):
            client.get(path)
        assert CertificateLookup.objects.count() == rows


def test_an_unknown_number_is_no_look() -> None:
    assert "ONBEKEND" in text(signed_in(make_officer()).get(f"/c/{UNKNOWN}/"))
    assert not CertificateLookup.objects.exists()


def test_the_holder_sees_his_own_in_full(certificate: Certificate) -> None:
    holder = certificate.registration.user
    page = text(signed_in(holder).get(f"/c/{certificate.number}/"))
    assert NAME in page and certificate.group_name in page and "actief" in page
    assert not CertificateLookup.objects.exists()


@pytest.mark.parametrize("role", [None, Role.EDITOR, Role.CHIEF_EDITOR, Role.REGISTRAR, Role.CERTIFIER, Role.ADMIN])
def test_everybody_else_who_is_signed_in_is_a_stranger(certificate: Certificate, role: Role | None) -> None:
    user = make_staff(role) if role else make_user("Bo Jansen")
    page = text(signed_in(user).get(f"/c/{certificate.number}/"))
    assert MASKED in page and NAME not in page and certificate.group_name not in page


def test_the_registration_is_read_live(certificate: Certificate) -> None:
    ended = datetime.fromisoformat("2026-10-01T12:00:00+02:00")
    Registration.objects.update(status="ended", ended_at=ended)
    page = text(signed_in(make_officer()).get(f"/c/{certificate.number}/"))
    assert "beëindigd op 1 oktober 2026" in page
    assert "GELDIG" in page
