"""Who passed without a registration claims and waits; the foundation confirms, and the certificate is there."""

import re
from datetime import datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from post_office.models import Email

from accounts.models import Learner
from accounts.roles import Role
from certificates.models import Certificate, CertificateFile
from certificates.services.files import render_due
from cms.services.rights import grant_rights
from registrations.models import Registration
from tests.factories.courses import finish_course, load_saar
from tests.factories.registrations import make_group, make_person, make_staff

pytestmark = pytest.mark.django_db


def sign_in(email: str) -> Client:
    """A browser of his own, signed in with the code from the mail."""
    client = Client()
    client.post(reverse("sign_in"), {"email": email})
    code = re.search(r"\b\d{3} ?\d{3}\b", Email.objects.latest("pk").message)
    assert code
    assert client.post(reverse("sign_in_code"), {"code": code.group(), "action": "verify"}).status_code == 302
    return client


def page_of(client: Client, address: str) -> str:
    response = client.get(address, follow=True)
    assert response.status_code == 200, address
    return response.content.decode()


def test_the_certificate_comes_the_moment_the_foundation_confirms(now: datetime) -> None:
    load_saar()
    grant_rights()
    person = make_person("Đorđe O'Brien-Nguyễn", email="djordje@voorbeeld.nl")
    finish_course(Learner.objects.create(user=person))
    group = make_group(municipality="Tilburg", number="WG-77777")
    phone = sign_in("djordje@voorbeeld.nl")
    assert "Wacht op je registratie" in page_of(phone, "/mijn/certificaten/")

    phone.post(reverse("registrations:add"), {"number": group.number, "role": "member", "q": group.number})
    registration = Registration.objects.get()
    assert registration.status == Registration.Status.PENDING
    assert not Certificate.objects.exists()

    desk = Client()
    desk.force_login(make_staff(Role.REGISTRAR))
    queue = page_of(desk, "/beheer/registraties/aanvragen/")
    assert "Đorđe" in queue
    confirm = re.search(r'formaction="([^"]*bevestig[^"]*)"|action="([^"]*bevestig[^"]*)"', queue)
    assert confirm, "the queue has no button to confirm"
    address = confirm.group(1) or confirm.group(2)
    assert desk.post(address, {"keys": [str(registration.key)], "key": str(registration.key)}).status_code == 302

    certificate = Certificate.objects.get()
    assert certificate.registration == registration
    render_due(now=timezone.now() + timedelta(seconds=5))
    assert CertificateFile.objects.get().state == CertificateFile.State.READY

    other_device = sign_in("djordje@voorbeeld.nl")
    assert certificate.number in page_of(other_device, "/mijn/certificaten/")
    pdf = other_device.get(reverse("certificate_pdf", args=[certificate.number]))
    assert b"".join(pdf.streaming_content).startswith(b"%PDF-")  # type: ignore[arg-type]
    stranger = page_of(Client(), f"/c/{certificate.number}/")
    assert "GELDIG" in stranger
    assert "Nguyễn" not in stranger
