"""Working together in `/beheer/`: opinions beside the text, a lock, and a history that tells what was done."""

import json
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from wagtail.models import Comment

from accounts.models import User
from courses.models import CourseEdition, CoursePage
from courses.services.closing import archive_course, discard_candidate, reopen_course, withdraw_edition
from courses.services.meldpunten import release_meldpunten
from courses.services.planning import cancel_plan, plan_release, release_due
from courses.services.releasing import make_candidate
from tests.conftest import NOW
from tests.courses import changes
from tests.courses.desk import edit_url, form_data, signed_in, words
from tests.factories.courses import release, saar_page

pytestmark = pytest.mark.usefixtures("saar")
OPINION = "Is dit niet te lang voor een telefoon?"


def formset(**fields: Any) -> dict[str, Any]:
    """The comments of a page as its form posts them: one, or none."""
    posted = {"comments-TOTAL_FORMS": 1 if fields else 0, "comments-INITIAL_FORMS": 1 if fields.get("id") else 0}
    replies = {"TOTAL_FORMS": 0, "INITIAL_FORMS": 0} if fields else {}
    posted |= {f"comments-0-replies-{name}": value for name, value in replies.items()}
    return posted | {f"comments-0-{name}": value for name, value in fields.items()}


def save(user: User, page: CoursePage, /, *, button: str = "", comments: Any = None, **fields: Any) -> Any:
    """Saves the page as a draft, as the button does."""
    client = signed_in(user)
    data = {**form_data(client.get(edit_url(page))), **formset(**(comments or {})), **fields}
    data |= {button: "1"} if button else {}
    return client.post(edit_url(page), {name: "" if value is None else value for name, value in data.items()})


# --- opinions ---------------------------------------------------------------------------------------
def test_a_redacteur_comments_and_an_eindredacteur_resolves(editor: User, chief: User) -> None:
    page = saar_page()
    answer = save(editor, page, comments={"text": OPINION, "contentpath": "intro", "position": "", "resolved": ""})
    assert answer.status_code == 302
    comment = Comment.objects.get(page=page)
    assert (comment.text, comment.user, comment.contentpath) == (OPINION, editor, "intro")
    stored = soup_json(signed_in(chief), page)
    assert [one["text"] for one in stored["comments"]] == [OPINION]
    kept = {"id": comment.pk, "text": OPINION, "contentpath": "intro", "position": "", "resolved": "on"}
    assert save(chief, page, comments=kept).status_code == 302
    comment.refresh_from_db()
    assert comment.resolved_by == chief
    told = history(editor)
    assert "Een opmerking is opgelost" in told and OPINION in told


def soup_json(client: Client, page: CoursePage) -> Any:
    """The comments that the editor's form of this page shows."""
    from tests.courses.pages import soup_of

    return json.loads(soup_of(client.get(edit_url(page))).find(id="comments-data").string)


# --- a lock -----------------------------------------------------------------------------------------
def lock(user: User, page: Any, way: str = "lock") -> Any:
    return signed_in(user).post(reverse(f"wagtailadmin_pages:{way}", args=[page.pk]), follow=True)


def test_what_an_eindredacteur_locked_nobody_else_saves(editor: User, chief: User) -> None:
    page = saar_page()
    lock(chief, page)
    assert "vergrendeld" in words(signed_in(editor).get(edit_url(page)))
    answer = save(editor, page, title="Toch anders")
    assert answer.status_code == 200
    assert "De pagina kan niet worden opgeslagen omdat deze is vergrendeld." in words(answer)
    assert saar_page().get_latest_revision_as_object().title != "Toch anders"
    assert save(chief, page, title="Van mij").status_code == 302
    lock(editor, page, "unlock")
    assert saar_page().locked
    lock(chief, page, "unlock")
    assert save(editor, page, title="Nu wel").status_code == 302


def test_a_redacteur_locks_nothing(editor: User) -> None:
    lock(editor, saar_page())
    assert not saar_page().locked


# --- history ----------------------------------------------------------------------------------------
def history(user: User) -> str:
    return words(signed_in(user).get(reverse("wagtailadmin_pages:history", args=[saar_page().pk])))


def test_the_history_tells_what_was_done_with_the_course(editor: User, chief: User, now: Any) -> None:
    changes.other_words("Kijk om je heen.")
    second = release("major", by=chief)
    withdraw_edition(edition=second, by=chief, reason="Een foto te veel.", now=NOW)
    archive_course(course=second.course, by=chief, now=NOW)
    reopen_course(course=second.course, by=chief, now=NOW)
    changes.other_words("Kijk eens om je heen.")
    discard_candidate(edition=make_candidate(page=saar_page(), by=chief, now=NOW), by=chief, now=NOW)
    told = history(editor)
    for line in (
        "Editie 2.0 uitgegeven (nieuwe editie)",
        "Editie 2.0 teruggetrokken",
        "Cursus gesloten",
        "Cursus heropend",
        "Vastgezet als kandidaat",
        "Kandidaat weggegooid",
    ):
        assert line in told


def test_the_history_tells_what_was_planned(editor: User, chief: User, now: Any) -> None:
    hour = NOW + timedelta(hours=2)
    changes.other_words("Kijk om je heen.")
    cancel_plan(plan=plan_release(page=saar_page(), kind="minor", due_at=hour, by=chief, now=NOW), by=chief, now=NOW)
    plan_release(page=saar_page(), kind="minor", due_at=hour, by=chief, now=NOW)
    changes.other_number(chief, now=NOW + timedelta(minutes=1))
    release_due(now=hour)
    told = history(editor)
    assert "Uitgeven gepland op 21 november 2026 16:03 (kleine verbetering)" in told
    assert "Planning van 21 november 2026 16:03 afgezegd" in told
    assert "Uitgeven op 21 november 2026 16:03 ging niet door" in told


def test_a_safety_edition_stands_in_the_history_too(chief: User) -> None:
    from courses.models import Meldpunt

    Meldpunt.objects.filter(number="112").update(number="113")
    release_meldpunten(by=chief, now=NOW)
    assert "Editie 1.1 uitgegeven (veiligheidscorrectie)" in history(chief)


def test_a_command_and_a_page_that_is_gone_leave_no_error(chief: User) -> None:
    """Whose page was deleted by a superuser keeps its editions; they are told in the audit log only."""
    changes.other_words("Kijk om je heen.")
    edition = release("major")
    assert "Editie 2.0 uitgegeven" in history(chief)
    CoursePage.objects.all().delete()
    withdraw_edition(edition=edition, by=chief, reason="Weg.", now=NOW)
    assert CourseEdition.objects.get(pk=edition.pk).status == "withdrawn"
