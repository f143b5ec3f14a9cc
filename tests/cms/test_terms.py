"""The table of terms: what it says goes, goes; the rest stays. The rehearsal counts the same and changes nothing."""

import io
import os
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.apps import apps
from django.conf import settings
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.core.files.storage import storages
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.test import Client
from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult
from post_office.models import STATUS, Email

from accounts import staff_sessions
from accounts.models import Learner, RateLimit, ResumeCode, User
from cms.jobs import JOBS
from cms.models import EveningGuest
from cms.services import terms
from cms.services.cleaning import DONE
from cms.services.terms import TERMS, clean, rehearse
from courses.models import BankImport, PanelMember, Purpose, Remark, Trial
from courses.services.course_files import keep_upload
from courses.services.panels import REMEMBERED
from courses.services.trials import new_trial
from registrations.models import RegisterImport
from tests.conftest import NOW
from tests.factories.courses import make_editor
from tests.factories.evenings import make_evening, make_guest
from tests.factories.panels import WEEK, make_panel
from tests.factories.quizzes import make_quiz_course
from tests.quiz import samples

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("now")]
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
BY_NAME = {term.name: term for term in TERMS}


@pytest.fixture(autouse=True)
def nothing_done_today() -> Iterator[None]:
    cache.delete(DONE)
    yield
    cache.delete(DONE)


# --- of each term: what is past it, what is not yet, and how many are left -------------------------------------------


def guests() -> Callable[[], int]:
    for age in (31, 29):
        Learner.objects.create(last_seen_at=NOW - timedelta(days=age))
    return Learner.objects.count


def codes_on_paper() -> Callable[[], int]:
    for number, days in enumerate((-1, 0)):
        guest = Learner.objects.create(last_seen_at=NOW)
        last_day = NOW.date() + timedelta(days=days)
        ResumeCode.objects.create(learner=guest, code_hash=str(number), last_day=last_day)
    return ResumeCode.objects.count


def unverified_accounts() -> Callable[[], int]:
    for hours in (25, 23):
        User.objects.create_user(f"na{hours}@voorbeeld.nl", created_at=NOW - hours * HOUR)
    return User.objects.count


def names_of_evenings() -> Callable[[], int]:
    for age in (31, 30):
        moment = NOW - age * DAY
        guest = make_guest(make_evening(now=moment), now=moment)
        Learner.objects.filter(pk=guest.learner_id).update(last_seen_at=NOW)
    return EveningGuest.objects.count


def mail() -> Callable[[], int]:
    """Of both kinds one too old and one not: the text of two goes."""
    for expires_at, created in (
        (None, NOW - 31 * DAY),
        (None, NOW - 29 * DAY),
        (NOW - 25 * HOUR, NOW),
        (NOW - 23 * HOUR, NOW),
    ):
        row = Email.objects.create(
            from_email="a@voorbeeld.nl",
            to=["jan@voorbeeld.nl"],
            message="Dag",
            status=STATUS.sent,
            expires_at=expires_at,
        )
        Email.objects.filter(pk=row.pk).update(created=created)
    return Email.objects.exclude(message="").count


def remarks() -> Callable[[], int]:
    """Dealt with too long ago, not so long ago, and never: that one waits for somebody to read it."""
    by = make_editor(email="redactie@example.nl")
    for days in (366, 364, 0):
        handled = {"handled_by": by, "handled_at": NOW - days * DAY} if days else {}
        fields = {"kind": "wrong", "place": "Certificaat controleren", "text": "Het rode kruis is groen."}
        Remark.objects.create(sent_at=NOW - 400 * DAY, **fields, **handled)
    return Remark.objects.exclude(text="").count


def sessions() -> Callable[[], int]:
    for key, late in (("oud", HOUR), ("nieuw", -HOUR)):
        Session.objects.create(session_key=key, session_data="x", expire_date=NOW - late)
    return Session.objects.count


def counters() -> Callable[[], int]:
    for key, late in (("oud", HOUR), ("nieuw", -HOUR)):
        RateLimit.objects.create(key=key, window_ends_at=NOW - late)
    return RateLimit.objects.count


def panel_members() -> Callable[[], int]:
    review, _people = make_panel(by=make_editor(email="maker@example.nl"))
    type(review).objects.update(created_at=NOW - 2 * REMEMBERED, closes_at=NOW - REMEMBERED)
    return PanelMember.objects.exclude(name="").count


def trials() -> Callable[[], int]:
    edition = make_quiz_course([samples.true_false()])
    for late in (HOUR, -HOUR):
        new_trial(edition=edition, purpose=Purpose.PREVIEW, expires_at=NOW - late, now=NOW - DAY)
    return Trial.objects.count


def bank_previews() -> Callable[[], int]:
    for hours in (25, 23):
        BankImport.objects.create(
            course_slug="saar", format="gift", file_name="vragen.gift", uploaded_at=NOW - hours * HOUR
        )
    return BankImport.objects.count


def course_files() -> Callable[[], int]:
    private, by = storages["private"], make_editor(email="maker@example.nl")
    for name in kept_uploads():
        private.delete(f"cursusbestanden/{name}")  # of another test: files are not rolled back
    for hours in (25, 23):
        keep_upload(file=SimpleUploadedFile("a.zip", b"PK"), by=by)
        newest = max(kept_uploads(), key=lambda name: private.get_modified_time(f"cursusbestanden/{name}"))
        sent = (NOW - hours * HOUR).timestamp()
        os.utime(private.path(f"cursusbestanden/{newest}"), (sent, sent))
    return lambda: len(kept_uploads())


def kept_uploads() -> list[str]:
    private = storages["private"]
    return private.listdir("cursusbestanden")[1] if private.exists("cursusbestanden") else []


def register_files() -> Callable[[], int]:
    """Two that nobody confirmed, two that were done: of each kind one too old. A done one only loses its file."""
    state, fields = RegisterImport.State, {"file_name": "register.csv", "sha256": "a" * 64, "data": b"an@voorbeeld.nl"}
    by = make_editor(email="register@example.nl")
    for hours in (25, 23):
        RegisterImport.objects.create(state=state.LOOKED_AT, uploaded_by=by, uploaded_at=NOW - hours * HOUR, **fields)
    for days in (8, 6):
        at = NOW - days * DAY
        RegisterImport.objects.create(
            state=state.DONE, uploaded_by=by, uploaded_at=at, confirmed_at=at, finished_at=at, **fields
        )
    return RegisterImport.objects.exclude(data=b"").count


def tasks() -> Callable[[], int]:
    for status, age in (
        (TaskResultStatus.SUCCESSFUL, 25 * HOUR),
        (TaskResultStatus.SUCCESSFUL, 23 * HOUR),
        (TaskResultStatus.FAILED, 15 * DAY),
        (TaskResultStatus.FAILED, 13 * DAY),
    ):
        DBTaskResult.objects.create(
            status=status, finished_at=NOW - age, run_after=NOW, args_kwargs={}, task_path="x", backend_name="default"
        )
    return DBTaskResult.objects.count


# Name of the term → what makes its rows, how many there are, and how many stay.
CASES: dict[str, tuple[Callable[[], Callable[[], int]], int, int]] = {
    "gasten": (guests, 2, 1),
    "codes op papier": (codes_on_paper, 2, 1),
    "accounts zonder bevestigd adres": (unverified_accounts, 2, 1),
    "namen van avonden": (names_of_evenings, 2, 1),
    "mail": (mail, 4, 2),
    "opmerkingen": (remarks, 3, 2),
    "sessies": (sessions, 2, 1),
    "tellers": (counters, 2, 1),
    "leden van panels": (panel_members, 2, 0),
    "proeven": (trials, 2, 1),
    "bestanden met vragen": (bank_previews, 2, 1),
    "cursusbestanden": (course_files, 2, 1),
    "bestanden van het register": (register_files, 4, 2),
    "taken": (tasks, 4, 2),
}


def everything() -> dict[str, list[Any]]:
    """All rows of all tables."""
    tables = (model for model in apps.get_models() if not model._meta.proxy)
    return {model._meta.label: list(model._base_manager.order_by("pk").values()) for model in tables}


def test_every_term_has_its_case() -> None:
    assert set(CASES) == set(BY_NAME)
    assert len(BY_NAME) == len(TERMS)


@pytest.mark.parametrize("name", CASES)
def test_the_rehearsal_counts_what_goes_and_the_job_takes_just_that(name: str) -> None:
    make, there, stays = CASES[name]
    term, left = BY_NAME[name], make()
    before = everything()
    assert left() == there
    assert rehearse(term, now=NOW) == there - stays
    assert (everything(), left()) == (before, there)
    JOBS[term.job](NOW)
    assert left() == stays
    assert rehearse(term, now=NOW) == 0


def test_a_panel_that_ended_later_keeps_its_names() -> None:
    review, _people = make_panel(by=make_editor(email="maker@example.nl"))
    assert rehearse(BY_NAME["leden van panels"], now=NOW + WEEK + REMEMBERED - HOUR) == 0
    assert review.members.exclude(name="").count() == 2


def test_cleaning_goes_on_until_nothing_is_left(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(terms, "LIMIT", 2)
    for number in range(5):
        RateLimit.objects.create(key=str(number), window_ends_at=NOW - HOUR)
    assert clean(BY_NAME["tellers"], now=NOW) == 5
    assert not RateLimit.objects.exists()


# --- the command and the page ----------------------------------------------------------------------------------------


def said(*arguments: str) -> list[str]:
    out = io.StringIO()
    call_command("clean_up", *arguments, stdout=out)
    return out.getvalue().splitlines()


def test_the_command_counts_and_then_cleans() -> None:
    counters(), guests()
    lines = said("--dry-run")
    assert {"tellers: 1", "gasten: 1", "mail: 0"} <= set(lines)
    assert lines[-1] == "Er is niets veranderd."
    assert (RateLimit.objects.count(), Learner.objects.count()) == (2, 2)
    lines = said()
    assert {"tellers: 1", "gasten: 1"} <= set(lines) and lines[-1] == "Klaar."
    assert (RateLimit.objects.count(), Learner.objects.count()) == (1, 1)
    assert "tellers: 0" in said("--dry-run")


def test_a_rehearsal_says_when_it_stopped_counting(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(terms, "MOST", 2)
    monkeypatch.setattr("cms.management.commands.clean_up.MOST", 2)
    for number in range(3):
        RateLimit.objects.create(key=str(number), window_ends_at=NOW - HOUR)
    assert "tellers: 2 of meer" in said("--dry-run")


def test_the_privacy_page_shows_every_line() -> None:
    page = Client().get("/privacy/").content.decode()
    for term in TERMS:
        for line in term.lines:
            assert f'<th scope="row">{line.what}</th>' in page
            assert f">{line.how_long}</td>" in page


def test_the_privacy_page_leads_to_where_one_takes_along_and_erases() -> None:
    assert 'bij <a href="/mijn/gegevens/">Mijn gegevens</a>' in Client().get("/privacy/").content.decode()


def test_the_terms_are_those_of_the_design() -> None:
    shown = {str(line.what): line.how_long for term in TERMS for line in term.lines}
    assert shown["De tekst van een mail aan jou."].startswith("30 dagen na")
    assert shown["De tekst van een mail met een inlogcode."].startswith("1 dag na")
    assert shown["Een account waarvan niemand het e-mailadres bevestigde."].startswith("1 dag na")
    assert shown["Je naam op de lijst van een cursusavond."].startswith("30 dagen na")
    assert shown["Dat je ingelogd bent."].startswith(f"{settings.SESSION_COOKIE_AGE // 86400} dagen na")
    assert BY_NAME["gasten"].lines[0].how_long.startswith("30 dagen na")


def test_staff_are_told_how_long_they_stay_signed_in() -> None:
    assert (staff_sessions.LONGEST, staff_sessions.IDLE) == (12 * HOUR, HOUR / 2)
    assert "Hoogstens 12 uur. Doe je een half uur niets" in Client().get("/privacy/").content.decode()
