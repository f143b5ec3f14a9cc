"""Background work; the rows are the truth, a task only says that there is something to do (DESIGN §8)."""

from django.utils import timezone
from django_tasks import task

from certificates.models import CertificateFile
from certificates.services import files

__all__ = ["render_file"]


@task()
def render_file(file_id: int) -> None:
    """Makes the PDF of one CertificateFile, unless it was made or is being made."""
    if file := CertificateFile.objects.filter(pk=file_id).first():
        files.render_file(file=file, now=timezone.now())
