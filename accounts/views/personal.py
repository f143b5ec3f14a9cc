"""`/mijn/gegevens/`: what we know of somebody, and the two switches of DESIGN §6."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.models import User
from accounts.navigation import next_path
from accounts.services.sharing import set_sharing, shared_since
from accounts.sharing_forms import SharingForm

__all__ = ["personal"]


class PersonRequest(HttpRequest):
    """Django's request behind `login_required`; only for annotations."""

    user: User


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def personal(request: PersonRequest) -> HttpResponse:
    """Name and address, and who may see what. The question on a new certificate posts here too, with `next`."""
    if request.method == "POST":
        return save(request)
    user = request.user
    initial = {"group_may_see": user.group_may_see, "officer_may_find": user.officer_may_find}
    context = {"form": SharingForm(initial=initial), "since": shared_since(user)}
    return render(request, "accounts/personal.html", context)


def save(request: PersonRequest) -> HttpResponse:
    """*Nee, liever niet* (`answer=no`) is no to both, whatever was ticked; else the ticks count."""
    form = SharingForm({} if request.POST.get("answer") == "no" else request.POST)
    form.is_valid()  # always: see SharingForm
    set_sharing(user=request.user, **form.cleaned_data, now=timezone.now())
    messages.success(request, saved_words(request.user))
    return redirect(next_path(request) or "personal")


def saved_words(user: User) -> str:
    """What was saved, in words."""
    if user.group_may_see and user.officer_may_find:
        return _("Bewaard. Je groep en de wijkagent mogen het zien. Je kunt dit altijd weer uitzetten.")
    if user.group_may_see:
        return _("Bewaard. Je groep mag het zien, de wijkagent niet. Je kunt dit altijd weer uitzetten.")
    if user.officer_may_find:
        return _("Bewaard. De wijkagent mag je vinden, je groep ziet niets. Je kunt dit altijd weer uitzetten.")
    return _("Bewaard. Je groep en de wijkagent zien niet welke cursus je hebt.")
