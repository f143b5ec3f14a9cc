"""`/mijn/certificaten/`: somebody's own certificates, and nobody else's; what can be done with one is in wallet.py."""

import logging
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.text import slugify
from django.views.decorators.http import require_safe

from certificates import selectors
from certificates.dates import local_day
from certificates.models import Certificate, CertificateFile, Status
from certificates.numbers import normalize
from certificates.views.requests import MemberRequest
from registrations.models import Registration

__all__ = ["certificate_pdf", "file_name", "my_certificate", "my_certificates", "open_pdf", "own", "unreadable"]

logger = logging.getLogger(__name__)


@require_safe
@login_required
def my_certificates(request: MemberRequest) -> HttpResponse:
    """Every certificate with its status and who looked, and what still waits for a registration."""
    waiting = selectors.waiting_for(request.user)
    context = {
        "wallet": selectors.wallet_of(request.user, today=local_day(timezone.now())),
        "waiting": waiting,
        "has_claim": bool(waiting) and Registration.objects.pending().filter(user=request.user).exists(),
    }
    return render(request, "certificates/my_certificates.html", context)


@require_safe
@login_required
def my_certificate(request: MemberRequest, number: str) -> HttpResponse:
    """One certificate as a page: the same content as the PDF, for who reads no PDF."""
    return detail(request, own(request, number))


@require_safe
@login_required
def certificate_pdf(request: MemberRequest, number: str) -> HttpResponse | FileResponse:
    """The stored bytes; while they are being made, back to the page that says so."""
    certificate = own(request, number)
    if certificate.file.state != CertificateFile.State.READY:
        return redirect("my_certificate", certificate.number)
    if (stored := open_pdf(certificate)) is None:
        return unreadable(request, certificate)
    name = file_name(certificate, "pdf")
    response = FileResponse(stored, as_attachment=True, filename=name, content_type="application/pdf")
    response.headers["Cache-Control"] = "no-store, private"
    return response


def own(request: MemberRequest, number: str) -> Certificate:
    """The certificate of this person with this number, with its file; 404 for everything else."""
    mine = Certificate.objects.held_by(request.user)
    mine = mine.select_related("file", "successor", "registration")
    if not (clean := normalize(number)):
        raise Http404
    return get_object_or_404(mine, number=clean)


def open_pdf(certificate: Certificate) -> Any:
    """The stored bytes, open; None, logged, when the storage does not give them."""
    try:
        return certificate.file.pdf.open("rb")
    except OSError:
        logger.exception("bytes of certificate file %s are not in the storage", certificate.file.pk)
        return None


def file_name(certificate: Certificate, kind: str) -> str:
    """Under which name it is saved: course and number, nothing about the person."""
    return f"certificaat-{slugify(certificate.course_title)[:60]}-{certificate.number}.{kind}"


def unreadable(request: MemberRequest, certificate: Certificate) -> HttpResponse:
    """The page of the certificate, with the news that its bytes cannot be had now."""
    return detail(request, certificate, is_unreadable=True, status=503)


def detail(
    request: MemberRequest, certificate: Certificate, *, is_unreadable: bool = False, status: int = 200
) -> HttpResponse:
    now_is = certificate.status(local_day(timezone.now()))
    context = {
        "certificate": certificate,
        "status": now_is,
        "looks": certificate.lookups.all(),
        "share_text": selectors.share_text(certificate) if now_is is Status.VALID else "",
        "name_request": certificate.name_requests.first(),
        "is_unreadable": is_unreadable,
    }
    return render(request, "certificates/my_certificate.html", context, status=status)
