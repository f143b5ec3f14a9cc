"""Background work; the rows are the truth, a task only says that there is something to do (DESIGN §8)."""

from django.utils import timezone
from django_tasks import task

from certificates.models import CertificateFile
from certificates.services import files, status_lists

__all__ = ["delete_erased", "publish_status_list", "render_file"]


@task(priority=-10)  # an evening of certificates must not keep sign-in codes and revocations waiting
def render_file(file_id: int) -> None:
    """Makes the PDF of one CertificateFile, unless it was made or is being made."""
    if file := CertificateFile.objects.with_facts().filter(pk=file_id).first():
        files.render_file(file=file, now=timezone.now())


@task()
def delete_erased() -> None:
    """Deletes the bytes of erased certificates."""
    files.delete_erased()


@task()
def publish_status_list(number: int) -> None:
    """Signs a status list anew when its bits changed."""
    status_lists.publish(number=number, now=timezone.now())
