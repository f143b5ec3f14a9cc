"""The check pages: `/controle/` for who types a number, `/c/…` for the QR on paper (DESIGN §7, §9)."""

from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.addresses import client_address
from accounts.names import NAME_LENGTH
from certificates import guessing
from certificates.checking import CheckResult, Sight, check_certificate, is_officer
from certificates.names import same_name

__all__ = ["answer_number", "check_page", "from_paper", "private", "status_line"]

LONGEST_ECHO = 60  # of what was typed, so that a megabyte does not come back
LONGEST_NAME = 4 * NAME_LENGTH  # some keyboards send an accent as a sign of its own, two accents as two
TOO_MANY = 429


@require_http_methods(["GET", "HEAD", "POST"])
def check_page(request: HttpRequest) -> HttpResponse:
    """A form for the number; its answer on the same page, so that no number stands in an address."""
    if request.method == "POST":
        return answer_number(request)
    return private(render(request, "certificates/check.html", {"has_form": True}))


def answer_number(request: HttpRequest) -> HttpResponse:
    """The answer to a POSTed `number`, and with a `name` whether that is the holder's."""
    number = request.POST.get("number", "")
    if not number.strip():
        error = _("Typ het nummer dat op het certificaat staat.")
        context = {"errors": [{"id": "number", "text": error}], "has_form": True}
        return private(render(request, "certificates/check.html", context))
    return _answer(request, number=number, name=request.POST.get("name"))


@require_safe
def from_paper(request: HttpRequest, number: str, token: str | None = None) -> HttpResponse:
    """The page behind the QR: works without JavaScript, in upper and lower case, with and without last slash.

    A GET that may write two rows, neither of them about the visitor's own doings: a miss is counted against
    guessing, and the look of a wijkagent is logged, which is what an access log does.
    """
    return _answer(request, number=number, token=token)


def _answer(request: HttpRequest, *, number: str, token: str | None = None, name: str | None = None) -> HttpResponse:
    now, address = timezone.now(), client_address(request)
    may_guess = not is_officer(request.user)
    if may_guess and token is None and guessing.is_guessing(address=address, now=now):
        return _too_many(request)
    result = check_certificate(number=number, token=token, viewer=request.user, now=now)
    if may_guess and result.is_miss and not _count_miss(address=address, has_token=token is not None, now=now):
        return _too_many(request)
    has_form = token is None or result.sight is Sight.MASKED
    context = {"result": result, "number": number[:LONGEST_ECHO], "line": status_line(result), "has_form": has_form}
    if name is not None and (hidden := result.comparable):
        if not guessing.may_compare(address=address, number=hidden.number, now=now):
            return _too_many(request)
        context |= _compared(result, name=name)
    return private(render(request, "certificates/check.html", context), has_form=has_form)


def _count_miss(*, address: str, has_token: bool, now: datetime) -> bool:
    """Counts a miss; False when a wrong code must not be told apart from a right number any more.

    A code is looked up before the limit is asked: 128 random bits cannot be guessed, and strangers on the same
    network must not stop who holds the paper. A miss without a code was asked about before.
    """
    if has_token and guessing.is_guessing(address=address, now=now):
        return False
    guessing.count_miss(address=address, now=now)
    return True


def _compared(result: CheckResult, *, name: str) -> dict[str, Any]:
    """Whether the typed name is the one on the certificate; an empty one asks for a name."""
    name = name[:LONGEST_NAME]
    if not name.strip() or result.certificate is None:
        return {"errors": [{"id": "name", "text": _("Typ de naam die op het certificaat staat.")}]}
    return {"name": name, "name_is_right": same_name(name, result.certificate.holder_name), "is_compared": True}


def status_line(result: CheckResult) -> str:
    """One sentence under the big word, for people who cannot see its color and icon either."""
    certificate = result.certificate
    if certificate is None:
        return _("Dit nummer kennen we niet. Kijk of je het goed hebt overgetypt.")
    return {
        "valid": _("Dit certificaat is echt en geldig tot en met %(until)s."),
        "expired": _("Dit certificaat is echt, maar het was geldig tot en met %(until)s."),
        "revoked": _("Dit certificaat telt niet meer. Het is ingetrokken op %(revoked)s."),
        "superseded": _("Dit certificaat telt niet meer. Er is een nieuwer certificaat."),
    }[result.status.name.lower()] % {
        "until": _date(certificate.valid_until),
        "revoked": _date(certificate.revoked_at),
    }


def _date(value: Any) -> str:
    """`21 november 2026`; nothing for no date."""
    if isinstance(value, datetime):
        value = timezone.localtime(value)
    return date_format(value, "j F Y") if value else ""


def _too_many(request: HttpRequest) -> HttpResponse:
    response = private(render(request, "certificates/too_many.html", status=TOO_MANY))
    response.headers["Retry-After"] = "60"
    return response


def private(response: HttpResponse, *, has_form: bool = True) -> HttpResponse:
    """Kept by nobody, found by nobody, told to nobody.

    A page with a form cannot say `no-referrer`: browsers then send `Origin: null` with its POST, and Django
    refuses that. `same-origin` tells other sites just as little; the page behind a good code has no form.
    """
    response.headers["Cache-Control"] = "no-store, private"
    response.headers["X-Robots-Tag"] = "noindex, nofollow"
    response.headers["Referrer-Policy"] = "same-origin" if has_form else "no-referrer"
    return response
