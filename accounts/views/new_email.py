"""`/mijn/gegevens/e-mail/`: another address, proven by a code that is sent there (DESIGN §6)."""

from http import HTTPStatus

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts.codes import TooManyCodes
from accounts.forms import CodeForm, NewEmailForm
from accounts.services.new_email import NoCode, WrongCode, change_email, start_new_email, waiting_email
from accounts.views.privacy import PersonRequest
from accounts.views.proof import proof_required
from accounts.views.sign_in import many_codes

__all__ = ["ask", "prove"]

form_page = require_http_methods(["GET", "HEAD", "POST"])


@never_cache
@form_page
@proof_required
def ask(request: PersonRequest) -> HttpResponse:
    """Asks for the new address and sends it a code."""
    form = NewEmailForm(request.POST or None, current=request.user.email or "")
    if not form.is_valid():
        return show(request, form, template="accounts/new_email.html")
    try:
        start_new_email(request=request, user=request.user, email=form.cleaned_data["email"], now=timezone.now())
    except TooManyCodes:
        form.add_error(None, many_codes())
        return show(request, form, template="accounts/new_email.html", status=HTTPStatus.TOO_MANY_REQUESTS)
    return redirect("new_email_code")


@never_cache
@form_page
@proof_required
def prove(request: PersonRequest) -> HttpResponse:
    """The page of the six digits; the right ones change the address."""
    now, email = timezone.now(), ""
    form = CodeForm(request.POST or None)
    try:
        email = waiting_email(request, now=now)
        if form.is_valid():
            change_email(request=request, user=request.user, code=digits_of(form), now=now)
            messages.success(request, _("Gedaan. Voortaan log je in met je nieuwe e-mailadres."))
            return redirect("personal")
    except WrongCode as error:
        form.add_error("code", str(error.message))
    except NoCode as error:
        messages.warning(request, error.message)
        return redirect("new_email")
    return show(request, form, template="accounts/new_email_code.html", email=email)


def digits_of(form: CodeForm) -> str:
    """What was typed without the spaces and dashes that people put between."""
    return "".join(sign for sign in form.cleaned_data["code"] if sign.isdigit())


def show(
    request: PersonRequest, form: forms.Form, *, template: str, email: str = "", status: int = HTTPStatus.OK
) -> HttpResponse:
    return render(request, template, {"form": form, "email": email}, status=status)
