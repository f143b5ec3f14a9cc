"""`/mijn/certificaten/`: somebody's own, and nobody else's (DESIGN §6, §11 f)."""

from datetime import date, datetime
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import Learner
from accounts.roles import Role
from certificates.models import CertificateLookup
from certificates.services.changing import correct
from tests.certificates.wallet import LIST, holder_of, make_ready, shown, signed_in
from tests.conftest import NOW
from tests.factories.certificates import (
    make_certificate,
    make_completion,
    make_course,
    make_membership,
    make_officer,
    make_staff,
    make_user,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("now")]


# --- the list --------------------------------------------------------------------------------------------


def test_the_list_says_what_you_have() -> None:
    certificate = make_certificate()
    page = shown(holder_of(certificate))
    for fact in ("SAAR", "GELDIG", certificate.group_name, certificate.number, "3 mei 2026", "3 mei 2028"):
        assert fact in page
    assert "We maken je certificaat. Dat duurt een paar tellen." in page and f'href="{LIST}"' in page
    make_ready(certificate)
    page = shown(holder_of(certificate))
    assert f'href="{LIST}{certificate.number}/pdf/"' in page and "We maken je certificaat" not in page


def test_without_certificates_it_says_where_to_begin() -> None:
    assert "Je hebt nog geen certificaat" in shown(signed_in(make_user()))


def test_what_waits_says_for_what() -> None:
    user = make_user()
    make_completion(user, edition=make_course(title="SAAR"), completed_at=NOW)
    page = shown(signed_in(user))
    assert "Wacht op je registratie" in page and "Kies je groep" in page and 'href="/mijn/registraties/"' in page
    assert "21 november 2026" in page
    make_membership(user, status="pending")
    assert "We kijken je registratie na" in shown(signed_in(user))


def test_the_holder_sees_who_looked() -> None:
    certificate, officer = make_certificate(), make_officer()
    at = datetime.fromisoformat("2026-05-03T09:00:00+02:00")
    CertificateLookup.objects.create(certificate=certificate, user=officer, beat_name="Stein", at=at)
    for path in (LIST, f"{LIST}{certificate.number}/"):
        page = shown(holder_of(certificate), path)
        assert "politie, Stein, 3 mei 2026" in page
        assert officer.name not in page


def test_other_people_are_not_in_the_list() -> None:
    certificate = make_certificate()
    for viewer in (make_user("Bo"), make_staff(Role.CERTIFIER), make_staff(Role.ADMIN), make_officer()):
        assert certificate.number not in shown(signed_in(viewer))


def test_the_list_costs_the_same_for_one_and_for_many() -> None:
    user = make_user()
    make_certificate(user)
    client = signed_in(user)
    with CaptureQueriesContext(connection) as few:
        client.get(LIST)
    for number in range(5):
        certificate = make_certificate(user, completion=make_completion(user, edition=make_course(f"c{number}")))
        CertificateLookup.objects.create(certificate=certificate, user=make_officer(area=f"{number}"))
    with CaptureQueriesContext(connection) as many:
        client.get(LIST)
    assert len(few) == len(many) <= 12


# --- one certificate -------------------------------------------------------------------------------------


def test_the_page_says_what_the_pdf_says() -> None:
    certificate = make_certificate(holder_name="Đorđe O'Brien-Nguyễn <b>")
    page = shown(holder_of(certificate), f"{LIST}{certificate.number}/")
    assert "Đorđe O&#x27;Brien-Nguyễn &lt;b&gt;" in page
    assert f'<ul class="goals">{"".join(f"<li>{goal}</li>" for goal in certificate.goals)}</ul>' in page
    for fact in (*certificate.goals, certificate.course_title, certificate.group_name, "actief"):
        assert fact in page


def test_the_holder_reads_why_it_was_revoked() -> None:
    revoked = {"revoked_at": NOW, "revoked_by": make_staff(Role.CERTIFIER), "revoked_reason": "Toets overgedaan."}
    certificate = make_certificate(**revoked)
    page = shown(holder_of(certificate), f"{LIST}{certificate.number}/")
    assert "INGETROKKEN" in page and "Toets overgedaan." in page


def test_a_replaced_one_leads_to_the_new_one() -> None:
    old = make_certificate()
    new = correct(certificate=old, by=make_staff(Role.CERTIFIER), holder_name="Beter", now=NOW)
    page = shown(holder_of(old), f"{LIST}{old.number}/")
    assert "VERVANGEN" in page and f"{LIST}{new.number}/" in page


def test_what_was_replaced_is_folded_away_with_its_own_name() -> None:
    old = make_certificate(holder_name="Fout van Vroeger")
    new = correct(certificate=old, by=make_staff(Role.CERTIFIER), holder_name="Beter", now=NOW)
    page = shown(holder_of(old))
    cards, history = page.split("Eerder: 1 certificaat dat is vervangen")
    assert new.number in cards and old.number not in cards
    assert old.number in history and "Fout van Vroeger" in history and "vervangen op 21 november 2026" in history
    assert "<details>" in page.split(new.number)[-1]


def test_with_only_history_it_says_so() -> None:
    page = shown(holder_of(make_certificate(superseded_at=NOW)))
    assert "Je hebt nu geen certificaat dat telt." in page and "Bekijk de cursussen" in page


def test_the_last_day_counts() -> None:
    certificate = make_certificate(valid_until=date(2026, 11, 21))
    assert "GELDIG" in shown(holder_of(certificate))


# --- the PDF ---------------------------------------------------------------------------------------------


def test_the_download_gives_the_stored_bytes() -> None:
    certificate = make_certificate(course_title="Één straat & jij")
    make_ready(certificate, b"%PDF-1.7 precies dit")
    response = holder_of(certificate).get(f"{LIST}{certificate.number}/pdf/")
    assert b"".join(response.streaming_content) == b"%PDF-1.7 precies dit"
    assert response.headers["Content-Type"] == "application/pdf"
    assert "no-store" in response.headers["Cache-Control"]
    name = f"certificaat-een-straat-jij-{certificate.number}.pdf"
    assert response.headers["Content-Disposition"] == f'attachment; filename="{name}"'


def test_an_expired_revoked_or_replaced_one_can_still_be_downloaded() -> None:
    certificate = make_certificate(valid_until=date(2026, 5, 4), superseded_at=NOW)
    make_ready(certificate)
    assert holder_of(certificate).get(f"{LIST}{certificate.number}/pdf/").status_code == 200


def test_a_pdf_that_is_being_made_leads_back_to_its_page() -> None:
    certificate = make_certificate()
    response = holder_of(certificate).get(f"{LIST}{certificate.number}/pdf/", follow=True)
    assert response.redirect_chain == [(f"{LIST}{certificate.number}/", 302)]
    assert "We maken je certificaat" in response.content.decode()


def test_lost_bytes_are_told_and_logged(caplog: Any) -> None:
    certificate = make_certificate()
    make_ready(certificate).pdf.delete(save=False)
    response = holder_of(certificate).get(f"{LIST}{certificate.number}/pdf/")
    assert response.status_code == 503
    assert "Het lukt nu niet om je PDF te openen" in response.content.decode()
    assert "not in the storage" in caplog.text


# --- who ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", ["", "pdf/", "klaar/", "plaatje/", "badge/", "badge.svg", "naam/"])
def test_somebody_elses_does_not_exist(path: str) -> None:
    certificate = make_certificate()
    make_ready(certificate)
    for viewer in (make_user("Bo"), make_officer(), make_staff(Role.CERTIFIER), make_staff(Role.ADMIN)):
        assert signed_in(viewer).get(f"{LIST}{certificate.number}/{path}").status_code == 404


@pytest.mark.parametrize("number", ["WABP-0000-0000-0000", "1", "onzin", "%00", "x" * 3000])
def test_an_unknown_number_is_404(number: str) -> None:
    assert signed_in(make_user()).get(f"{LIST}{number}/").status_code == 404


def test_a_stranger_and_a_guest_go_to_sign_in(client: Client) -> None:
    certificate = make_certificate()
    make_completion(learner=Learner.objects.create())
    own = f"{LIST}{certificate.number}/"
    files = (f"{own}{name}" for name in ("pdf/", "klaar/", "plaatje/", "badge/", "badge.svg", "naam/"))
    for path in (LIST, own, *files):
        response = client.get(path)
        assert response.status_code == 302
        assert response.headers["Location"] == f"/inloggen/?next={path}"


@pytest.mark.parametrize(("button", "back"), [("mail/", ""), ("naam/terug/", "naam/")])
def test_a_button_after_the_session_ended_leads_back_to_a_page_that_opens(
    client: Client, button: str, back: str
) -> None:
    own = f"{LIST}{make_certificate().number}/"
    assert client.post(f"{own}{button}").headers["Location"] == f"/inloggen/?next={own}{back}"
