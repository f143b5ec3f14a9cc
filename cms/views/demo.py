"""The second factors of the demo accounts, for who has no authenticator app at hand."""

from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from cms.demo.data import STAFF
from cms.demo.staff import address, secret_of

__all__ = ["second_factors"]


@require_safe
def second_factors(request: HttpRequest) -> HttpResponse:
    """The six digits of this moment; outside the demo the page does not exist."""
    if not settings.DEMO:
        raise Http404
    counter = next(iter(yield_hotp_counters_from_time()))
    rows = [
        {"email": address(login), "role": role, "code": format_hotp_value(hotp_value(secret_of(login), counter))}
        for login, _name, role, _municipality in STAFF
    ]
    return render(request, "cms/demo_factors.html", {"rows": rows})
