"""An import goes back again as far as nobody went on with it; files go when they are needed no longer."""

from datetime import datetime, timedelta
from typing import Any
from unittest.mock import patch

import pytest
from django.db import OperationalError
from django.utils import timezone

from accounts.models import AuditEvent
from registrations.desk.import_selectors import let_in_meanwhile
from registrations.models import Group, RegisterImport, Registration, RegistrationEvent
from registrations.services import importing
from registrations.services.importing import undoing
from tests.conftest import NOW
from tests.factories.registrations import make_person, make_registration
from tests.registrations.import_files import (
    LINES,
    bring_in,
    changes,
    confirm,
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


def test_people_read_that_their_group_ended_and_came_back() -> None:
    bring_in()
    standing, stopped = (
        make_registration(group=Group.objects.get(number="WG-101"), status=s) for s in ("pending", "ended")
    )
    row = bring_in(csv_file(LINES[1:]))
    assert [(one.registration, one.status) for one in RegistrationEvent.objects.all()] == [(standing, "pending")]
    assert standing.events.get().note.startswith("De groep is opgeheven.")
    undone(row)
    assert standing.events.last().note == "De groep bestaat weer." and not stopped.events.exists()


def hashes_in(row: RegisterImport) -> list[Any]:
    """The contacts that the journal still has."""
    kept = [state for change in row.changes.all() for state in (change.before, change.after) if state]
    return [contact for state in kept for contact in state["contacts"]]


def test_nothing_of_people_is_left_of_what_was_undone() -> None:
    bring_in()
    bad = ["N-9", "Fout", "jan@voorbeeld.nl", "Stein", *[""] * 5]
    row = bring_in(csv_file([["WG-101", "Anders", *LINES[0][2:7], "x@voorbeeld.nl", ""], *LINES[1:], bad]))
    Group.objects.filter(number="WG-101").update(name="Met de hand")
    assert hashes_in(row) and row.problems
    row = undone(row)
    assert (bytes(row.data), row.problems, hashes_in(row)) == (b"", [], [])
    assert row.counts["bad"] == 1 and row.changes.get(number="WG-101").after["name"] == "Anders"


def test_who_was_let_in_by_the_import_is_looked_at() -> None:
    """By an address that it brought: not by one that was there, not by a person, not who came before or stopped."""
    bring_in(csv_file([LINES[0]]), now=NOW)
    lines = [[*LINES[0][:7], "an@voorbeeld.nl x@voorbeeld.nl", ""], LINES[1]]
    row = bring_in(csv_file(lines), now=NOW)
    first, second = Group.objects.get(number="WG-101"), Group.objects.get(number="WG-102")
    an, new, lid, chosen, stopped = (make_person(email=f"{name}@voorbeeld.nl") for name in ("an", "x", "ci", "p", "bo"))
    later = {"at": NOW + timedelta(hours=1)}
    make_registration(user=an, group=first, role="manager", **later)
    make_registration(user=chosen, group=first, role="manager", decided_by=keeper(), **later)
    make_registration(user=stopped, group=second, status="ended", **later)
    seen = [make_registration(user=new, group=first, role="member", **later)]  # a beheerder may be lid
    seen.append(make_registration(user=lid, group=second, role="member", **later))
    make_registration(user=make_person(), group=second, role="member", **later)
    row = undone(row, now=NOW + timedelta(hours=2))
    assert sorted(row.counts["meanwhile"]) == [one.pk for one in seen]
    assert {one.status for one in Registration.objects.filter(pk__in=row.counts["meanwhile"])} == {"confirmed"}
    assert let_in_meanwhile(row, keeper()) == {"let_in": seen, "let_in_count": 2}
    assert let_in_meanwhile(row, an) == {"let_in": [], "let_in_count": 0}


def thirty_and_twenty() -> tuple[RegisterImport, RegisterImport]:
    """Two imports: thirty new groups, then a file that lacks ten of them."""
    lines = [[f"W-{number}", "Wijk", "", "Stein", *[""] * 5] for number in range(30)]
    return bring_in(csv_file(lines)), bring_in(csv_file(lines[:20]))


def test_the_last_import_goes_back_first() -> None:
    first, second = thirty_and_twenty()
    assert Group.objects.active().count() == 20
    undone(second)
    assert Group.objects.active().count() == 30
    undone(first)
    assert not Group.objects.exists()


def test_an_import_below_another_does_not_go_back() -> None:
    """Else the ten groups that the second one ended stay for good."""
    first, second = thirty_and_twenty()
    before = states()
    assert not importing.may_undo(first, timezone.now()) and importing.later_standing(first) == second
    with pytest.raises(importing.LaterStands, match=r"ingelezen \(register.csv, .*\)\. Draai eerst dat terug\."):
        undone(first)
    first.refresh_from_db()
    assert (first.state, first.undone_by, first.total) == (State.DONE, None, 30) and states() == before
    assert not AuditEvent.objects.filter(verb="register.import_undone").exists()


@pytest.mark.parametrize("state", [State.RUNNING, State.DONE, State.UNDOING, State.FAILED, State.UNDONE])
def test_a_later_import_stands_until_it_is_undone(state: str) -> None:
    first, second = bring_in(), bring_in(csv_file(LINES[:2]))
    look_at(csv_file(LINES[:1]))  # what waits for a decision stands in nobody's way
    RegisterImport.objects.filter(pk=second.pk).update(state=state)
    assert importing.may_undo(first, timezone.now()) is (state == State.UNDONE)
    assert importing.later_standing(second) is None


def test_an_undoing_that_stopped_goes_on_only_as_the_last() -> None:
    first = bring_in()
    failed(first, undone_by=keeper())
    second = bring_in(csv_file([["N-1", "Nieuw", "", "Stein", *[""] * 5]]))
    with pytest.raises(importing.LaterStands):
        importing.retry_import(register_import=first, by=keeper(), now=NOW)
    first.refresh_from_db()
    assert first.state == State.FAILED
    undone(second)
    assert importing.retry_import(register_import=first, by=keeper(), now=NOW).state == State.UNDOING


def failed(row: RegisterImport, **fields: Any) -> RegisterImport:
    RegisterImport.objects.filter(pk=row.pk).update(state=State.FAILED, finished_at=NOW, **fields)
    return RegisterImport.objects.get(pk=row.pk)


@pytest.mark.parametrize("undoing", [False, True])
def test_what_failed_goes_on_for_seven_days(undoing: bool) -> None:
    row = confirm(look_at())
    row = failed(row, undone_by=keeper() if undoing else None)
    late = NOW + timedelta(days=7, seconds=1)
    assert not importing.may_retry(row, late) and importing.may_retry(row, late - timedelta(seconds=1))
    with pytest.raises(importing.TooLate):
        importing.retry_import(register_import=row, by=keeper(), now=late)
    row.refresh_from_db()
    assert row.state == State.FAILED
    importing.retry_import(register_import=row, by=keeper(), now=late - timedelta(seconds=1))
    row.refresh_from_db()
    assert row.state == (State.UNDOING if undoing else State.RUNNING)


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

    def failing(wanted: list[Any], now: datetime) -> None:
        if error := next(calls, None):
            raise error
        real(wanted, now)

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
    row = bring_in(csv_file([*LINES, ["N-9", "Fout", "Duikclub", *[""] * 6]]))
    assert row.problems
    kept, looked_at = row.finished_at, look_at()
    assert kept
    assert importing.clean_imports(kept + timedelta(hours=23)) == 0
    assert importing.clean_imports(kept + timedelta(days=2)) == 1
    assert not RegisterImport.objects.filter(pk=looked_at.pk).exists()
    assert importing.clean_imports(kept + timedelta(days=7, seconds=1)) == 1
    row.refresh_from_db()
    assert (bytes(row.data), row.problems, hashes_in(row)) == (b"", [], [])
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
