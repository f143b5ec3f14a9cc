"""*Edities*: the list, and two side by side (DESIGN §4)."""

from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import User
from courses.models import CourseEdition, Enrollment
from courses.services.trials import start_preview
from tests.conftest import NOW
from tests.courses import changes
from tests.courses.desk import edit_url, looked_at, signed_in, words
from tests.courses.edition_desk import MAJOR, MINOR, at, card, change_number, make_candidate_of, next_edition
from tests.courses.pages import soup_of
from tests.factories.courses import finish_course, make_enrollment, saar_edition, saar_page

pytestmark = [pytest.mark.usefixtures("saar", "now")]


# --- the list -------------------------------------------------------------------------------------------
def test_every_edition_newest_first(chief: User, editor: User) -> None:
    make_enrollment()
    finish_course()
    next_edition(MINOR, by=chief, now=NOW)
    next_edition(MAJOR, by=chief, now=NOW)
    make_candidate_of("Kandidaat", chief)
    start_preview(page=saar_page(), by=chief, now=NOW)
    response = signed_in(editor).get(at("course_editions"))
    heads = [" ".join(head.get_text(" ").split()) for head in soup_of(response).select(".ed-card h2")]
    assert heads == [
        "Kandidaat",
        "Editie 2.0 nieuwe editie",
        "Editie 1.1 kleine verbetering",
        "Editie 1.0 nieuwe editie",
    ]
    assert "Staat uit: wie nieuw begint, krijgt deze" in card(response, "Editie 2.0")
    assert "Door Iris de Vries Nu halverwege 0 Gehaald 0" in card(response, "Editie 2.0")
    assert "Ouder: wie erin begon, mag hem afmaken" in card(response, "Editie 1.1")
    assert "Nu halverwege 1 Gehaald 0" in card(response, "Editie 1.1")
    assert "Door het systeem Nu halverwege 0 Gehaald 1" in card(response, "Editie 1.0")


def test_previews_and_panels_count_for_nobody(chief: User) -> None:
    start_preview(page=saar_page(), by=chief, now=NOW)
    Enrollment.objects.update(edition=saar_edition())
    assert "Nu halverwege 0" in card(signed_in(chief).get(at("course_editions")), "Editie 1.0")


def test_notes_and_reason_stand_there(chief: User) -> None:
    changes.other_words()
    client = signed_in(chief)
    asked = {"kind": "minor", "notes": "Duidelijker.", "reason": "Vraag van <b>Stein</b>"}
    client.post(at("release_course"), asked | looked_at(client, at("release_course")))
    text = card(client.get(at("course_editions")), "Editie 1.1")
    assert "Wat deelnemers lezen Duidelijker." in text
    assert "Waarom Vraag van <b>Stein</b>" in text


def test_who_writes_sees_all_and_does_nothing(editor: User, chief: User) -> None:
    make_candidate_of("Kandidaat", chief)
    page = signed_in(editor).get(at("course_editions")).content.decode()
    acts = [
        reverse("withdraw_edition", args=[saar_edition().key]),
        at("archive_course"),
        *(reverse(name, args=[candidate().key]) for name in ("discard_candidate", "release_candidate")),
    ]
    assert not [act for act in acts if act in page]
    page = signed_in(chief).get(at("course_editions")).content.decode()
    assert [act for act in acts if act in page] == acts


def candidate() -> CourseEdition:
    return CourseEdition.objects.get(status=CourseEdition.Status.CANDIDATE)


def test_a_course_without_editions(chief: User) -> None:
    from courses.models import CoursePage

    CoursePage.objects.update(key=uuid4())
    assert "Van deze cursus is nog geen editie." in words(signed_in(chief).get(at("course_editions")))
    for name in ("archive_course", "compare_editions"):
        assert signed_in(chief).get(at(name)).status_code == 404
    assert signed_in(chief).post(at("reopen_course")).status_code == 404


def test_the_button_stands_beside_uitgeven(editor: User) -> None:
    assert at("course_editions") in signed_in(editor).get(edit_url(saar_page())).content.decode()


# --- two side by side -----------------------------------------------------------------------------------
def test_two_editions_side_by_side(editor: User) -> None:
    old = saar_edition()
    new = next_edition(text="Helemaal anders.")
    changes.other_words("Nu weer anders.")
    client, address = signed_in(editor), at("compare_editions")
    text = words(client.get(address, {"van": old.key, "naar": new.key}))
    assert "Van 1.0 naar 2.0" in text
    assert "nieuw: Helemaal anders." in text
    text = words(client.get(address, {"van": new.key, "naar": "nu"}))
    assert "Van 2.0 naar wat er nu staat" in text
    assert "Nu weer" in text
    assert "Deze twee zijn gelijk." in words(client.get(address, {"van": old.key, "naar": old.key}))
    assert client.get(address).status_code == 200


@pytest.mark.parametrize(
    "data",
    [
        {"van": "x", "naar": "nu"},
        {"van": "", "naar": ""},
        {"van": str(uuid4()), "naar": "nu"},
        {"van": "nu", "naar": "nu"},
        {"naar": "nu"},
        {"van": "\0", "naar": "\0"},
        {"van": "9" * 5000, "naar": "9" * 5000},
        {"x": "1"},
    ],
)
def test_editions_that_are_not_there(editor: User, data: dict[str, str]) -> None:
    response = signed_in(editor).get(at("compare_editions"), data)
    assert response.status_code == 400
    assert "Kies twee edities van deze cursus" in words(response)


def test_an_edition_of_another_course_is_not_compared(editor: User) -> None:
    from tests.factories.certificates import make_course

    other = make_course("elders")
    response = signed_in(editor).get(at("compare_editions"), {"van": saar_edition().key, "naar": other.key})
    assert response.status_code == 400


def test_a_manuscript_that_is_not_finished(editor: User) -> None:
    from courses.models import Question

    Question.objects.filter(is_practice=True).first().unpublish()
    response = signed_in(editor).get(at("compare_editions"), {"van": saar_edition().key, "naar": "nu"})
    assert response.status_code == 400
    assert "is nog een concept" in words(response)


# --- cost -----------------------------------------------------------------------------------------------
def test_queries_do_not_grow(chief: User) -> None:
    client = signed_in(chief)
    make_enrollment()
    next_edition(by=chief)
    client.post(at("withdraw_edition", saar_edition().key), {"reason": "Zomaar"})
    make_candidate_of("Kandidaat", chief)
    change_number()
    old, new = CourseEdition.objects.filter(major__isnull=False).order_by("major")[:2]
    pages = [at("course_editions"), f"{at('compare_editions')}?van={old.key}&naar={new.key}",
             reverse("stale_meldpunten")]  # fmt: skip
    few = [queries(client, page) for page in pages]
    for _ in range(3):
        next_edition(by=chief)
        client.post(at("withdraw_edition", saar_edition().key), {"reason": "Zomaar"})
        make_candidate_of(str(uuid4()), chief)
        for _ in range(3):
            make_enrollment(edition=CourseEdition.objects.get(major=1))
    assert [queries(client, page) for page in pages] == few


def queries(client: Client, page: str) -> int:
    """How many a page costs, the second time."""
    client.get(page)
    with CaptureQueriesContext(connection) as captured:
        assert client.get(page).status_code == 200
    return len(captured)
