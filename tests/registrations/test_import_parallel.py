"""Two people, or a person and the cleaning, at one import at the same moment: one wins, the other reads why not."""

from collections.abc import Callable
from datetime import timedelta
from threading import Event, Thread
from unittest.mock import patch

import pytest
from django.db import connection, transaction
from django.utils import timezone

from accounts.models import AuditEvent
from registrations.models import Group, RegisterImport
from registrations.services import importing
from registrations.services.importing import confirming as confirming_module
from tests.registrations.import_files import LINES, bring_in, csv_file, keeper, look_at, run
from tests.registrations.test_parallel import at_once

pytestmark = pytest.mark.django_db(transaction=True)
State = RegisterImport.State


def confirming(row: RegisterImport) -> Callable[[], str]:
    """*Bevestig* of somebody who has the page of this moment before him."""
    by, stale = keeper(), RegisterImport.objects.get(pk=row.pk)
    shown = importing.digest_of(stale)
    return lambda: importing.confirm_import(register_import=stale, shown=shown, by=by, now=timezone.now()).state


def test_two_people_confirm_one_import_and_it_runs_once() -> None:
    row = look_at()
    said = at_once(*[confirming(row) for _ in range(4)])
    assert said == {"running": 1, "already_confirmed": 3}
    assert AuditEvent.objects.filter(verb="register.import_confirmed").count() == 1
    assert (run(row).state, Group.objects.count(), row.changes.count()) == (State.DONE, 3, 3)


def test_two_people_confirm_two_imports_and_one_waits() -> None:
    said = at_once(confirming(look_at()), confirming(look_at(csv_file(LINES[:2]))))
    assert said == {"running": 1, "import_busy": 1}
    assert RegisterImport.objects.busy().count() == 1


def test_confirmed_or_thrown_away_but_not_both() -> None:
    row = look_at()
    by, stale = keeper(), RegisterImport.objects.get(pk=row.pk)

    def drop() -> str:
        importing.drop_import(register_import=stale, by=by, now=timezone.now())
        return "dropped"

    said = at_once(confirming(row), drop)
    kept = RegisterImport.objects.filter(pk=row.pk, state=State.RUNNING).exists()
    assert said == {"running" if kept else "dropped": 1, "already_confirmed": 1}


def test_columns_chosen_at_this_instant_are_never_confirmed_unseen() -> None:
    row = look_at()
    by, stale = keeper(), RegisterImport.objects.get(pk=row.pk)
    columns = {name: kept for name, kept in row.columns.items() if name != "managers"}

    def choose() -> str:
        importing.choose_columns(register_import=stale, columns=columns, by=by, now=timezone.now())
        return "chosen"

    said = at_once(confirming(row), choose)
    row.refresh_from_db()
    if said == {"running": 1, "already_confirmed": 1}:
        assert "managers" in row.columns
    else:
        assert said == {"register_changed": 1, "chosen": 1} and row.state == State.LOOKED_AT


def cleaned_while(row: RegisterImport, **fields: object) -> None:
    """Somebody holds and changes the row in a transaction, in which the cleaning comes along."""
    held = Event()

    def clean() -> None:
        held.wait(10)
        try:
            importing.clean_imports(timezone.now())
        finally:
            connection.close()

    thread = Thread(target=clean)
    thread.start()
    with transaction.atomic():
        RegisterImport.objects.select_for_update().get(pk=row.pk)
        held.set()
        thread.join(0.5)  # by now it has looked, and waits
        RegisterImport.objects.filter(pk=row.pk).update(**fields)
    thread.join(30)


def test_what_is_confirmed_while_old_files_are_removed_stays() -> None:
    row = look_at(now=timezone.now() - timedelta(days=2))
    cleaned_while(row, state=State.RUNNING, confirmed_at=timezone.now())
    assert RegisterImport.objects.get(pk=row.pk).state == State.RUNNING


def test_what_goes_back_while_old_files_are_emptied_keeps_its_journal() -> None:
    row = bring_in(now=timezone.now() - timedelta(days=8))
    cleaned_while(row, state=State.UNDOING, undone_by=keeper())
    row.refresh_from_db()
    assert bytes(row.data) and any(change.after["contacts"] for change in row.changes.all())


def test_confirmed_or_undone_below_it_but_not_both() -> None:
    first, second = bring_in(), look_at(csv_file(LINES[:2]))
    by, stale = keeper(), RegisterImport.objects.get(pk=first.pk)

    def undo() -> str:
        return importing.undo_import(register_import=stale, by=by, now=timezone.now()).state

    said = at_once(confirming(second), undo)
    first.refresh_from_db()
    second.refresh_from_db()
    assert said in (
        {"running": 1, "import_busy": 1},
        {"running": 1, "later_stands": 1},
        {"undoing": 1, "import_busy": 1},
    )
    assert (first.state, second.state) in ((State.DONE, State.RUNNING), (State.UNDOING, State.LOOKED_AT))


def test_a_later_import_that_came_in_at_this_instant_is_seen() -> None:
    """It was not there when the undoing looked at its own row: it is asked again with the place of the busy one."""
    first, second = bring_in(), look_at(csv_file(LINES[:2]))
    real = confirming_module._start

    def start(row: RegisterImport, state: str, **fields: object) -> None:
        RegisterImport.objects.filter(pk=second.pk).update(state=State.DONE, confirmed_at=timezone.now())
        real(row, state, **fields)

    with patch.object(confirming_module, "_start", start), pytest.raises(importing.LaterStands):
        importing.undo_import(register_import=first, by=keeper(), now=timezone.now())
    first.refresh_from_db()
    assert (first.state, first.undone_by) == (State.DONE, None)
