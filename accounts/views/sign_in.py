"""Signing in by code, keeping a guest's work, signing out (DESIGN §6). Every page works as plain HTML."""

from http import HTTPStatus

from allauth.account.internal.flows.logout import logout
from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts import hooks
from accounts.codes import CodeProcess, TooManyCodes
from accounts.forms import CodeForm, KeepForm, NameForm, SignInForm
from accounts.models import User
from accounts.navigation import ADMIN, home_of, next_path, path_with_next
from accounts.services.identity import give_name, start_identity, start_sign_in

__all__ = ["admin_sign_in", "keep", "sign_in", "sign_in_code", "sign_out"]

form_page = require_http_methods(["GET", "HEAD", "POST"])


@never_cache
@form_page
def sign_in(request: HttpRequest) -> HttpResponse:
    """Asks for an e-mail address and sends a code; the same answer for a known and an unknown one."""
    if request.user.is_authenticated:
        return HttpResponseRedirect(home_of(request.user, url=next_path(request)))
    form = SignInForm(request.POST or None)
    if form.is_valid():
        try:
            start_sign_in(request=request, email=form.cleaned_data["email"], now=timezone.now())
        except TooManyCodes:
            return too_many(request, template="account/sign_in.html", form=form)
        return redirect(path_with_next("sign_in_code", url=next_path(request)))
    return show(request, template="account/sign_in.html", form=form)


@never_cache
@form_page
def keep(request: HttpRequest) -> HttpResponse:
    """*Naam en e-mail*: a guest keeps his work (DESIGN §6); somebody signed in without a name gives it here."""
    if isinstance(request.user, User):
        return keep_signed_in(request, user=request.user)
    form = KeepForm(request.POST or None, initial={"name": known_name(request)})
    if form.is_valid():
        try:
            start_identity(request=request, **form.cleaned_data, now=timezone.now())
        except TooManyCodes:
            return too_many(request, template="account/keep.html", form=form)
        return redirect(path_with_next("sign_in_code", url=next_path(request)))
    return show(request, template="account/keep.html", form=form)


def known_name(request: HttpRequest) -> str:
    """The name that this guest gave elsewhere, so that he need not type it again; asked for an empty form only."""
    guest = getattr(request, "learner", None)
    if guest is None or request.method == "POST":
        return ""
    return next(filter(None, (name_of(guest) for name_of in hooks.guest_names)), "")


def keep_signed_in(request: HttpRequest, *, user: User) -> HttpResponse:
    """Asks for the name only, and nothing when it is known."""
    form = NameForm(request.POST or None)
    if not user.name and form.is_valid():
        give_name(user=user, name=form.cleaned_data["name"], now=timezone.now())
    elif not user.name:
        return show(request, template="account/name.html", form=form)
    return HttpResponseRedirect(home_of(user, url=next_path(request)))


@never_cache
@form_page
def sign_in_code(request: HttpRequest) -> HttpResponse:
    """The page of the six digits, in the browser that asked for them."""
    if request.user.is_authenticated:
        return HttpResponseRedirect(home_of(request.user, url=next_path(request)))
    process = CodeProcess.current(request)
    if process is None:
        text = _("Deze code werkt hier niet (meer). Vraag een nieuwe code, op het toestel waarop je inlogt.")
        messages.warning(request, text)
        return redirect(path_with_next("sign_in", url=next_path(request)))
    if request.method == "POST" and request.POST.get("action") == "resend":
        return resend(request, process=process)
    form = CodeForm(request.POST or None)
    if form.is_valid():
        return check(request, process=process, form=form)
    return show_code(request, process=process, form=form)


def check(request: HttpRequest, *, process: CodeProcess, form: CodeForm) -> HttpResponse:
    """Right: on with signing in. Wrong: what is left to try, or back to ask for a new code."""
    if process.is_right(code=form.cleaned_data["code"], now=timezone.now()):
        response: HttpResponse = process.finish(next_path(request) or None)
        return response
    if not process.tries_left:
        messages.error(request, _("Dat was drie keer een verkeerde code. Vraag een nieuwe code aan."))
        return redirect(path_with_next(process.page, url=next_path(request)))
    if process.tries_left == 1:
        form.add_error("code", _("Deze code klopt niet. Je kunt het nog één keer proberen."))
    else:
        form.add_error("code", _("Deze code klopt niet. Je kunt het nog twee keer proberen."))
    return show_code(request, process=process, form=form)


def resend(request: HttpRequest, *, process: CodeProcess) -> HttpResponse:
    """Sends a new code; the one before stops working."""
    if process.wait:
        text = _("Wacht nog %(seconds)s seconden. De mail kan nog onderweg zijn.") % {"seconds": process.wait}
        messages.warning(request, text)
    else:
        try:
            process.send_again(now=timezone.now())
            messages.success(request, _("Er is een nieuwe code onderweg. De oude werkt niet meer."))
        except TooManyCodes:
            messages.error(request, many_codes())
    return redirect(path_with_next("sign_in_code", url=next_path(request)))


@never_cache
@form_page
def sign_out(request: HttpRequest) -> HttpResponse:
    """GET shows a button, POST signs out.

    The script first sends, then forgets this person's waiting answers. `Clear-Site-Data: "storage"` would also wipe
    those of somebody else on a shared device, who was told that they are kept there.
    """
    if request.method != "POST":
        return render(request, "account/sign_out.html")
    if request.user.is_authenticated:
        logout(request)
    return redirect(settings.LOGOUT_REDIRECT_URL)


def admin_sign_in(request: HttpRequest) -> HttpResponse:
    """Wagtail's own sign-in page would be a second door: it leads to ours."""
    url = next_path(request)
    return redirect(path_with_next("sign_in", url=url or ADMIN))


def show(request: HttpRequest, *, template: str, form: forms.Form, status: int = HTTPStatus.OK) -> HttpResponse:
    """A page with one form, carrying `next` along."""
    return render(request, template, {"form": form, "next": next_path(request)}, status=status)


def show_code(request: HttpRequest, *, process: CodeProcess, form: CodeForm) -> HttpResponse:
    """The page of the six digits; in the demo with a link to the mailbox."""
    url = next_path(request)
    context = {
        "form": form,
        "next": url,
        "email": process.email,
        "back": path_with_next(process.page, url=url),
        "demo": settings.DEMO,
    }
    return render(request, "account/code.html", context)


def too_many(request: HttpRequest, *, template: str, form: forms.Form) -> HttpResponse:
    """The form again, with what was typed and how long to wait."""
    form.add_error(None, many_codes())
    return show(request, template=template, form=form, status=HTTPStatus.TOO_MANY_REQUESTS)


def many_codes() -> str:
    return _("Er zijn net veel codes aangevraagd. Wacht een kwartier. Lukt het dan nog niet, probeer het na een uur.")
