"""The second factor of staff: setting up, asking, emergency codes (DESIGN §6). allauth's views with our pages."""

import base64
import time
from collections.abc import Callable
from functools import wraps
from typing import Any

import qrcode  # type: ignore[import-untyped]
from allauth.account.internal.flows.login import get_authentication_records, record_authentication
from allauth.account.internal.flows.logout import logout
from allauth.mfa.base.views import AuthenticateView, IndexView, ReauthenticateView
from allauth.mfa.recovery_codes.views import (
    DownloadRecoveryCodesView,
    GenerateRecoveryCodesView,
    ViewRecoveryCodesView,
)
from allauth.mfa.totp.views import ActivateTOTPView, DeactivateTOTPView
from allauth.mfa.utils import is_mfa_enabled
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods
from qrcode.image.svg import SvgPathFillImage  # type: ignore[import-untyped]

from accounts.codes import TooManyCodes
from accounts.models import User
from accounts.navigation import home_of, next_path, path_with_next
from accounts.services.identity import enroll_second_factor, start_sign_in

__all__ = [
    "activate",
    "authenticate",
    "codes",
    "deactivate",
    "download",
    "index",
    "new_codes",
    "prove",
    "reauthenticate",
]

FRESH = 15 * 60  # seconds: how long a typed code counts as "this is really me" for a first second factor
View = Callable[..., HttpResponse]


def fresh_proof_required(view: View) -> View:
    """Asks for a new code when the last proof is old: a forgotten, open browser may not set up a second factor.

    With a second factor allauth asks for that one itself.
    """

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if isinstance(request.user, User) and not is_mfa_enabled(request.user) and not is_fresh(request):
            return redirect(path_with_next("account_reauthenticate", url=request.path))
        return view(request, *args, **kwargs)

    return guarded


def is_fresh(request: HttpRequest) -> bool:
    """Whether this session saw a code in the last quarter of an hour."""
    proofs = get_authentication_records(request, request.user)
    return bool(proofs) and time.time() - proofs[-1]["at"] < FRESH


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def prove(request: HttpRequest) -> HttpResponse:
    """*Ben jij het?*: signs out and sends a code to the own address, so that nobody is locked out."""
    user = request.user
    if not isinstance(user, User) or not user.email or is_mfa_enabled(user):
        return redirect(path_with_next("mfa_reauthenticate", url=next_path(request)))
    if request.method != "POST":
        return render(request, "account/reauthenticate.html", {"next": next_path(request)})
    logout(request, show_message=False)
    try:
        start_sign_in(request=request, email=user.email, now=timezone.now())
    except TooManyCodes:
        messages.error(request, _("Er zijn net al veel codes aangevraagd. Wacht tien minuten en log dan in."))
        return redirect("sign_in")
    return redirect(path_with_next("sign_in_code", url=next_path(request)))


def white_qr(text: str) -> str:
    """A QR code of `text` as a data URI, on white: on a dark page a black one without ground cannot be scanned."""
    image = qrcode.make(text, image_factory=SvgPathFillImage)
    return f"data:image/svg+xml;base64,{base64.b64encode(image.to_string()).decode()}"


class EnrollView(ActivateTOTPView):
    """Sets the second factor up; its code counts as a fresh proof, so that the emergency codes show at once."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        return context | {"totp_svg_data_uri": white_qr(context["totp_url"])}

    def form_valid(self, form: Any) -> HttpResponse:
        response: HttpResponse = super().form_valid(form)
        enroll_second_factor(request=self.request, user=self.request.user, now=timezone.now())
        record_authentication(self.request, self.request.user, method="mfa", type="totp", reauthenticated=True)
        return response


class CodesView(ViewRecoveryCodesView):
    """The emergency codes, and the way on to the own work."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        return context | {"home": home_of(self.request.user)}


activate = never_cache(login_required(fresh_proof_required(EnrollView.as_view())))
authenticate = AuthenticateView.as_view()
codes = never_cache(CodesView.as_view())
deactivate = never_cache(DeactivateTOTPView.as_view())
download = DownloadRecoveryCodesView.as_view()
index = never_cache(IndexView.as_view())
new_codes = never_cache(login_required(GenerateRecoveryCodesView.as_view()))
reauthenticate = never_cache(ReauthenticateView.as_view())
