"""`/mijn/certificaten/`: somebody's own certificates, and nobody else's."""

import logging

from django.contrib.auth.decorators import login_required
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.text import slugify
from django.views.decorators.http import require_safe

from certificates import selectors
from certificates.dates import local_day
from certificates.models import Certificate, CertificateFile
from certificates.numbers import normalize
from certificates.views.requests import MemberRequest
from registrations.models import Registration

__all__ = ["certificate_pdf", "my_certificate", "my_certificates"]

logger = logging.getLogger(__name__)


@require_safe
@login_required
def my_certificates(request: MemberRequest) -> HttpResponse:
    """Every certificate with its status and who looked, and what still waits for a registration."""
    waiting = selectors.waiting_for(request.user)
    context = {
        "held": selectors.held_certificates(request.user, today=local_day(timezone.now())),
        "waiting": waiting,
        "has_claim": bool(waiting) and Registration.objects.pending().filter(user=request.user).exists(),
    }
    return render(request, "certificates/my_certificates.html", context)


@require_safe
@login_required
def my_certificate(request: MemberRequest, number: str) -> HttpResponse:
    """One certificate as a page: the same content as the PDF, for who reads no PDF."""
    return _detail(request, certificate=_own(request, number))


@require_safe
@login_required
def certificate_pdf(request: MemberRequest, number: str) -> HttpResponse | FileResponse:
    """The stored bytes; while they are being made, back to the page that says so."""
    certificate = _own(request, number)
    file = CertificateFile.objects.for_user(request.user).filter(certificate=certificate).first()
    if file is None or file.state != CertificateFile.State.READY:
        return redirect("my_certificate", certificate.number)
    try:
        stored = file.pdf.open("rb")
    except OSError:
        logger.exception("bytes of certificate file %s are not in the storage", file.pk)
        return _detail(request, certificate=certificate, is_unreadable=True, status=503)
    name = f"certificaat-{slugify(certificate.course_title)[:60]}-{certificate.number}.pdf"
    response = FileResponse(stored, as_attachment=True, filename=name, content_type="application/pdf")
    response.headers["Cache-Control"] = "no-store, private"
    return response


def _own(request: MemberRequest, number: str) -> Certificate:
    """The certificate of this person with this number; 404 for everything else."""
    own = Certificate.objects.held_by(request.user).select_related("file", "supersedes", "successor", "registration")
    if not (clean := normalize(number)):
        raise Http404
    return get_object_or_404(own, number=clean)


def _detail(
    request: MemberRequest, *, certificate: Certificate, is_unreadable: bool = False, status: int = 200
) -> HttpResponse:
    context = {
        "certificate": certificate,
        "status": certificate.status(local_day(timezone.now())),
        "looks": certificate.lookups.all(),
        "is_unreadable": is_unreadable,
    }
    return render(request, "certificates/my_certificate.html", context, status=status)
