"""The log is append-only: in the model, and in the database for who passes the model by (DESIGN §3)."""

import ast
from pathlib import Path
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.models import QuerySet
from django.utils import timezone

from accounts import audit
from accounts.models import AppendOnlyError, AuditEvent
from tests.accounts.helpers import make_user

ROOT = Path(__file__).resolve().parents[2]
APPS = ("accounts", "certificates", "cms", "courses", "registrations")

pytestmark = pytest.mark.django_db


@pytest.fixture
def event() -> AuditEvent:
    user = make_user()
    return audit.record(actor=user, verb="account.named", target=user, at=timezone.now(), count=1)


def test_a_row_is_neither_saved_again_nor_deleted(event: AuditEvent) -> None:
    event.verb = "account.erased"
    for act in (event.save, event.delete):
        with pytest.raises(AppendOnlyError):
            act()
    assert AuditEvent.objects.get().verb == "account.named"


def test_rows_are_neither_updated_nor_deleted(event: AuditEvent) -> None:
    rows = AuditEvent.objects.all()
    with pytest.raises(AppendOnlyError):
        rows.update(verb="x")
    with pytest.raises(AppendOnlyError):
        rows.delete()
    with pytest.raises(AppendOnlyError), transaction.atomic():
        AuditEvent.objects.bulk_update([event], ["verb"])
    with pytest.raises(AppendOnlyError), transaction.atomic():
        AuditEvent.objects.update_or_create(pk=event.pk, defaults={"verb": "x"})
    assert list(AuditEvent.objects.values_list("pk", "verb")) == [(event.pk, "account.named")]


CHANGES: list[dict[str, Any]] = [
    {"verb": "x"},
    {"object_type": "x"},
    {"object_key": "x"},
    {"detail": {"count": 2}},
    {"at": "2020-01-01 00:00+00"},
]


@pytest.mark.parametrize("change", CHANGES, ids=lambda change: next(iter(change)))
def test_the_database_refuses_a_change_too(event: AuditEvent, change: dict[str, Any]) -> None:
    with pytest.raises(IntegrityError, match="append_only"), transaction.atomic():
        QuerySet.update(AuditEvent.objects.all(), **change)
    event.refresh_from_db()
    assert event.verb == "account.named" and event.detail == {"count": 1}


def test_an_act_cannot_be_laid_on_somebody_else(event: AuditEvent) -> None:
    other = make_user("ander@voorbeeld.nl")
    with pytest.raises(IntegrityError, match="append_only"), transaction.atomic():
        QuerySet.update(AuditEvent.objects.all(), actor=other)


def test_an_invented_person_is_forgotten_and_nothing_else(event: AuditEvent) -> None:
    assert AuditEvent.objects.filter(pk=event.pk).without_actor() == 1
    event.refresh_from_db()
    assert event.actor is None and event.verb == "account.named" and event.detail == {"count": 1}


def test_many_rows_come_in_at_once() -> None:
    rows = [AuditEvent(verb="account.named", object_type="x", object_key=str(number)) for number in range(3)]
    AuditEvent.objects.bulk_create(rows)
    assert AuditEvent.objects.count() == 3


def test_the_trigger_is_there_whatever_migrations_did_to_the_table() -> None:
    """SQLite makes a table anew to change a column, and Django does not take triggers along."""
    names = "SELECT name FROM sqlite_master WHERE type = 'trigger'"
    if connection.vendor == "postgresql":
        names = "SELECT tgname FROM pg_trigger"
    with connection.cursor() as cursor:
        cursor.execute(names)
        assert ("accounts_auditevent_append_only",) in cursor.fetchall()


def who_calls(method: str) -> set[str]:
    """The modules that know the log and call a method of this name."""
    files = (path for app in APPS for path in (ROOT / app).rglob("*.py"))
    texts = {str(path.relative_to(ROOT)): path.read_text(encoding="utf-8") for path in files}
    return {
        name
        for name, text in texts.items()
        if "AuditEvent" in text
        and any(isinstance(node, ast.Attribute) and node.attr == method for node in ast.walk(ast.parse(text)))
    }


@pytest.mark.parametrize("method", ["without_actor", "_raw_delete"])
def test_only_the_demo_world_passes_the_model_by(method: str) -> None:
    assert who_calls(method) == {"cms/demo/removing.py"}
