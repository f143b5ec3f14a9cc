"""*Uitgeven*: what the screen tells, what it lets one choose, planning, and what happens to bad input (DESIGN §4)."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import AuditEvent, User
from courses.models import Category, CourseEdition, CoursePage, PlannedRelease
from courses.services.planning import plan_release, release_due
from courses.services.releasing import make_candidate
from tests.conftest import NOW
from tests.courses import changes
from tests.courses.desk import looked_at, signed_in, words
from tests.courses.pages import soup_of
from tests.factories.certificates import make_certificate, make_completion, make_user
from tests.factories.courses import edit_quiz, finish_course, make_enrollment, release, saar_edition, saar_page

pytestmark = [pytest.mark.usefixtures("saar", "now")]
MINOR, MAJOR, SAFETY = CourseEdition.Kind.MINOR, CourseEdition.Kind.MAJOR, CourseEdition.Kind.SAFETY
LATER = {"kind": "major", "when": "later", "day": "2026-12-01", "time": "09:30"}


def url() -> str:
    return reverse("release_course", args=[saar_page().pk])


def kinds(response: HttpResponse) -> dict[str, bool]:
    """Kind → whether it can be chosen."""
    tags = soup_of(response).find_all("input", attrs={"name": "kind"})
    return {tag["value"]: not tag.has_attr("disabled") for tag in tags}


def value_of(response: HttpResponse, name: str) -> Any:
    """What stands in a field."""
    tag = soup_of(response).find(attrs={"name": name})
    return tag.get_text() if tag.name == "textarea" else tag.get("value")


# --- what it tells --------------------------------------------------------------------------------------
def test_words_that_came_and_went(chief: User) -> None:
    changes.other_words("Kijk goed om je heen.")
    page = soup_of(signed_in(chief).get(url()))
    block = page.find("section", class_="ed-block")
    assert block.find("h3").get_text() == "Les: Waarom een vaste volgorde? gewijzigd"
    assert "nieuw: Kijk goed om je heen." in " ".join(block.find("ins").get_text().split())
    assert block.find("del").get_text().startswith("weg: ")


def test_another_right_answer_is_said_in_words(chief: User) -> None:
    changes.other_answer()
    response = signed_in(chief).get(url())
    box = soup_of(response).find(class_="ed-key")
    assert "Let op: er is een ander antwoord goed" in box.get_text()
    assert [head.get_text() for head in box.find_all("h4")] == ["Goed was", "Goed wordt"]
    was, now = (side.get_text() for side in box.find_all("ul"))
    assert was != now
    assert "Bij 1 vraag is er een ander antwoord goed" in words(response)


def test_rules_from_old_to_new(chief: User) -> None:
    edit_quiz(pass_mark=80)
    assert "Geslaagd vanaf weg: 75 nieuw: 80 procent" in words(signed_in(chief).get(url()))


def test_how_many_people(chief: User) -> None:
    make_enrollment()
    finish_course()
    changes.other_words("Een.")
    release(MAJOR)
    make_enrollment()
    make_enrollment()
    changes.other_words("Twee.")
    text = words(signed_in(chief).get(url()))
    assert "2 deelnemers zijn halverwege in editie 2.0." in text
    assert "1 deelnemer is halverwege in editie 1.0." in text
    assert "De cursus is 1 keer gehaald." in text
    assert "Er zijn 0 certificaten uitgegeven." in text


def test_certificates_that_end_soon(chief: User) -> None:
    today = NOW.date()
    for days in (-1, 0, 30, 31):
        passed_on = today - timedelta(days=90)
        make_certificate(completion=make_completion(make_user(), edition=saar_edition()), passed_on=passed_on,
                         valid_until=today + timedelta(days=days))  # fmt: skip
    text = words(signed_in(chief).get(url()))
    assert "Er zijn 4 certificaten uitgegeven. 2 daarvan verlopen binnen 30 dagen." in text


def test_advice_stands_on_the_screen(chief: User) -> None:
    changes.other_words()
    assert soup_of(signed_in(chief).get(url())).find(class_="advice")


def test_a_first_edition(chief: User) -> None:
    """Nothing to compare with, and one kind."""
    CoursePage.objects.update(key="7b2c7a52-0000-4000-8000-00000000000a", slug="nieuw")
    Category.objects.update(course_slug="nieuw")
    page = CoursePage.objects.get()
    address = reverse("release_course", args=[page.pk])
    client = signed_in(chief)
    response = client.get(address)
    assert "Dit wordt de eerste editie." in words(response)
    assert kinds(response) == {"minor": False, "major": True, "safety": False}
    posted = client.post(address, {"kind": "major", **looked_at(client, address)}, follow=True)
    assert "Editie 1.0 is uitgegeven." in words(posted)


@pytest.mark.parametrize(
    ("change", "allowed"),
    [
        (changes.other_words, {"minor": True, "major": True, "safety": True}),
        (changes.other_answer, {"minor": False, "major": True, "safety": True}),
        (changes.add_screen, {"minor": False, "major": True, "safety": False}),
        (lambda: edit_quiz(pass_mark=80), {"minor": False, "major": True, "safety": False}),
    ],
)
def test_the_kinds_that_a_change_allows(chief: User, change: Any, allowed: dict[str, bool]) -> None:
    """Each that it does not says why, and is refused all the same when somebody asks for it."""
    change()
    client = signed_in(chief)
    response = client.get(url())
    assert kinds(response) == allowed
    assert words(response).count("Kan nu niet:") >= list(allowed.values()).count(False)
    for kind in (kind for kind, may in allowed.items() if not may):
        assert client.post(url(), {"kind": kind, "notes": "Let op."}).status_code == 400
    assert CourseEdition.objects.count() == 1


# --- releasing ------------------------------------------------------------------------------------------
def test_a_safety_correction_tells_learners(chief: User) -> None:
    changes.other_answer()
    client = signed_in(chief)
    refused = client.post(url(), {"kind": "safety", "reason": "Het nummer klopte niet."})
    assert refused.status_code == 400
    assert "Schrijf bij een veiligheidscorrectie wat de deelnemers moeten weten." in words(refused)
    assert value_of(refused, "reason") == "Het nummer klopte niet."
    asked = {"kind": "safety", "notes": "Bel 112.\r\nNiet 0900.", "reason": ""} | looked_at(client, url())
    done = client.post(url(), asked, follow=True)
    assert "Editie 1.1 is uitgegeven." in words(done)
    assert saar_edition().notes == "Bel 112.\nNiet 0900."


BAD = [
    ({"kind": "major", "notes": "x" * 1001, "reason": "Waarom"}, "houd het bij 1000 tekens"),
    ({"kind": "major", "notes": "Dit", "reason": "x" * 301}, "houd het bij 300 tekens"),
    ({"kind": "major", "when": "ooit"}, "Kies of dit nu uitkomt, of later."),
    (LATER | {"day": ""}, "Kies de dag en de tijd"),
    (LATER | {"time": ""}, "Kies de dag en de tijd"),
    (LATER | {"day": "morgen"}, "Schrijf de dag zo: 31-12-2026."),
    (LATER | {"time": "25:99"}, "Schrijf de tijd zo: 09:00."),
    (LATER | {"day": "2026-11-20"}, "Kies een dag en een tijd die nog moeten komen."),
    (LATER | {"day": "9999-12-31"}, "Kies een dag binnen een jaar."),
    (LATER | {"day": "0001-01-01"}, "Kies een dag en een tijd die nog moeten komen."),
    (LATER | {"kind": "minor", "day": "99999-01-01"}, "Schrijf de dag zo"),
    ({"kind": ["minor", "x"]}, "Kies of dit een kleine verbetering"),
    ({}, "Kies of dit een kleine verbetering"),
]


@pytest.mark.parametrize(("data", "sentence"), BAD)
def test_bad_input_keeps_what_was_typed(chief: User, data: dict[str, Any], sentence: str) -> None:
    changes.other_words()
    response = signed_in(chief).post(url(), data)
    assert response.status_code == 400
    assert sentence in words(response)
    for name in data.keys() & {"notes", "reason", "day", "time"}:
        assert value_of(response, name) == data[name]
    chosen = soup_of(response).find("input", attrs={"name": "kind", "checked": True})["value"]
    assert chosen == data.get("kind", "minor") or isinstance(data["kind"], list)
    assert CourseEdition.objects.count() == 1
    assert not PlannedRelease.objects.exists()


def test_a_colleague_who_publishes_meanwhile_is_seen_first(chief: User) -> None:
    changes.other_words("Dit is gezien.")
    client = signed_in(chief)
    asked = {"kind": "major", "notes": "Beter.", "seen": value_of(client.get(url()), "seen")}
    changes.other_words("Dit kwam er stil bij.")
    response = client.post(url(), asked)
    text = words(response)
    assert "Er is iets veranderd sinds je deze pagina opende." in text and "Dit kwam er stil bij." in text
    assert (response.status_code, value_of(response, "notes"), CourseEdition.objects.count()) == (400, "Beter.", 1)
    client.post(url(), asked | {"seen": value_of(response, "seen")})
    assert saar_edition().number == "2.0"


def test_nothing_of_nul_bytes_is_left(chief: User) -> None:
    changes.other_words()
    data = {"kind": "maj\0or", "notes": "A\0B", "reason": "\0", "when": "\0"}
    client = signed_in(chief)
    assert client.post(url(), data | looked_at(client, url())).status_code == 302
    assert saar_edition().notes == "AB"


@pytest.mark.parametrize("page_id", ["0", "999999", "9" * 30])
def test_a_page_that_is_not_there(chief: User, page_id: str) -> None:
    for name in ("uitgeven", "edities", "edities/vergelijken", "sluiten"):
        assert signed_in(chief).get(f"/beheer/cursussen/{page_id}/{name}/").status_code == 404
    assert signed_in(chief).post(f"/beheer/cursussen/{page_id}/heropenen/").status_code == 404


# --- later ----------------------------------------------------------------------------------------------
def test_planning_freezes_what_there_is(chief: User) -> None:
    changes.other_words("Dit gaat mee.")
    client = signed_in(chief)
    asked = LATER | {"notes": "Nieuw.", "reason": "Afspraak"} | looked_at(client, url())
    response = client.post(url(), asked, follow=True)
    assert "Het staat klaar." in words(response)
    plan = PlannedRelease.objects.get()
    assert plan.due_at.isoformat() == "2026-12-01T08:30:00+00:00"
    assert (plan.kind, plan.notes, plan.reason, plan.planned_by) == ("major", "Nieuw.", "Afspraak", chief)
    changes.other_words("Dit niet.")
    text = words(client.get(url()))
    assert "komt vanzelf uit op dinsdag 1 december 2026 om 09:30 uur" in text
    assert kinds(client.get(url())) == {}
    assert release_due(now=plan.due_at) == 1
    assert "Dit gaat mee." in str(saar_edition().source)


def test_cancelling_a_plan(chief: User, editor: User) -> None:
    changes.other_words()
    client = signed_in(chief)
    client.post(url(), LATER | looked_at(client, url()))
    cancel = reverse("cancel_plan", args=[PlannedRelease.objects.get().key])
    assert signed_in(editor).post(cancel).status_code == 302
    assert client.get(cancel).status_code == 405
    assert PlannedRelease.objects.waiting().exists()
    assert cancel in client.get(url()).content.decode()
    assert cancel not in signed_in(editor).get(url()).content.decode()
    assert "De planning is afgezegd." in words(client.post(cancel, follow=True))
    assert not PlannedRelease.objects.waiting().exists()
    assert "wacht niet meer" in words(client.post(cancel, follow=True))
    assert client.post(reverse("cancel_plan", args=["7b2c7a52-0000-4000-8000-000000000001"])).status_code == 404


def refused_plan(chief: User) -> PlannedRelease:
    """A plan that nothing came of: a number to call went out before its hour."""
    changes.other_words()
    due = NOW + timedelta(hours=1)
    plan = plan_release(page=saar_page(), kind=MAJOR, due_at=due, by=chief, now=NOW)
    changes.other_number(chief, now=NOW + timedelta(minutes=1))
    release_due(now=due)
    plan.refresh_from_db()
    assert plan.state == PlannedRelease.State.REFUSED
    return plan


def test_a_plan_that_was_refused_says_why_until_something_comes_out(chief: User, editor: User) -> None:
    plan = refused_plan(chief)
    for user in (chief, editor):
        client = signed_in(user)
        for address in (url(), reverse("course_editions", args=[saar_page().pk]), reverse("wagtailadmin_home")):
            assert plan.problem in words(client.get(address)), address
    changes.other_words("Nog iets.")
    release(MAJOR, by=chief, now=NOW + timedelta(hours=2))
    assert plan.problem not in words(signed_in(chief).get(reverse("wagtailadmin_home")))
    assert plan.problem not in words(signed_in(chief).get(url()))


# --- a candidate ----------------------------------------------------------------------------------------
def test_a_candidate_goes_out_as_it_was_frozen(chief: User, editor: User) -> None:
    changes.other_words("Bevroren.")
    candidate = make_candidate(page=saar_page(), by=chief, now=NOW)
    changes.other_words("Daarna geschreven.")
    address = reverse("release_candidate", args=[candidate.key])
    for user in (chief, editor):
        text = words(signed_in(user).get(address))
        assert "Dit is een kandidaat." in text
        assert "Bevroren." in text
        assert "Daarna geschreven." not in text
    assert signed_in(editor).post(address, {"kind": "major"}).status_code == 400
    client = signed_in(chief)
    assert client.post(address, {"kind": ""}).status_code == 400
    assert "Editie 2.0 is uitgegeven." in words(client.post(address, {"kind": "major"}, follow=True))
    candidate.refresh_from_db()
    assert candidate.number == "2.0"
    assert "Deze kandidaat is al uitgegeven." in words(client.post(address, {"kind": "major"}, follow=True))
    assert AuditEvent.objects.filter(verb="edition.released", object_key=str(candidate.key)).count() == 1


# --- cost -----------------------------------------------------------------------------------------------
def test_queries_do_not_grow_with_people_or_editions(chief: User) -> None:
    client = signed_in(chief)
    make_enrollment()
    changes.other_words("Een.")
    client.get(url())
    with CaptureQueriesContext(connection) as few:
        client.get(url())
    for step in range(3):
        for _ in range(3):
            make_enrollment()
        release(MAJOR)
        changes.other_words(f"Stap {step}.")
    finish_course()
    with CaptureQueriesContext(connection) as many:
        client.get(url())
    assert len(many) == len(few)
