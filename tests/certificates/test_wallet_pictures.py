"""The certificate as a picture for a phone, and its badge for other wallets and websites."""

import io
from datetime import timedelta

import pytest
import time_machine
from defusedxml import ElementTree
from django.http import Http404, HttpRequest
from django.test import RequestFactory
from PIL import Image

from accounts.models import User
from accounts.roles import Role
from certificates.services import pictures
from certificates.views.wallet import certificate_badge_svg
from tests.certificates.wallet import (
    CREDENTIAL,
    LIST,
    holder_of,
    make_ready,
    path_of,
    shown,
    signed_in,
    soup_of,
    with_files,
)
from tests.conftest import NOW
from tests.factories.certificates import make_certificate, make_staff, make_user

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("now")]


def test_the_picture_is_a_png_that_a_browser_shows() -> None:
    certificate = with_files(course_title="Één straat & jij")
    response = holder_of(certificate).get(path_of(certificate, "plaatje/"))
    assert response["Content-Type"] == "image/png"
    name = f"certificaat-een-straat-jij-{certificate.number}.png"
    assert response["Content-Disposition"] == f'inline; filename="{name}"'
    assert response["Cache-Control"] == "private, no-cache"
    picture = Image.open(io.BytesIO(response.content))
    assert picture.format == "PNG" and picture.width > picture.height


def test_who_has_the_picture_gets_no_second_one(monkeypatch: pytest.MonkeyPatch) -> None:
    certificate = with_files()
    client = holder_of(certificate)
    first = client.get(path_of(certificate, "plaatje/"))
    monkeypatch.setattr(pictures, "gallery_picture", None)  # nothing is drawn
    again = client.get(path_of(certificate, "plaatje/"), headers={"If-None-Match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert (again["ETag"], again["Cache-Control"]) == (first["ETag"], first["Cache-Control"])


def test_a_picture_is_drawn_twenty_times_a_day(monkeypatch: pytest.MonkeyPatch) -> None:
    user = make_user()
    certificate, other = with_files(user), with_files(user)
    client = signed_in(user)
    monkeypatch.setattr(pictures, "gallery_picture", lambda pdf: b"getekend")
    for _ in range(pictures.PICTURES_A_DAY):
        assert client.get(path_of(certificate, "plaatje/")).content == b"getekend"
    full = client.get(path_of(certificate, "plaatje/"), follow=True)
    assert full.redirect_chain == [(path_of(certificate), 302)]
    assert "Je hebt dit plaatje vandaag al vaak geopend. Morgen kan het weer." in full.content.decode()
    assert client.get(path_of(other, "plaatje/")).status_code == 200
    with time_machine.travel(NOW + timedelta(days=1, minutes=1), tick=False):
        assert client.get(path_of(certificate, "plaatje/")).status_code == 200


def test_the_badge_holds_the_credential() -> None:
    certificate = with_files()
    response = holder_of(certificate).get(path_of(certificate, "badge/"))
    assert response["Content-Type"] == "image/png"
    assert response["Content-Disposition"].startswith('attachment; filename="badge-certificaat-saar-')
    picture = Image.open(io.BytesIO(response.content))
    assert picture.text["openbadgecredential"] == CREDENTIAL  # type: ignore[attr-defined]


def asked_by(user: User) -> HttpRequest:
    request = RequestFactory().get("/")
    request.user = user
    return request


def test_the_badge_for_websites_is_an_svg_with_the_credential() -> None:
    certificate = with_files()
    response = certificate_badge_svg(asked_by(certificate.registration.user), certificate.number)
    assert (response["Content-Type"], response["Cache-Control"]) == ("image/svg+xml", "no-store, private")
    name = f"badge-certificaat-saar-{certificate.number}.svg"
    assert response["Content-Disposition"] == f'attachment; filename="{name}"'
    assert next(iter(ElementTree.fromstring(response.content))).text == CREDENTIAL
    with pytest.raises(Http404):
        certificate_badge_svg(asked_by(make_staff(Role.ADMIN)), certificate.number)


def test_one_badge_is_seen_and_the_other_is_folded_away() -> None:
    certificate = with_files()
    for path in (LIST, path_of(certificate)):
        soup = soup_of(holder_of(certificate).get(path))
        svg = soup.select_one(f'a[href="{path_of(certificate, "badge.svg")}"]')
        assert svg.find_parent("details").summary.text == "Voor websites"
        png = soup.select_one(f'a[href="{path_of(certificate, "badge/")}"]')
        assert png.text == "Download de badge (PNG)" and svg.text == "Download de badge (SVG)"
        assert "Een digitaal bewijs (Open Badge)" in soup.text


@pytest.mark.parametrize("name", ["plaatje/", "badge/", "badge.svg"])
def test_before_it_is_made_there_is_no_picture(name: str) -> None:
    certificate = make_certificate()
    assert holder_of(certificate).get(path_of(certificate, name)).status_code == 404


def test_an_old_file_without_a_credential_has_no_badge() -> None:
    certificate = make_certificate()
    make_ready(certificate)
    client = holder_of(certificate)
    assert client.get(path_of(certificate, "badge/")).status_code == 404
    assert "badge/" not in shown(client, path_of(certificate))


def test_lost_bytes_give_no_picture_but_a_sentence() -> None:
    certificate = with_files()
    certificate.file.refresh_from_db()
    certificate.file.pdf.storage.delete(certificate.file.pdf.name)
    response = holder_of(certificate).get(path_of(certificate, "plaatje/"))
    assert response.status_code == 503
    assert "Het lukt nu niet om je PDF te openen" in response.content.decode()
