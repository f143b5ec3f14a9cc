"""*Klopt er iets niet* in `/beheer/`: who reads what, dealing with it once, and what goes after a year (issue 8)."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import User
from accounts.roles import Role
from cms.services.rights import grant_rights
from courses.models import CoursePage, LessonPage, Remark
from courses.services.remarking import KEPT, AlreadyHandled, forget_remarks, masked
from tests.conftest import NOW
from tests.courses.desk import edit_url, signed_in, words
from tests.courses.pages import read_form, soup_of
from tests.courses.remark_acts import CHECKING, about_saar, handled, make_remark, some_question
from tests.factories.courses import make_editor

pytestmark = [pytest.mark.usefixtures("saar", "now")]

DESK = "/beheer/klopt-niet/"
DAY = timedelta(days=1)


def staff(role: Role) -> User:
    grant_rights()
    return make_editor(role, email=f"{role.value}@example.nl")


def rows_of(client: Client) -> list[str]:
    return [" ".join(row.get_text(" ").split()) for row in soup_of(client.get(DESK)).select("tbody tr")]


def form_of(response: Any, place: int = 0) -> Any:
    form = soup_of(response).select("tbody form")[place]
    return read_form(form, DESK)


# --- who reads what -------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("role", "places"),
    [
        (Role.EDITOR, {"SAAR · Les 1: De volgorde"}),
        (Role.CHIEF_EDITOR, {"SAAR · Les 1: De volgorde"}),
        (Role.REGISTRAR, {"Certificaat controleren"}),
        (Role.CERTIFIER, {"Certificaat controleren"}),
        (Role.ADMIN, {"SAAR · Les 1: De volgorde", "Certificaat controleren"}),
        (Role.OFFICER, set()),
    ],
)
def test_it_lands_with_who_can_do_something(role: Role, places: set[str]) -> None:
    course, checking = make_remark(about_saar()), make_remark(CHECKING)
    user = staff(role)
    mine = Remark.objects.for_user(user)
    assert {remark.place for remark in mine} == places
    client = signed_in(user)
    assert client.get(DESK).status_code == (200 if places else 302)
    assert len(rows_of(client)) == len(places)
    for remark in (course, checking):
        answer = client.post(DESK, {"remark": remark.key, f"{remark.key}-note": "Gedaan."})
        assert Remark.objects.open().filter(pk=remark.pk).exists() is (remark.place not in places)
        assert answer.status_code == (302 if remark.place in places or not places else 404)


def test_the_front_and_the_menu_say_how_many_wait() -> None:
    front, line = reverse("wagtailadmin_home"), 'href="/beheer/klopt-niet/"'
    editor, officer = staff(Role.EDITOR), staff(Role.OFFICER)
    assert "wacht op je" not in words(signed_in(editor).get(front))
    make_remark(about_saar())
    make_remark(about_saar(), text="Nog een.")
    make_remark(CHECKING)
    assert "2 berichten wachten op je" in words(signed_in(editor).get(front))
    assert "1 bericht wacht op je" in words(signed_in(staff(Role.CERTIFIER)).get(front))
    assert line not in signed_in(officer).get(front).content.decode()


# --- the list -------------------------------------------------------------------------------------------
def test_the_list_says_what_and_where_and_leads_to_the_editor(editor: User) -> None:
    question = some_question()
    make_remark(about_saar(question_key=question.key), text="Zie <b>dit</b>.")
    client = signed_in(editor)
    [row] = rows_of(client)
    assert row.startswith("SAAR · Les 1: De volgorde editie 1.0") and "Er staat iets fout Zie <b>dit</b>." in row
    links = [anchor["href"] for anchor in soup_of(client.get(DESK)).select("tbody a")]
    lesson = LessonPage.objects.get(slug="volgorde")
    assert links == [edit_url(question), edit_url(lesson), edit_url(CoursePage.objects.get(slug="saar"))]
    assert all(client.get(url).status_code == 200 for url in links)


def test_a_part_that_was_deleted_has_no_link_and_stays_readable(editor: User) -> None:
    make_remark(about_saar(lesson_key=uuid4(), question_key=uuid4()))
    client = signed_in(editor)
    assert "De volgorde" in rows_of(client)[0]
    assert len(soup_of(client.get(DESK)).select("tbody a")) == 1  # the course


def test_who_cannot_edit_has_no_links() -> None:
    make_remark(CHECKING)
    client = signed_in(staff(Role.CERTIFIER))
    assert not soup_of(client.get(DESK)).select("tbody a")


def test_the_oldest_that_waits_is_on_top(editor: User) -> None:
    new = make_remark(about_saar(), text="Nieuw.", now=NOW - DAY)
    old = make_remark(about_saar(), text="Oud.", now=NOW - 2 * DAY)
    done = make_remark(about_saar(), text="Klaar.", now=NOW - 3 * DAY)
    handled(done, editor)
    found = [remark.key for remark in (old, new)]
    page = soup_of(signed_in(editor).get(DESK))
    assert [button["value"] for button in page.select("tbody button")] == [str(key) for key in found]
    assert "Zin verbeterd." in words(signed_in(editor).get(DESK))


def test_the_list_costs_the_same_with_many(editor: User) -> None:
    client = signed_in(editor)

    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            client.get(DESK)
        return len(captured)

    handled(make_remark(about_saar(question_key=some_question().key)), editor)
    make_remark(about_saar(question_key=some_question().key))
    queries()
    few = queries()
    for number in range(20):
        remark = make_remark(about_saar(question_key=some_question().key), address=f"192.0.2.{number}")
        if number % 2:
            handled(remark, editor)
    assert queries() == few


# --- dealing with it ------------------------------------------------------------------------------------
def test_dealt_with_once_with_who_when_and_what(editor: User, chief: User) -> None:
    remark = make_remark(about_saar())
    client = signed_in(editor)
    form = form_of(client.get(DESK))
    client.post(DESK, form.fill(**{f"{remark.key}-note": "Zin verbeterd."}) | {"remark": str(remark.key)})
    remark.refresh_from_db()
    assert (remark.handled_by, remark.handled_at, remark.note) == (editor, NOW, "Zin verbeterd.")
    with pytest.raises(AlreadyHandled):
        handled(remark, chief, note="Ook gedaan.")
    late = signed_in(chief).post(DESK, {"remark": remark.key, f"{remark.key}-note": "Ook gedaan."}, follow=True)
    assert "Iris de Vries had dit al afgehandeld" in words(late) or "had dit al afgehandeld" in words(late)
    remark.refresh_from_db()
    assert (remark.handled_by, remark.note) == (editor, "Zin verbeterd.")
    assert "Zin verbeterd." in rows_of(client)[0] and not soup_of(client.get(DESK)).select("tbody form")


@pytest.mark.parametrize(("note", "said"), [("", "Schrijf in een paar woorden"), ("a" * 301, "te lang")])
def test_without_a_good_note_it_waits_on(editor: User, note: str, said: str) -> None:
    make_remark(about_saar(), text="Een ander.")
    remark = make_remark(about_saar())
    answer = signed_in(editor).post(DESK, {"remark": remark.key, f"{remark.key}-note": note})
    assert answer.status_code == 400 and words(answer).count(said) == 1
    typed = [field["value"] for field in soup_of(answer).select("tbody input[type=text]") if field.get("value")]
    assert typed == ([note] if note else [])
    assert Remark.objects.open().count() == 2


@pytest.mark.parametrize("key", ["", "x", "6b0f1c9e-2f0a-4a39-9a55-0d3c8a2f7e11"])
def test_an_unknown_one_is_404(editor: User, key: str) -> None:
    assert signed_in(editor).post(DESK, {"remark": key, "note": "Gedaan."}).status_code == 404


# --- what is hidden, and what goes ----------------------------------------------------------------------
@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("Mail sam@example.nl of Sam.De-Vries+wabp@mail.example.co.uk.", "Mail ••• of •••."),
        ("Bel 06-12345678 of 0612345678.", "Bel ••• of •••."),
        ("Bel 06 12 34 56 78, (045) 123 45 67 of 045-1234567.", "Bel •••, (••• of •••."),
        ("Bel +31 6 12345678 of 0031 45 1234567.", "Bel ••• of •••."),
        ("Nummer wabp 7k3m q9xd 2r5v klopt niet.", "Nummer ••• klopt niet."),
        ("Op les 3 staat 112, 0900-8844, 144 en 2026.", "Op les 3 staat 112, 0900-8844, 144 en 2026."),
        ("Bij vraag 10 van 12 is 30 op 2 (15 keer) fout.", "Bij vraag 10 van 12 is 30 op 2 (15 keer) fout."),
        ("Apenstaartje @ alleen mag.", "Apenstaartje @ alleen mag."),
    ],
)
def test_addresses_and_numbers_of_people_are_hidden(typed: str, kept: str) -> None:
    assert masked(typed) == kept


def test_they_are_hidden_in_what_is_kept(editor: User) -> None:
    remark = make_remark(about_saar(), text="Ik ben sam@example.nl.")
    handled(remark, editor, note="Gebeld met 06-12345678.")
    assert (remark.text, remark.note) == ("Ik ben •••.", "Gebeld met •••.")


def test_masking_a_long_text_takes_no_time() -> None:
    for sign in ("a", "0 ", "a@", "WABP-", "+31", "(" * 3):
        masked((sign * 1000)[:1000])


def test_words_go_a_year_after_somebody_dealt_with_it(editor: User) -> None:
    done, waiting = make_remark(about_saar()), make_remark(about_saar(), text="Wacht nog.")
    handled(done, editor)
    assert forget_remarks(NOW + KEPT - timedelta(seconds=1)) == 0
    late = NOW + KEPT
    assert forget_remarks(late) == 1 and forget_remarks(late) == 0
    done.refresh_from_db(), waiting.refresh_from_db()
    assert (done.text, done.note, done.forgotten_at) == ("", "", late)
    assert (done.place, done.handled_by, done.handled_at) == ("SAAR · Les 1: De volgorde", editor, NOW)
    assert (waiting.text, waiting.forgotten_at) == ("Wacht nog.", None)
    assert "De tekst is weg" in words(signed_in(editor).get(DESK))


def test_so_many_at_a_time(editor: User) -> None:
    for number in range(3):
        handled(make_remark(about_saar()), editor, now=NOW + number * DAY)
    late = NOW + KEPT + 5 * DAY
    assert [forget_remarks(late, limit=2), forget_remarks(late, limit=2)] == [2, 1]


# --- who sent it -----------------------------------------------------------------------------------------
def test_it_says_nothing_of_who_sent_it() -> None:
    """The one person in the row is who dealt with it."""
    people = {field.name for field in Remark._meta.get_fields() if field.is_relation}
    assert people == {"course", "handled_by"}
