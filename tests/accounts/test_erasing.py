"""*Verwijder mijn account*: afterwards neither name nor address is anywhere, and the paper still checks."""

import json
from collections.abc import Iterator
from datetime import datetime, timedelta
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib.sessions.models import Session
from django.core.files.base import ContentFile
from django.core.files.storage import FileSystemStorage
from django.core.management import call_command
from django.db import IntegrityError, connections, transaction
from django.test import Client
from django_tasks_db.models import DBTaskResult
from post_office.models import STATUS, Email, Log
from wagtail.models import ModelLogEntry
from wagtail.users.models import UserProfile

from accounts import hooks, mail
from accounts.models import AuditEvent, Learner, MailReceipt, ResumeCode, User
from accounts.roles import Role
from accounts.services import erasures
from accounts.services.erasing import LastAdmin, erase_account
from certificates import tasks
from certificates.models import Certificate, CertificateFile
from cms.models import Evening, EveningGuest
from registrations.models import Registration
from tests.accounts.helpers import ask_code
from tests.conftest import NOW
from tests.factories.certificates import make_certificate, make_officer, make_staff, make_user
from tests.factories.registrations import make_group, make_registration

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("now", "private")]
NAME, EMAIL = "Zwaantje Querido-O'Brien", "zwaantje.querido@example.nl"
TRACES = ("zwaantje", "querido")
LATER = NOW + timedelta(hours=1)


@pytest.fixture
def private(settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A private storage of this test only."""
    monkeypatch.setattr(CertificateFile._meta.get_field("pdf"), "storage", FileSystemStorage(tmp_path))
    folder = {"location": tmp_path, "base_url": None}
    storage = {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": folder}
    settings.STORAGES = settings.STORAGES | {"private": storage}
    return tmp_path


def person(**fields: Any) -> User:
    return make_user(NAME, email=EMAIL, **fields)


def erase(user: User, commit: Any) -> User:
    with commit(execute=True):
        erase_account(user=user, by=user, now=LATER)
    return User.objects.get(pk=user.pk)


# --- where a trace could be ------------------------------------------------------------------------------------


def columns() -> Iterator[tuple[str, str, str]]:
    """Every column of every table, of the cache too: alias, table, column."""
    for alias in connections:
        introspection = connections[alias].introspection
        with connections[alias].cursor() as cursor:
            for table in introspection.table_names(cursor):
                for column in introspection.get_table_description(cursor, table):
                    yield alias, table, column.name


def traces() -> list[str]:
    """The columns in which the name or the address stands, whatever their type."""
    found = []
    for alias, table, column in columns():
        connection = connections[alias]
        as_text = f"LOWER(CAST({connection.ops.quote_name(column)} AS text)) LIKE %s"
        sql = f"SELECT COUNT(*) FROM {connection.ops.quote_name(table)} WHERE {as_text} OR {as_text}"  # noqa: S608
        with connection.cursor() as cursor:
            cursor.execute(sql, [f"%{trace}%" for trace in TRACES])
            if cursor.fetchone()[0]:
                found.append(f"{table}.{column}")
    return found


def traces_in_sessions() -> list[str]:
    """What a session holds cannot be searched in the table."""
    kept = (json.dumps(session.get_decoded()).lower() for session in Session.objects.all())
    return [data for data in kept if any(trace in data for trace in TRACES)]


def traces_in_files(*folders: Path) -> list[Path]:
    files = [path for folder in folders for path in folder.rglob("*") if path.is_file() and ".sqlite3" not in path.name]
    return [path for path in files if any(trace.encode() in path.read_bytes().lower() for trace in TRACES)]


def everywhere(user: User, now: datetime) -> None:
    """Leaves a trace of `user` in every place that this house has."""
    learner = user.learner
    registration = make_registration(user=user, reason=f"{NAME} belde.")
    registration.events.create(status="confirmed", note=f"Welkom {NAME}.", at=now)
    certificate = make_certificate(user=user, registration=registration, holder_name=NAME)
    name = certificate.file.pdf.storage.save("certificaten/een.pdf", ContentFile(NAME.encode()))
    type(certificate.file).objects.update(pdf=name, state="ready", pending_token="", sha256="a" * 64, ready_at=now)
    evening = Evening.objects.create(
        host=user, group=registration.group, course=certificate.completion.edition.course, on=now.date(), code="ABCDEF"
    )
    EveningGuest.objects.create(evening=evening, learner=learner, name=NAME)
    guest = Learner.objects.create(merged_into=learner, merged_at=now)
    ResumeCode.objects.create(learner=guest, code_hash="x", last_day=now.date())
    mails(user)
    desk(user)
    Client().force_login(user)


def mails(user: User) -> None:
    context = {"name": NAME, "event": "Proef."}
    mail.send_once(key="proef", to=EMAIL, template="second_factor", context=context, now=NOW)
    mail.queue(to=EMAIL.upper(), template="second_factor", context=context)
    for status in (STATUS.sent, STATUS.queued):
        told = mail.queue(to="ander@example.nl", template="second_factor", context=context, names=[user])
        Email.objects.filter(pk=told.pk).update(status=status)
    Log.objects.create(email=told, status=1, message=f"550 {EMAIL} is onbekend", exception_type="X")
    DBTaskResult.objects.create(
        args_kwargs={}, task_path="x", backend_name="default", run_after=NOW, traceback=f"KeyError: {EMAIL}"
    )


def desk(user: User) -> None:
    EmailAddress.objects.create(user=user, email=EMAIL)
    Authenticator.objects.create(user=user, type="totp", data={"secret": NAME})
    UserProfile.objects.create(user=user).avatar.save("querido.png", ContentFile(NAME.encode()))
    ModelLogEntry.objects.log_action(user, "wagtail.edit", user=user, title=NAME)


def test_neither_name_nor_address_stands_anywhere(
    private: Path, now: datetime, client: Client, django_capture_on_commit_callbacks: Any
) -> None:
    user = person()
    everywhere(user, now)
    ask_code(client, EMAIL)  # a browser in which the address was typed, with its mail
    assert {"accounts_user.email", "accounts_user.name", "post_office_email.to"} <= set(traces())
    assert traces_in_sessions() and traces_in_files(private, Path(settings.MEDIA_ROOT))
    erase(user, django_capture_on_commit_callbacks)
    assert traces() == []
    assert traces_in_sessions() == []
    tasks.delete_erased.call()  # the worker's, after the commit
    assert traces_in_files(private, Path(settings.MEDIA_ROOT)) == []
    assert not any(trace in path.name for path in Path(settings.MEDIA_ROOT).rglob("*") for trace in TRACES)


# --- the account -----------------------------------------------------------------------------------------------


def test_the_account_is_of_nobody_and_nobody_comes_in(django_capture_on_commit_callbacks: Any) -> None:
    user = make_staff(Role.EDITOR, name=NAME, email=EMAIL, group_may_see=True, officer_may_find=True)
    client = Client()
    client.force_login(user)
    erased = erase(user, django_capture_on_commit_callbacks)
    assert (erased.email, erased.name, erased.is_active, erased.erased_at) == (None, "", False, LATER)
    assert (erased.group_may_see, erased.officer_may_find, erased.last_login) == (None, None, None)
    assert not erased.roles and not Authenticator.objects.exists() and not Session.objects.exists()
    assert client.get("/mijn/gegevens/").status_code == 302
    assert str(erased) == f"account {user.key}"


def test_an_erased_account_is_nobody_in_the_database_too(django_capture_on_commit_callbacks: Any) -> None:
    erased = erase(person(), django_capture_on_commit_callbacks)
    for fields in ({"name": "Jan"}, {"email": "jan@example.nl"}, {"is_active": True}, {"last_login": NOW}):
        with pytest.raises(IntegrityError, match="user_erased_is_nobody"), transaction.atomic():
            User.objects.filter(pk=erased.pk).update(**fields)


def test_the_log_has_one_row_that_names_nobody_and_twice_is_once(django_capture_on_commit_callbacks: Any) -> None:
    user = person()
    erase(user, django_capture_on_commit_callbacks)
    with django_capture_on_commit_callbacks(execute=True):
        erase_account(user=user, by=None, now=LATER + timedelta(days=1))
    event = AuditEvent.objects.get(verb="account.erased")
    assert (event.actor_id, event.object_key, event.detail) == (user.pk, str(user.key), {})
    assert User.objects.get(pk=user.pk).erased_at == LATER


def test_the_same_address_can_begin_again(client: Client, django_capture_on_commit_callbacks: Any) -> None:
    erase(person(), django_capture_on_commit_callbacks)
    again = make_user("Zwaantje", email=EMAIL)
    assert not list(erasures.returned()) and again.is_active


def test_who_gives_roles_alone_stays(django_capture_on_commit_callbacks: Any) -> None:
    admin = make_staff(Role.ADMIN)
    with pytest.raises(LastAdmin):
        erase_account(user=admin, by=admin, now=LATER)
    assert User.objects.get(pk=admin.pk).email == admin.email and not list(erasures.returned())
    make_staff(Role.ADMIN)
    assert erase(admin, django_capture_on_commit_callbacks).email is None


def test_when_one_app_fails_nothing_is_erased(monkeypatch: pytest.MonkeyPatch, private: Path) -> None:
    def fail(user: User, now: datetime) -> None:
        raise RuntimeError

    user = person()
    monkeypatch.setattr(hooks, "on_erase", [fail, *hooks.on_erase])
    with pytest.raises(RuntimeError):
        erase_account(user=user, by=user, now=LATER)
    assert User.objects.get(pk=user.pk).email == EMAIL
    assert not [path for path in private.rglob("*") if path.is_file()]


# --- other people ----------------------------------------------------------------------------------------------


def test_others_keep_all_of_theirs(now: datetime, django_capture_on_commit_callbacks: Any) -> None:
    user, other = person(), make_user("Jan", email="x" + EMAIL)
    everywhere(user, now)
    certificate = make_certificate(user=other, holder_name="Jan")
    Client().force_login(other)
    mail.queue(to=other.email, template="second_factor", context={"name": "Jan", "event": "Proef."})
    erase(user, django_capture_on_commit_callbacks)
    other.refresh_from_db()
    assert (other.name, other.is_active) == ("Jan", True)
    assert Certificate.objects.get(pk=certificate.pk).holder_name == "Jan"
    assert Session.objects.count() == 1 and "Hallo Jan" in Email.objects.get(to=other.email).message


def test_a_mail_to_somebody_else_that_waits_goes_without_the_name(
    now: datetime, django_capture_on_commit_callbacks: Any
) -> None:
    user = person()
    mails(user)
    erase(user, django_capture_on_commit_callbacks)
    waits, sent = Email.objects.get(status=STATUS.queued), Email.objects.get(status=STATUS.sent)
    assert "Hallo iemand," in waits.message and "Hallo iemand," in waits.html_message
    assert (sent.message, sent.html_message, sent.to) == ("", "", ["ander@example.nl"])
    assert MailReceipt.objects.get(key="proef").email is None  # so that it is not made again


def test_a_name_that_stands_in_every_mail_changes_none(django_capture_on_commit_callbacks: Any) -> None:
    user = make_user("WABP Academie")
    mail.queue(to="ander@example.nl", template="second_factor", context={"name": "Jan", "event": "Proef."})
    erase(user, django_capture_on_commit_callbacks)
    assert "WABP Academie" in Email.objects.get().message


# --- what stays of nobody --------------------------------------------------------------------------------------


def test_the_paper_can_still_be_checked(now: datetime, django_capture_on_commit_callbacks: Any) -> None:
    user, officer = person(), make_officer()
    certificate = make_certificate(user=user, holder_name=NAME)
    erase(user, django_capture_on_commit_callbacks)
    client = Client()
    client.force_login(officer)
    for viewer in (Client(), client):
        text = viewer.get(f"/c/{certificate.number}/").content.decode()
        assert "GELDIG" in text and "Zwaantje" not in text


def test_nothing_can_come_after_it(now: datetime, django_capture_on_commit_callbacks: Any) -> None:
    user = person()
    registration = make_registration(user=user, group=make_group())
    erase(user, django_capture_on_commit_callbacks)
    registration.refresh_from_db()
    assert registration.status == Registration.Status.ENDED


# --- after a restore -------------------------------------------------------------------------------------------


def test_a_restore_brings_nobody_back(private: Path, django_capture_on_commit_callbacks: Any) -> None:
    user, other = person(), make_user("Jan")
    erase(user, django_capture_on_commit_callbacks)
    [file] = [path for path in private.rglob("*") if path.is_file()]
    assert str(user.key) not in file.name and file.read_text() == f"{LATER.isoformat()}\n"
    restored = {"email": EMAIL, "name": NAME, "is_active": True, "erased_at": None}
    User.objects.filter(pk=user.pk).update(**restored)
    for options, left in (({"dry_run": True}, EMAIL), ({}, None)):
        out = StringIO()
        with django_capture_on_commit_callbacks(execute=True):
            call_command("repeat_erasures", stdout=out, **options)
        assert out.getvalue().strip().endswith(": 1")
        assert User.objects.get(pk=user.pk).email == left
    assert User.objects.get(pk=other.pk).is_active
    assert traces() == []
