"""A certificate that is being made comes by itself, and without JavaScript with a plain link."""

import pytest
from django.conf import settings
from django.core.files.base import ContentFile
from django.test import Client
from django.utils import timezone
from playwright.sync_api import Page, expect

from certificates.models import Certificate, CertificateFile
from tests.factories.certificates import make_certificate

WAITS, COMES = "We maken je certificaat. Dat duurt een paar tellen.", "Download het certificaat (PDF)"


def open_as_holder(page: Page, certificate: Certificate, site: str) -> None:
    client = Client()
    client.force_login(certificate.registration.user)
    session = client.cookies[settings.SESSION_COOKIE_NAME].value
    page.context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": site}])
    page.goto(f"/mijn/certificaten/{certificate.number}/")


def make_ready(certificate: Certificate) -> None:
    name = certificate.file.pdf.storage.save("certificaten/browser.pdf", ContentFile(b"%PDF-1.7"))
    ready = {"state": "ready", "pdf": name, "sha256": "a" * 64, "pending_token": "", "ready_at": timezone.now()}
    CertificateFile.objects.filter(certificate=certificate).update(**ready)


def test_it_comes_by_itself(phone_page: Page, site: str) -> None:
    certificate = make_certificate()
    open_as_holder(phone_page, certificate, site)
    button = phone_page.get_by_role("link", name=COMES)
    expect(phone_page.get_by_role("status").filter(has_text=WAITS)).to_be_visible()
    expect(button).to_be_hidden()
    make_ready(certificate)
    expect(phone_page.get_by_role("status").filter(has_text="Je certificaat is klaar.")).to_be_visible()
    expect(button).to_be_visible()
    expect(phone_page.get_by_role("link", name="Kijk of het klaar is")).to_be_hidden()
    with phone_page.expect_download() as download:
        button.click()
    assert download.value.suggested_filename == f"certificaat-saar-{certificate.number}.pdf"


def test_after_a_minute_it_stops_asking(phone_page: Page, site: str) -> None:
    phone_page.clock.install()
    open_as_holder(phone_page, make_certificate(), site)
    asked: list[str] = []
    phone_page.on("request", lambda request: asked.append(request.url))
    for _ in range(90):
        phone_page.clock.run_for(1000)
        phone_page.wait_for_timeout(20)
    expect(phone_page.get_by_text("Het duurt langer dan anders.")).to_be_visible()
    before = len(asked)
    assert 5 <= before <= 15
    phone_page.clock.run_for(60_000)
    assert len(asked) == before


@pytest.mark.usefixtures("site")
def test_without_javascript_there_is_a_plain_link(plain_page: Page, site: str) -> None:
    certificate = make_certificate()
    open_as_holder(plain_page, certificate, site)
    expect(plain_page.get_by_text(WAITS)).to_be_visible()
    make_ready(certificate)
    plain_page.get_by_role("link", name="Kijk of het klaar is").click()
    expect(plain_page.get_by_role("link", name=COMES)).to_be_visible()
    expect(plain_page.get_by_text(WAITS)).to_be_hidden()
