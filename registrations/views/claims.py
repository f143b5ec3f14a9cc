"""A beheerder decides about people of his own group (DESIGN §6)."""

import uuid

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from registrations import services
from registrations.forms import ReasonForm
from registrations.models import Registration
from registrations.selectors import claims_for_manager
from registrations.views.requests import person

__all__ = ["confirm", "refuse"]


@login_required
@require_POST
def confirm(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """Confirms the claim; when a co-beheerder was first, says so."""
    registration = _claim_or_404(request, key)
    try:
        services.confirm(registration=registration, by=person(request), now=timezone.now())
        name = registration.user.name or _("De aanvrager")  # never the address: that is not for a beheerder
        messages.success(request, _done(registration) % {"name": name})
    except services.RegistrationError as error:
        messages.warning(request, str(error))
    return redirect("registrations:mine")


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def refuse(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """Asks why, then refuses the claim."""
    registration = _claim_or_404(request, key)
    form = ReasonForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            services.refuse(
                registration=registration,
                by=person(request),
                reason=form.cleaned_data["reason"],
                now=timezone.now(),
            )
            messages.success(request, _("De aanvraag is afgewezen. De aanvrager leest je uitleg."))
        except services.RegistrationError as error:
            messages.warning(request, str(error))
        return redirect("registrations:mine")
    return render(request, "registrations/refuse.html", {"registration": registration, "form": form})


def _done(registration: Registration) -> str:
    if registration.role == Registration.Role.MANAGER:
        return _("%(name)s is nu ook beheerder van je groep. Zijn er meer beheerders? Dan krijgen zij bericht.")
    return _("%(name)s hoort nu bij je groep.")


def _claim_or_404(request: HttpRequest, key: uuid.UUID) -> Registration:
    """Decided ones too, so that who comes second reads that it was decided, not that it never was."""
    return get_object_or_404(claims_for_manager(person(request)), key=key)
