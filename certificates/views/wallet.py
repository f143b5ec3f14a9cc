"""What a holder does with one certificate: wait for it, keep it, mail it, ask for another name on it.

Plain `https` addresses with plain headers, because many open them in the browser inside WhatsApp: that saves no blob.
"""

from typing import Any, Final

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.cache import get_conditional_response
from django.utils.http import quote_etag
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from certificates.badges import badge_png, badge_svg, bake_png, bake_svg
from certificates.errors import CertificateError
from certificates.holder_forms import NameRequestForm
from certificates.models import Certificate, CertificateFile, NameRequest
from certificates.numbers import normalize
from certificates.services import mailing, name_requests, pictures
from certificates.views.mine import file_name, open_pdf, own, unreadable
from certificates.views.requests import MemberRequest, keeps_typed, signed_in, typed_before

__all__ = [
    "ask_name",
    "certificate_badge",
    "certificate_badge_svg",
    "certificate_picture",
    "certificate_ready",
    "mail_me",
    "withdraw_name",
]

READY = CertificateFile.State.READY
KEPT_BY_NOBODY: Final = "no-store, private"
KEPT_BY_THE_HOLDER: Final = "private, no-cache"
BADGE_TYPES: Final = {"png": "image/png", "svg": "image/svg+xml"}


@require_safe
@login_required
def certificate_ready(request: MemberRequest, number: str) -> JsonResponse:
    """Whether the PDF can be downloaded, for a page that waits for it. One query, kept by nobody."""
    mine = CertificateFile.objects.for_user(request.user).filter(certificate__number=normalize(number) or "")
    state = mine.values_list("state", flat=True).first()
    if state is None:
        raise Http404
    return JsonResponse({"ready": state == READY}, headers={"Cache-Control": KEPT_BY_NOBODY})


@require_safe
@login_required
def certificate_picture(request: MemberRequest, number: str) -> HttpResponse:
    """The page of the PDF as a picture for the gallery of a phone; shown, not saved: a long press keeps it.

    The server draws it anew at every request and keeps none; the browser of the holder keeps it for a day, and then
    asks by the SHA-256 of the PDF whether it changed, which draws nothing.
    """
    certificate = _ready(request, number)
    etag = quote_etag(certificate.file.sha256)
    picture = HttpResponse(content_type="image/png", headers={"ETag": etag, "Cache-Control": KEPT_BY_THE_HOLDER})
    picture.headers["Content-Disposition"] = f'inline; filename="{file_name(certificate, "png")}"'
    known = get_conditional_response(request, etag=etag, response=picture)
    return known if known and known is not picture else _drawn(request, certificate, picture)


@require_safe
@login_required
def certificate_badge(request: MemberRequest, number: str) -> HttpResponse:
    """The badge of the course with the credential in it, as other wallets and CVs take it."""
    certificate = _with_badge(request, number)
    return _badge(bake_png(badge_png(certificate.course_title), certificate.file.credential), certificate, kind="png")


@require_safe
@login_required
def certificate_badge_svg(request: MemberRequest, number: str) -> HttpResponse:
    """The same badge as SVG, for who puts it on a website in any size."""
    certificate = _with_badge(request, number)
    return _badge(bake_svg(badge_svg(certificate.course_title), certificate.file.credential), certificate, kind="svg")


@require_POST
@signed_in(back="my_certificate")
def mail_me(request: MemberRequest, number: str) -> HttpResponse:
    """Mails the holder the way to this certificate."""
    certificate = own(request, number)
    try:
        mailing.mail_certificate(certificate=certificate, to=request.user, now=timezone.now())
    except CertificateError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("De mail is onderweg naar %(address)s.") % {"address": request.user.email})
    return redirect("my_certificate", certificate.number)


@require_http_methods(["GET", "HEAD", "POST"])
@keeps_typed("wanted_name", "reason")
def ask_name(request: MemberRequest, number: str) -> HttpResponse:
    """The form for another name, and what came of the requests before."""
    certificate = own(request, number)
    form = NameRequestForm(request.POST or None, initial=typed_before(request))
    if form.is_valid() and _asked(request, certificate, form):
        messages.success(request, _("Je verzoek is verstuurd. De stichting kijkt ernaar. Je krijgt een mail."))
        return redirect("certificate_name", certificate.number)
    return _name_page(request, certificate, form)


@require_POST
@signed_in(back="certificate_name")
def withdraw_name(request: MemberRequest, number: str) -> HttpResponse:
    """Takes back the request that waits."""
    certificate = own(request, number)
    waiting = certificate.name_requests.waiting()
    try:
        name_requests.withdraw(request=get_object_or_404(waiting), by=request.user, now=timezone.now())
    except CertificateError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("Je verzoek is teruggetrokken. De naam blijft zoals hij is."))
    return redirect("certificate_name", certificate.number)


def _ready(request: MemberRequest, number: str) -> Certificate:
    """The own certificate of which the bytes are there; 404 else, because no page leads here before."""
    certificate = own(request, number)
    if certificate.file.state != READY:
        raise Http404
    return certificate


def _drawn(request: MemberRequest, certificate: Certificate, picture: HttpResponse) -> HttpResponse:
    """`picture` with the picture in it; or the page of the certificate, which says why not."""
    if (stored := open_pdf(certificate)) is None:
        return unreadable(request, certificate)
    try:
        with stored:
            png = pictures.draw_picture(certificate=certificate, pdf=stored.read(), now=timezone.now())
    except CertificateError as error:
        messages.error(request, str(error))
        return redirect("my_certificate", certificate.number)
    picture.content = png
    return picture


def _with_badge(request: MemberRequest, number: str) -> Certificate:
    certificate = _ready(request, number)
    if not certificate.file.credential:  # made before there were badges
        raise Http404
    return certificate


def _badge(content: bytes, certificate: Certificate, *, kind: str) -> HttpResponse:
    disposition = f'attachment; filename="badge-{file_name(certificate, kind)}"'
    headers = {"Content-Disposition": disposition, "Cache-Control": KEPT_BY_NOBODY}
    return HttpResponse(content, content_type=BADGE_TYPES[kind], headers=headers)


def _asked(request: MemberRequest, certificate: Certificate, form: NameRequestForm) -> bool:
    """Whether the request stands; else the reason why not is in the form."""
    try:
        name_requests.ask_name(certificate=certificate, by=request.user, now=timezone.now(), **form.cleaned_data)
    except CertificateError as error:
        form.add_error("wanted_name", str(error))
        return False
    return True


def _name_page(request: MemberRequest, certificate: Certificate, form: NameRequestForm) -> HttpResponse:
    asked = list(certificate.name_requests.all())
    context: dict[str, Any] = {
        "certificate": certificate,
        "form": form,
        "is_typed_before": bool(form.initial) and not form.is_bound,
        "waiting": next((one for one in asked if one.state == NameRequest.State.WAITING), None),
        "judged": [one for one in asked if one.state != NameRequest.State.WAITING],
        "may_ask": not (certificate.superseded_at or certificate.revoked_at or certificate.erased_at),
    }
    return render(request, "certificates/name_request.html", context)
