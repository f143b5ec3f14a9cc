"""The constraints of imports, broken on purpose past the services (see test_constraints)."""

from collections.abc import Callable
from typing import Any

from django.utils import timezone

from registrations.models import ImportChange, RegisterImport
from tests.factories.registrations import make_person

__all__ = ["BREAKS"]


def make_import(**fields: Any) -> RegisterImport:
    defaults = {"file_name": "register.csv", "sha256": "0" * 64, "uploaded_by": make_person()}
    return RegisterImport.objects.create(**{**defaults, **fields})


def import_with(**fields: Any) -> Callable[[], object]:
    return lambda: RegisterImport.objects.filter(pk=make_import().pk).update(**fields)


def two_busy() -> None:
    for state in ("running", "undoing"):
        make_import(state=state, confirmed_at=timezone.now())


def change(**fields: Any) -> Callable[[], object]:
    return lambda: ImportChange.objects.bulk_create([ImportChange(register_import=make_import(), number="1", **fields)])


def twice() -> None:
    row = make_import()
    ImportChange.objects.bulk_create([ImportChange(register_import=row, number="1", kind="new") for _ in range(2)])


BREAKS: dict[str, Callable[[], object]] = {
    "register_import_state_known": import_with(state="zoek", confirmed_at=timezone.now()),
    "register_import_done_within_total": import_with(done=2, total=1),
    "register_import_confirmed": import_with(state="done", confirmed_at=None),
    "register_import_one_busy": two_busy,
    "import_change_once_per_group": twice,
    "import_change_kind_known": change(kind="anders", before={"name": "x"}),
    "import_change_knows_before": change(kind="new", before={"name": "x"}),
}
