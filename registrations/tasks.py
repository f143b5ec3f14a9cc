"""Background work; the rows are the truth, a task only says that there is something to do (DESIGN §8)."""

from django.utils import timezone
from django_tasks import task

from registrations.services.importing.running import run_import

__all__ = ["work_on_import"]


@task()
def work_on_import(pk: int) -> None:
    """Does or undoes what is left of an import of the register."""
    run_import(pk=pk, now=timezone.now())
