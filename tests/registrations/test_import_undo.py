"""An import goes back again as far as nobody went on with it; files go when they are needed no longer."""

from datetime import timedelta
from typing import Any
from unittest.mock import patch

import pytest
from django.db import OperationalError
from django.utils import timezone

from accounts.models import AuditEvent
from registrations.models import Group, RegisterImport
from registrations.services import importing
from registrations.services.importing import undoing
from tests.factories.registrations import make_registration
from tests.registrations.import_files import (
    bring_in,
    changes,
    csv_file,
    export,
    keeper,
    look_at,
    run,
    small_batches,
    states,
)

__all__ = ["small_batches"]

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("small_batches")]
State = RegisterImport.State


def undone(row: RegisterImport, **fields: Any) -> RegisterImport:
    importing.undo_import(register_import=row, by=keeper(), now=fields.get("now") or timezone.now())
    return run(row)


def test_undoing_gives_the_bytes_of_the_export_back() -> None:
    bring_in()
    bytes_before, states_before = export(), states()
    changed = ["WG-101", "Anders", "BPT", "Beek", "Beek", "1234", "actief", "x@voorbeeld.nl", ""]
    row = bring_in(csv_file([changed, ["N-9", "Nieuw", "", "Stein", *[""] * 5]]))
    assert changes(row) == {"WG-101": "changed", "N-9": "new", "WG-102": "gone", "BPT-7": "gone"}
    assert export() != bytes_before
    row = undone(row)
    assert (row.state, bytes(row.data)) == (State.UNDONE, b"")
    assert export() == bytes_before and states() == states_before
    assert not row.changes.filter(undone_at=None).exists()


def test_undoing_the_first_import_empties_the_register() -> None:
    empty = export()
    undone(bring_in())
    assert export() == empty and not Group.objects.exists()


def test_what_was_changed_since_stays_and_says_why() -> None:
    row = bring_in()
    Group.objects.filter(number="WG-101").update(name="Met de hand")
    row = undone(row)
    assert list(Group.objects.values_list("number", "name")) == [("WG-101", "Met de hand")]
    left = row.changes.get(number="WG-101")
    assert (left.left_because, left.undone_at) == ("Deze groep is daarna veranderd.", None)


def test_a_new_group_that_people_hang_on_is_ended() -> None:
    row = bring_in()
    registration = make_registration(group=Group.objects.get(number="WG-101"))
    row = undone(row)
    group = Group.objects.get()
    assert (group.number, group.status) == ("WG-101", "ended")
    assert row.changes.get(number="WG-101").left_because.startswith("Bij deze groep horen al mensen.")
    registration.refresh_from_db()
    assert registration.status == "confirmed"


def test_undoing_that_was_interrupted_goes_on() -> None:
    row = bring_in()
    importing.undo_import(register_import=row, by=keeper(), now=timezone.now())
    real, calls = undoing.change_groups, iter([None, OperationalError("weg")])

    def failing(wanted: list[Any]) -> None:
        if error := next(calls, None):
            raise error
        real(wanted)

    with patch.object(undoing, "change_groups", failing):
        row = run(row)
    assert (row.state, row.done, Group.objects.count()) == (State.UNDOING, 2, 1)
    importing.resume_imports(now=timezone.now())
    row.refresh_from_db()
    assert row.state == State.UNDONE and not Group.objects.exists()


def test_undoing_is_possible_for_seven_days() -> None:
    row = bring_in()
    assert row.finished_at
    late = row.finished_at + timedelta(days=7, seconds=1)
    with pytest.raises(importing.TooLate):
        importing.undo_import(register_import=row, by=keeper(), now=late)
    assert not importing.may_undo(row, late) and importing.may_undo(row, late - timedelta(seconds=1))
    undone(row, now=late - timedelta(seconds=1))
    with pytest.raises(importing.AlreadyConfirmed):
        importing.undo_import(register_import=row, by=keeper(), now=timezone.now())


# --- afterwards -------------------------------------------------------------------------------------------
def test_files_go_when_they_are_needed_no_longer() -> None:
    row = bring_in()
    kept, looked_at = row.finished_at, look_at()
    assert kept
    assert importing.clean_imports(kept + timedelta(hours=23)) == 0
    assert importing.clean_imports(kept + timedelta(days=2)) == 1
    assert not RegisterImport.objects.filter(pk=looked_at.pk).exists()
    assert importing.clean_imports(kept + timedelta(days=7, seconds=1)) == 1
    row.refresh_from_db()
    assert bytes(row.data) == b"" and {len(change.after["contacts"]) for change in row.changes.all()} == {0}
    assert importing.clean_imports(kept + timedelta(days=8)) == 0


def test_a_file_can_be_thrown_away() -> None:
    row = look_at()
    importing.drop_import(register_import=row, by=keeper(), now=timezone.now())
    assert not RegisterImport.objects.exists()
    with pytest.raises(importing.AlreadyConfirmed):
        importing.drop_import(register_import=row, by=keeper(), now=timezone.now())


def test_every_act_is_in_the_log_without_addresses() -> None:
    undone(bring_in())
    rows = AuditEvent.objects.filter(verb__startswith="register.import")
    assert [row.verb.removeprefix("register.import_") for row in rows.order_by("pk")] == [
        *("looked_at", "confirmed", "done", "undone", "put_back")
    ]
    assert "voorbeeld.nl" not in str([row.detail for row in rows])
