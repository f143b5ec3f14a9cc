"""*Edities*: taking back, throwing away, closing, and the numbers to call (DESIGN §4)."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import AuditEvent, User
from accounts.roles import Role
from cms.services.rights import grant_rights
from courses.models import Course, CourseEdition, Meldpunt, PanelReview, PlannedRelease
from courses.services.planning import plan_release
from tests.conftest import NOW
from tests.courses import changes
from tests.courses.desk import edit_url, form_data, looked_at, signed_in, words
from tests.courses.edition_desk import MAJOR, at, card, change_number, make_candidate_of, next_edition
from tests.courses.pages import soup_of
from tests.factories.courses import make_editor, make_enrollment, make_learner, saar_edition, saar_page

pytestmark = [pytest.mark.usefixtures("saar", "now")]


# --- taking back ----------------------------------------------------------------------------------------
def test_withdrawing_says_who_gets_what(chief: User) -> None:
    make_enrollment()
    newest = next_edition()
    client = signed_in(chief)
    text = words(client.get(at("withdraw_edition", newest.key)))
    assert "Nieuwe deelnemers krijgen editie 1.0." in text
    assert "0 deelnemers zijn erin bezig" in text
    old = CourseEdition.objects.get(major=1)
    text = words(client.get(at("withdraw_edition", old.key)))
    assert "Voor nieuwe deelnemers verandert er niets" in text
    assert "1 deelnemer is erin bezig, en mag hem afmaken." in text
    refused = client.post(at("withdraw_edition", newest.key), {"reason": " \0 "})
    assert refused.status_code == 400
    assert "Schrijf waarom je deze editie terugtrekt." in words(refused)
    long = client.post(at("withdraw_edition", newest.key), {"reason": "x" * 301})
    assert long.status_code == 400
    assert soup_of(long).find(attrs={"name": "reason"})["value"] == "x" * 301
    done = client.post(at("withdraw_edition", newest.key), {"reason": "Een foto zonder toestemming."}, follow=True)
    assert "Editie 2.0 is teruggetrokken." in words(done)
    assert Course.objects.get().current == old
    text = card(done, "Editie 2.0")
    assert "Teruggetrokken: niemand begint er meer aan" in text
    assert "door Iris de Vries Een foto zonder toestemming." in text
    again = client.post(at("withdraw_edition", newest.key), {"reason": "Nog eens"})
    assert again.status_code == 400
    assert "of is al teruggetrokken" in words(again)
    assert "niemand kan meer aan deze cursus beginnen" in words(client.get(at("withdraw_edition", old.key)))


def test_throwing_a_candidate_away(chief: User) -> None:
    address = at("discard_candidate", make_candidate_of("Weg ermee.", chief).key)
    client = signed_in(chief)
    assert "Wil je deze kandidaat weggooien?" in words(client.get(address))
    assert "De kandidaat is weg." in words(client.post(address, follow=True))
    assert CourseEdition.objects.count() == 1
    assert client.post(address).status_code == 404
    assert client.post(at("discard_candidate", saar_edition().key)).status_code == 404


def test_a_candidate_of_a_panel_or_plan_stays(chief: User) -> None:
    judged = make_candidate_of("Voor het panel.", chief)
    closes_at = NOW + timedelta(days=7)
    PanelReview.objects.create(edition=judged, closes_at=closes_at, created_by=chief, created_at=NOW)
    response = signed_in(chief).post(at("discard_candidate", judged.key))
    assert response.status_code == 400
    assert "hoort bij een panel of een planning" in words(response)
    text = card(signed_in(chief).get(at("course_editions")), "Kandidaat")
    assert "Gooi weg" not in text
    assert "Geef deze kandidaat uit" in text


def test_a_plan_on_the_list(chief: User) -> None:
    changes.other_words()
    plan_release(page=saar_page(), kind=MAJOR, due_at=NOW + timedelta(days=1), by=chief, now=NOW)
    text = card(signed_in(chief).get(at("course_editions")), "Kandidaat")
    assert "Staat klaar om vanzelf uit te komen" in text
    assert "Gepland 22 november 2026 14:03: staat klaar" in text
    assert "Afzeggen" in text
    assert PlannedRelease.objects.waiting().count() == 1


def test_closing_and_reopening(chief: User) -> None:
    halfway = make_enrollment()
    client = signed_in(chief)
    text = words(client.get(at("archive_course")))
    assert "niemand kan er meer aan beginnen" in text
    assert "1 deelnemer is halverwege, en mag de cursus afmaken." in text
    assert "De cursus is gesloten." in words(client.post(at("archive_course"), follow=True))
    again = client.post(at("archive_course"))
    assert again.status_code == 400
    assert "Deze cursus is al gesloten." in words(again)
    page = client.get(at("course_editions"))
    assert "De cursus is gesloten: niemand begint er meer aan" in card(page, "Editie 1.0")
    assert at("archive_course") not in page.content.decode()
    assert not Course.objects.open().exists()
    assert client.get(at("reopen_course")).status_code == 405
    assert "De cursus is weer open." in words(client.post(at("reopen_course"), follow=True))
    assert "Deze cursus is al open." in words(client.post(at("reopen_course"), follow=True))
    halfway.refresh_from_db()
    assert halfway.closed_at is None
    assert AuditEvent.objects.filter(verb__in=["course.archived", "course.reopened"]).count() == 2


def test_only_who_releases_acts(editor: User, chief: User) -> None:
    made = make_candidate_of("Kandidaat", chief)
    acts = [
        at("withdraw_edition", saar_edition().key),
        at("discard_candidate", made.key),
        at("archive_course"),
        at("reopen_course"),
    ]
    for act in acts:
        for answer in (signed_in(editor).get(act), signed_in(editor).post(act, {"reason": "Zomaar"})):
            assert answer.status_code in {302, 405}, act
    assert CourseEdition.objects.count() == 2
    assert saar_edition().number == "1.0"
    assert Course.objects.get().archived_at is None


def test_others_get_wagtails_refusal(chief: User) -> None:
    made = make_candidate_of("Kandidaat", chief)
    grant_rights()
    people = [
        make_learner(email="fatma@example.nl").user,
        *(
            make_editor(role, email=f"{role.value}@example.nl")
            for role in (Role.OFFICER, Role.REGISTRAR, Role.CERTIFIER)
        ),
    ]
    pages = [at(name) for name in ("course_editions", "compare_editions", "release_course", "archive_course")]
    pages += [at(name, made.key) for name in ("release_candidate", "discard_candidate")]
    pages += [at("withdraw_edition", saar_edition().key), reverse("stale_meldpunten")]
    for page in pages:
        for user in people:
            for answer in (signed_in(user).get(page), signed_in(user).post(page, {"kind": "major", "reason": "x"})):
                assert answer.status_code in {302, 403, 405}, page
        assert Client().get(page)["Location"].startswith("/inloggen/")
    assert CourseEdition.objects.released().count() == 1


def test_no_number_changed(editor: User) -> None:
    assert "Alle cursussen hebben de nummers van nu." in words(signed_in(editor).get(reverse("stale_meldpunten")))


def test_one_button_releases_all(chief: User, editor: User) -> None:
    make_enrollment()
    change_number()
    text = words(signed_in(editor).get(reverse("stale_meldpunten")))
    assert "Nummer weg: 112 nieuw: 113" in text
    assert "1 deelnemer is bezig en gaat mee." in text
    assert "Een eindredacteur geeft deze correcties uit." in text
    refused = signed_in(editor).post(reverse("stale_meldpunten"))
    assert refused.status_code == 400
    assert CourseEdition.objects.count() == 1
    client, address = signed_in(chief), reverse("stale_meldpunten")
    unseen = client.post(address)
    assert unseen.status_code == 400 and "intussen iets veranderd" in words(unseen)
    done = client.post(address, looked_at(client, address), follow=True)
    assert "Er is 1 editie uitgegeven." in words(done)
    assert "Alle cursussen hebben de nummers van nu." in words(done)
    assert (saar_edition().number, saar_edition().kind) == ("1.1", "safety")
    assert "Alle nummers waren al bijgewerkt." in words(signed_in(chief).post(reverse("stale_meldpunten"), follow=True))


def test_after_an_edit_a_message_leads_there(chief: User) -> None:
    client, meldpunt = signed_in(chief), Meldpunt.objects.get(number="112")
    data = form_data(client.get(edit_url(meldpunt))) | {"number": "113"}
    response = client.post(edit_url(meldpunt), data, follow=True)
    assert Meldpunt.objects.get(pk=meldpunt.pk).number == "113"
    assert reverse("stale_meldpunten") in response.content.decode()
    assert "houden het oude nummer tot je dat bijwerkt" in words(response)
