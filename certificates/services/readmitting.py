"""Taking a certificate in again from its own sealed PDF, after a restore lost its row (DESIGN §11 e)."""

import hashlib
from datetime import datetime
from typing import Any
from uuid import UUID

from django.core.files.base import ContentFile
from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from accounts.audit import record
from accounts.models import User
from certificates import keyring
from certificates.errors import CertificateError
from certificates.models import Certificate, CertificateFile, file_path
from certificates.rows import ROW_NAME, BadRow, read_row
from certificates.services.issuing import replace_older
from certificates.services.making import BADGE_NAME
from certificates.services.telling import status_changed
from certificates.services.waiting import covering
from certificates.services.writing import lock_holder
from certificates.signing.attached import NotAttached, attached_file
from certificates.signing.judging import Verdict, judge_pdf
from courses.models import Completion
from registrations.models import Registration

__all__ = ["NotReadmitted", "PlaceTaken", "readmit_certificate"]


class NotReadmitted(CertificateError):
    code = "not_readmitted"
    message = _("Deze PDF is niet met ons eigen zegel gesloten, of is later veranderd. We nemen hem niet op.")


class PlaceTaken(NotReadmitted):
    """Its number, its code or its place in the status list was given away after the restore."""

    code = "place_taken"
    message = _("Dit certificaat kan niet meer zo worden opgenomen; geef een nieuw uit.")


def readmit_certificate(*, content: bytes, by: User | None, now: datetime) -> tuple[Certificate, bool]:
    """The certificate of this PDF, and whether this call took it in; a second time changes nothing.

    Only for a PDF that carries our own unbroken seal. It hangs on its completion and registration again where those
    came back with the backup; without them its holder does not see it among his own. Of one course the newest counts:
    this one or what is there already is VERVANGEN. Raises NotReadmitted or PlaceTaken; and what the storage throws:
    then the row stands, and the next call with the same PDF puts back the bytes that are missing.
    """
    judgment = judge_pdf(content, roots=keyring.root_pems(), pinned=keyring.pins())
    if judgment.verdict is not Verdict.GENUINE:
        raise NotReadmitted
    fields, completion_key = _row_in(content)
    existing = Certificate.objects.filter(key=fields["key"]).first()
    try:
        certificate = existing or _take_in(fields, completion_key=completion_key, content=content, by=by, now=now)
    except IntegrityError as error:
        raise PlaceTaken from error
    _store(certificate, content=content)
    return certificate, existing is None


def _row_in(content: bytes) -> tuple[dict[str, Any], UUID | None]:
    try:
        return read_row(attached_file(content, ROW_NAME))
    except (BadRow, NotAttached) as error:
        raise NotReadmitted from error


@transaction.atomic
def _take_in(
    fields: dict[str, Any], *, completion_key: UUID | None, content: bytes, by: User | None, now: datetime
) -> Certificate:
    links = _links(completion_key, group_number=fields["group_number"])
    certificate = Certificate.objects.create(
        **fields, **links, **_order(now=now, **links), issued_at=now, readmitted_at=now
    )
    _write_file(certificate, content=content, now=now)
    status_changed({certificate.status_list})
    record(actor=by, verb="certificate.readmit", target=certificate, at=now)
    return certificate


def _order(
    *, completion: Completion | None = None, registration: Registration | None = None, now: datetime
) -> dict[str, Any]:
    """VERVANGEN when the course has a newer certificate by now; else the older ones are (DESIGN §7)."""
    if completion is None or registration is None:
        return {}
    holder = lock_holder(registration)
    again = Certificate.objects.standing().filter(completion=completion)
    if again.exists() or covering(completion, user_id=holder.pk):
        return {"superseded_at": now}
    return {"supersedes": replace_older(completion=completion, user=holder, now=now)}


def _links(completion_key: UUID | None, *, group_number: str) -> dict[str, Any]:
    """Completion and registration, when both came back with the backup."""
    completion = Completion.objects.filter(key=completion_key).first() if completion_key else None
    own = Registration.objects.filter(
        user__learner__enrollments__completion=completion, group__number=group_number
    ).first()
    return {"completion": completion, "registration": own} if completion and own else {}


def _write_file(certificate: Certificate, *, content: bytes, now: datetime) -> None:
    """The row of the very bytes that the holder kept: they are what is downloaded from now on."""
    file = CertificateFile(certificate=certificate, state=CertificateFile.State.READY, ready_at=now)
    file.pdf.name = file_path(file, "")
    file.sha256 = hashlib.sha256(content).hexdigest()
    file.credential = attached_file(content, BADGE_NAME).decode()
    file.renderer_version = "readmitted"
    file.save()


def _store(certificate: Certificate, *, content: bytes) -> None:
    """The bytes, once their name stands in a row that was not rolled back: nothing is left that nobody knows.

    Does nothing when they are there, or when the row is of other bytes. Erased meanwhile: they go again.
    """
    ready = CertificateFile.objects.filter(
        certificate=certificate, state=CertificateFile.State.READY, sha256=hashlib.sha256(content).hexdigest()
    )
    file = ready.first()
    if file is None or file.pdf.storage.exists(known := str(file.pdf.name)):
        return
    name = file.pdf.storage.save(known, ContentFile(content))
    if not ready.filter(pdf=known).update(pdf=name):
        file.pdf.storage.delete(name)
