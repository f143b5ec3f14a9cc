"""allauth's settings in code: no open sign-up, our mails, our words, local addresses only (DESIGN §6)."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from django.contrib import messages
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.crypto import get_random_string
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts import mail
from accounts.models import User
from accounts.navigation import home_of, is_local
from accounts.services.identity import arrive

__all__ = ["AccountAdapter", "SecondFactorAdapter"]

CODE_DIGITS = 6  # OWASP ASVS 6.5.4
WRONG_CODE = gettext_lazy("Deze code klopt niet. Kijk nog eens goed en probeer het opnieuw.")
TOO_MANY = gettext_lazy("Dat was te vaak. Wacht tien minuten en probeer het opnieuw.")

# What happened to the second factor, told by mail: whoever did not do this himself should know.
FACTOR_MAILS = {
    "mfa/email/totp_activated": gettext_lazy("Je extra sleutel staat aan."),
    "mfa/email/totp_deactivated": gettext_lazy("Je extra sleutel is uitgezet."),
    "mfa/email/recovery_codes_generated": gettext_lazy("Er zijn nieuwe noodcodes gemaakt."),
}


class AccountAdapter(DefaultAccountAdapter):
    """How signing in goes in this house."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "incorrect_code": WRONG_CODE,
        "too_many_login_attempts": TOO_MANY,
        "rate_limited": TOO_MANY,
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Accounts come from *Naam en e-mail*, or from an invitation."""
        return False

    def generate_login_code(self) -> str:
        """Six random digits."""
        return get_random_string(CODE_DIGITS, "0123456789")

    def is_safe_url(self, url: str | None) -> bool:
        """Only paths of this site."""
        return is_local(url)

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        """Without a `next`: the page where this person's work is."""
        return home_of(request.user)

    def add_message(
        self,
        request: HttpRequest,
        level: int,
        message_template: str | None = None,
        message_context: dict[str, Any] | None = None,
        extra_tags: str = "",
        message: str | None = None,
    ) -> None:
        """Only what is said in our own words; allauth's templates stay silent, the pages speak for themselves."""
        if message:
            messages.add_message(request, level, str(message), extra_tags=extra_tags)

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Refuses: every mail of ours is queued by name (`accounts.mail`), so an unknown one is a mistake."""
        raise NotImplementedError(f"no mail for {template_prefix}")

    def send_notification_mail(
        self, template_prefix: str, user: User, context: dict[str, Any] | None = None, email: str | None = None
    ) -> None:
        """Tells somebody that his second factor changed."""
        event = FACTOR_MAILS.get(template_prefix)
        if event and user.email:
            mail.queue(to=user.email, template="second_factor", context={"event": event, "name": user.name})

    def post_login(self, request: HttpRequest, user: User, **kwargs: Any) -> HttpResponse:
        """The door is open: verify, name, take the guest over."""
        arrive(request=request, user=user, now=timezone.now())
        response: HttpResponse = super().post_login(request, user, **kwargs)
        return response

    def respond_user_inactive(self, request: HttpRequest, user: User) -> HttpResponse:
        messages.error(request, _("Dit account is gesloten. Vraag de stichting om hulp."))
        return redirect("sign_in")

    def get_reauthentication_methods(self, user: User | AnonymousUser) -> list[dict[str, Any]]:
        """With a second factor: that one; without: nothing (our own pages ask for a new code)."""
        methods: list[dict[str, Any]] = super().get_reauthentication_methods(user)
        return [method for method in methods if method["id"] != "reauthenticate"]


class SecondFactorAdapter(DefaultMFAAdapter):
    """The words of the second factor."""

    error_messages = DefaultMFAAdapter.error_messages | {"incorrect_code": WRONG_CODE}
