"""An import of the register comes in, once, in batches, and goes back again."""

from typing import Any
from unittest.mock import patch

import pytest
from django.core.cache import cache
from django.db import OperationalError
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from registrations.codes import hash_email
from registrations.models import Group, GroupContact, ImportChange, PostcodeRange, RegisterImport
from registrations.models.imports import FIGURES
from registrations.services import importing
from registrations.services.importing import plan, running
from tests.factories.certificates import make_certificate
from tests.factories.registrations import make_group
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


# --- in ---------------------------------------------------------------------------------------------------
def test_groups_come_in_as_the_file_says() -> None:
    row = bring_in()
    assert (row.state, row.done, row.total) == (State.DONE, 3, 3)
    assert states() == [
        [
            ("BPT-7", "Team Dorp", "bpt", "Zoetermeer", "Zoetermeer", "active"),
            ("WG-101", "Oogje Café", "whatsapp", "Elsloo", "Stein", "active"),
            ("WG-102", "Wijk 2", "whatsapp", "Urmond", "Stein", "active"),
        ],
        sorted(
            [
                ("WG-101", hash_email("an@voorbeeld.nl"), "manager"),
                ("WG-102", hash_email("bo@voorbeeld.nl"), "manager"),
                ("WG-102", hash_email("ci@voorbeeld.nl"), "member"),
            ]
        ),
        [("WG-101", "6181AA", "6181ZZ"), ("WG-101", "6182AB", "6182AB"), ("WG-102", "6129AA", "6130ZZ")],
    ]
    assert changes(row) == {"WG-101": "new", "WG-102": "new", "BPT-7": "new"}


def test_looking_writes_nothing_of_the_register() -> None:
    row = look_at()
    assert [row.counts[name] for name in FIGURES] == [3, 0, 0, 0, 0]
    assert not Group.objects.exists() and not ImportChange.objects.exists()


def test_the_same_file_twice_changes_nothing() -> None:
    bring_in()
    before = states()
    row = look_at()
    assert (row.counts["same"], row.counts["new"], row.counts["changed"], row.counts["gone"]) == (3, 0, 0, 0)
    with pytest.raises(importing.NothingToDo):
        confirm(row)
    assert states() == before


def test_the_export_can_be_read_again_and_changes_nothing() -> None:
    bring_in()
    assert look_at(export()).counts["same"] == 3


def test_what_the_file_does_not_say_stays() -> None:
    bring_in()
    lines = [[line[0], f"{line[1]} nieuw", line[3]] for line in LINES]
    bring_in(csv_file(lines, headings=["Nummer", "Naam", "Gemeente"]))
    group = Group.objects.get(number="BPT-7")
    assert (group.name, group.kind, group.place) == ("Team Dorp nieuw", "bpt", "Zoetermeer")
    assert GroupContact.objects.count() == 3 and PostcodeRange.objects.count() == 3


def test_capitals_in_a_number_make_no_new_group() -> None:
    bring_in()
    row = bring_in(csv_file([["wg-101", "Andere naam", *LINES[0][2:]], *LINES[1:]]))
    assert changes(row) == {"WG-101": "changed"} and Group.objects.count() == 3


def test_a_group_that_is_gone_is_ended_and_its_certificates_stay() -> None:
    certificate = make_certificate()
    group = certificate.registration.group
    Group.objects.filter(pk=group.pk).update(source="register")
    row = bring_in()
    group.refresh_from_db()
    assert changes(row)[group.number] == "gone" and group.status == "ended"
    certificate.refresh_from_db()
    assert certificate.revoked_at is None and certificate.superseded_at is None
    assert certificate.registration.status == "confirmed"


def test_groups_that_never_came_from_a_file_cannot_be_gone() -> None:
    group = make_group(source="")
    bring_in()
    group.refresh_from_db()
    assert group.status == "active"


def test_a_group_with_a_mistake_stays_as_it_is() -> None:
    bring_in()
    before = states()
    row = look_at(csv_file([["WG-101", "Nieuw", "Duikclub", *LINES[0][3:]], *LINES[1:]]))
    assert row.problems == [[2, "de soort “Duikclub” kennen we niet. Kies WhatsApp-groep of BPT."]]
    assert (row.counts["bad"], row.counts["gone"], row.counts["same"]) == (1, 0, 2)
    assert states() == before


# --- half-way ---------------------------------------------------------------------------------------------
def confirmed() -> RegisterImport:
    return confirm(look_at())


def failing_at(call: int) -> Any:
    """The writing of groups, of which the n-th time fails."""
    real, calls = running.add_groups, iter(range(1, 99))

    def add(states: list[Any]) -> Any:
        if next(calls) == call:
            raise OperationalError("weg")
        return real(states)

    return patch.object(running, "add_groups", add)


def test_an_import_that_was_interrupted_goes_on() -> None:
    row = confirmed()
    with failing_at(2):
        row = run(row)
    assert (row.state, row.done, row.tries, Group.objects.count()) == (State.RUNNING, 2, 1, 2)
    assert importing.resume_imports(now=timezone.now()) == 1
    row.refresh_from_db()
    assert (row.state, row.done, row.tries, Group.objects.count()) == (State.DONE, 3, 0, 3)
    assert row.changes.count() == 3


def test_what_fails_again_and_again_stops_and_can_go_on_or_back() -> None:
    row = confirmed()
    for _ in range(running.MAX_TRIES):
        with failing_at(1):
            row = run(row)
    assert row.state == State.FAILED and importing.resume_imports(now=timezone.now()) == 0
    importing.retry_import(register_import=row, by=keeper(), now=timezone.now())
    assert run(row).state == State.DONE
    with pytest.raises(importing.AlreadyConfirmed):
        importing.retry_import(register_import=row, by=keeper(), now=timezone.now())


def test_a_second_worker_leaves_the_first_alone() -> None:
    row = confirmed()
    cache.add(running.LOCK, True)
    assert run(row).done == 0
    cache.delete(running.LOCK)
    assert run(row).state == State.DONE
    assert run(row).done == 3


def test_two_people_confirm_one_file() -> None:
    row = confirmed()
    with pytest.raises(importing.AlreadyConfirmed):
        confirm(row)


def test_two_people_confirm_two_files() -> None:
    other = look_at()
    confirmed()
    with pytest.raises(importing.ImportBusy):
        confirm(other)
    other.refresh_from_db()
    assert other.state == State.LOOKED_AT


def test_a_register_that_changed_since_is_shown_first() -> None:
    bring_in()
    row = look_at(csv_file([["WG-101", "Nieuwe naam", *LINES[0][2:]], *LINES[1:]]))
    Group.objects.filter(number="WG-102").update(municipality="Beek")
    with pytest.raises(importing.RegisterChanged):
        confirm(row)
    row.refresh_from_db()
    assert (row.counts["changed"], row.state) == (2, State.LOOKED_AT)
    confirm(row)
    assert changes(run(row)) == {"WG-101": "changed", "WG-102": "changed"}


def refused(row: RegisterImport, shown: str) -> None:
    """*Bevestig* with another preview in sight: told, and nothing begun."""
    with pytest.raises(importing.RegisterChanged):
        importing.confirm_import(register_import=row, shown=shown, by=keeper(), now=timezone.now())
    row.refresh_from_db()
    assert (row.state, row.confirmed_at) == (State.LOOKED_AT, None)


def test_equal_counts_of_something_else_are_shown_first() -> None:
    bring_in()
    row = look_at(csv_file([["WG-101", "Nieuwe naam", *LINES[0][2:]], *LINES[1:]]))
    counts, shown = {name: row.counts[name] for name in FIGURES}, importing.digest_of(row)
    GroupContact.objects.filter(group__number="WG-101").delete()  # the import would bring him back now
    refused(row, shown)
    assert {name: row.counts[name] for name in FIGURES} == counts and importing.digest_of(row) != shown
    assert changes(run(confirm(row))) == {"WG-101": "changed"}


@pytest.mark.parametrize("shown", ["", "x" * 64])
def test_who_did_not_see_the_preview_cannot_confirm(shown: str) -> None:
    row = look_at()
    refused(row, shown)
    assert confirm(row).state == State.RUNNING


def test_columns_that_a_colleague_chose_meanwhile_are_shown_first() -> None:
    row = look_at()
    shown = importing.digest_of(row)
    columns = {**row.columns, "members": row.columns["managers"]}
    del columns["managers"]
    colleague = RegisterImport.objects.get(pk=row.pk)
    importing.choose_columns(register_import=colleague, columns=columns, by=keeper(), now=timezone.now())
    refused(row, shown)  # a page from before, that reads the file by the old columns
    refused(RegisterImport.objects.get(pk=row.pk), shown)
    assert row.columns == columns and row.counts == colleague.counts
    run(confirm(row))
    assert not GroupContact.objects.filter(role="manager").exists()


def test_a_municipality_keeps_the_spelling_of_the_register() -> None:
    make_group(number="A-1", municipality="’s-Gravenhage", source="")
    make_group(number="A-2", municipality="'s-gravenhage", source="")
    lines = [["N-1", "Een", "", "'S-GRAVENHAGE"], ["N-2", "Twee", "", "Súdwest-Fryslân"]]
    lines += [
        ["N-3", "Drie", "", "SÚDWEST-FRYSLÂN"],
        ["N-4", "Vier", "", "`s-Gravenhage"],
        ["N-5", "Vijf", "", "súdwest-fryslân"],
    ]
    file = csv_file([[*line, *[""] * 5] for line in lines])
    row = confirm(look_at(file))
    for _ in range(3):  # each time from the beginning of the file, as after an interruption
        running._step(row.pk, plan.read_import(row), timezone.now())
    run(row)
    names = dict(Group.objects.filter(number__startswith="N-").values_list("number", "municipality"))
    assert names == {
        **dict.fromkeys(["N-1", "N-4"], "’s-Gravenhage"),
        **dict.fromkeys(["N-2", "N-3", "N-5"], "Súdwest-Fryslân"),
    }
    assert look_at(file).counts["same"] == 5


def test_every_batch_costs_the_same(django_assert_max_num_queries: DjangoAssertNumQueries) -> None:
    """Begin, lock, three to compare, three to write, journal, the import itself, end."""
    row = confirmed()
    found = plan.read_import(row)
    with django_assert_max_num_queries(14):
        assert running._step(row.pk, found, timezone.now())
    small = len(found.groups)
    lines = [[f"N-{n}", f"Groep {n}", "", "Stein", "Stein", "6181", "", f"p{n}@voorbeeld.nl", ""] for n in range(40)]
    run(row)
    with patch.object(running, "AT_ONCE", 40):
        row = look_at(csv_file([*LINES, *lines]))
        confirm(row)
        found = plan.read_import(row)
        assert len(found.groups) == small + 40
        with django_assert_max_num_queries(14):
            running._step(row.pk, found, timezone.now())
    assert Group.objects.count() == 40
