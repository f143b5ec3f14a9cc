"""*Verwijder mijn account*: afterwards neither name nor address is anywhere (DESIGN §3, §7).

The account stays as a row of nobody, because history points at it.
"""

from datetime import datetime

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.core.files.storage import default_storage
from django.db import transaction
from django.db.models import Q
from wagtail.models import ModelLogEntry, PageSubscription
from wagtail.users.models import UserProfile

from accounts import audit, hooks
from accounts.models import Learner, ResumeCode, User, new_salt
from accounts.roles import Role
from accounts.services import erasures
from accounts.services.merging import lock_learner
from accounts.services.outbox import erase_mail
from accounts.services.sessions import delete_sessions, sessions_of

__all__ = ["LastAdmin", "erase_account", "must_stay"]


class LastAdmin(Exception):
    """The foundation would have nobody left who gives roles."""


def erase_account(*, user: User, by: User | None, now: datetime) -> None:
    """Erases `user` in every app, in one transaction; safe to repeat. Raises LastAdmin.

    `by`: who asked, None when a restore does it again. That it was done is kept apart (`accounts.services.erasures`),
    before the commit: what cannot be kept is not done.
    """
    keys = sessions_of(user)
    try:
        with transaction.atomic():
            user = _lock(user)
            if must_stay(user):
                raise LastAdmin
            _erase(user, by=by, now=now)
            delete_sessions(keys)
            erasures.remember(user, now=now)
    except Exception:
        erasures.forget_unless_erased(user)
        raise


def must_stay(user: User) -> bool:
    """Whether `user` is the only one who gives roles."""
    admins = User.objects.filter(Q(groups__name=Role.ADMIN) | Q(is_superuser=True), is_active=True)
    return user.has_role(Role.ADMIN) and not admins.exclude(pk=user.pk).exists()


def _lock(user: User) -> User:
    """The account as it is now: no row of his comes or goes until the end.

    Learner, attempt, enrollment, account is the order in which everybody asks.
    """
    learner = Learner.objects.filter(user=user).first()
    if learner is not None:
        lock_learner(learner.pk)
        for hold in hooks.before_erase:
            hold(learner)
    return User.objects.select_for_update().get(pk=user.pk)


def _erase(user: User, *, by: User | None, now: datetime) -> None:
    # The lower apps first, as when somebody is taken over.
    for erase in reversed(hooks.on_erase):
        erase(user, now)
    erase_mail(user)
    _erase_desk(user)
    _erase_keys(user)
    is_first = user.erased_at is None
    _scrub(user, now=now)
    if is_first:
        audit.record(actor=by, verb="account.erased", target=user, at=now)


def _erase_keys(user: User) -> None:
    """What lets somebody in, and codes on paper of the guests he was."""
    Authenticator.objects.filter(user=user).delete()
    EmailAddress.objects.filter(user=user).delete()
    ResumeCode.objects.filter(Q(learner__user=user) | Q(learner__merged_into__user=user)).delete()
    user.groups.clear()
    user.user_permissions.clear()


def _erase_desk(user: User) -> None:
    """What Wagtail keeps: his own settings with a picture, and his name as the title of lines in its history."""
    profile = UserProfile.objects.filter(user=user).first()
    if profile is not None:
        if picture := profile.avatar.name:
            transaction.on_commit(lambda: default_storage.delete(picture), robust=True)
        profile.delete()
    PageSubscription.objects.filter(user=user).delete()
    ModelLogEntry.objects.for_instance(user).update(label="", data={})


def _scrub(user: User, *, now: datetime) -> None:
    user.email, user.name, user.is_active, user.is_superuser = None, "", False, False
    user.session_salt, user.last_login = new_salt(), None
    user.group_may_see = user.officer_may_find = None
    user.erased_at = user.erased_at or now
    user.save()
