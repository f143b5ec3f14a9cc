"""Inviting a wijkagent: the account with its role, the beat, and the mail that says so (DESIGN §6)."""

from collections.abc import Iterable
from datetime import datetime

from django.contrib.auth.models import Group as RoleGroup
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts import audit
from accounts.mail import send_once
from accounts.models import User, clean_email
from accounts.names import clean_name
from accounts.roles import Role
from registrations.models import Beat
from registrations.services.areas import Range, save_beat
from registrations.services.errors import NotAllowed, RegistrationError

__all__ = ["AccountBlocked", "HasBeat", "OtherStaffRole", "invite_officer"]


class OtherStaffRole(RegistrationError):
    """Who writes courses or keeps the register is no wijkagent too: one account would open both."""

    code = "other_staff_role"
    message = _("Dit adres hoort bij iemand met een andere rol in de Academie. Gebruik het werkadres van de politie.")


class AccountBlocked(RegistrationError):
    code = "account_blocked"
    message = _("Het account met dit adres staat op niet actief. Zet het eerst op actief, bij Gebruikers.")


class HasBeat(RegistrationError):
    code = "has_beat"
    message = _("Deze wijkagent heeft al een werkgebied. Pas dat aan bij Werkgebieden.")


@transaction.atomic
def invite_officer(
    *,
    name: str,
    email: str,
    beat_name: str,
    municipalities: Iterable[str],
    ranges: Iterable[Range],
    by: User,
    now: datetime,
) -> Beat:
    """Makes the account of a wijkagent, or gives the role to a learner who is there; then his beat and a mail.

    `ranges` are PC6 codes (first, last). Only who may give roles may invite. The name of an account that has one
    stays: its owner wrote it. Raises NotAllowed, OtherStaffRole, AccountBlocked, HasBeat; ValidationError for a name
    that cannot be one.
    """
    if not by.has_role(Role.ADMIN):
        raise NotAllowed
    officer, is_new = _account(name=clean_name(name), email=clean_email(email), now=now)
    officer.groups.add(RoleGroup.objects.get(name=Role.OFFICER))
    verb = "account.made" if is_new else "account.changed"
    audit.record(actor=by, verb=verb, target=officer, at=now, roles=[Role.OFFICER.value])
    beat = Beat(user=officer, name=beat_name)
    save_beat(beat=beat, municipalities=municipalities, ranges=ranges, by=by, now=now)
    audit.record(actor=by, verb="officer.invite", target=beat, at=now)
    _tell(beat, is_new=is_new, now=now)
    return beat


def _account(*, name: str, email: str, now: datetime) -> tuple[User, bool]:
    """The account with this address, locked, and whether it is new."""
    newcomer = User(email=email, name=name, created_at=now)
    newcomer.set_unusable_password()
    # One way for both: two invitations of one address at a time make one account.
    User.objects.bulk_create([newcomer], ignore_conflicts=True)
    officer = User.objects.select_for_update().get(email=email)
    _must_be_free(officer)
    if not officer.name:
        User.objects.filter(pk=officer.pk).update(name=name)
        officer.name = name
    return officer, officer.key == newcomer.key


def _must_be_free(officer: User) -> None:
    if not officer.is_active:
        raise AccountBlocked
    if officer.is_superuser or officer.roles - {Role.OFFICER}:
        raise OtherStaffRole
    if Beat.objects.filter(user=officer).exists():
        raise HasBeat


def _tell(beat: Beat, *, is_new: bool, now: datetime) -> None:
    areas = [str(area) for area in beat.areas.all()]
    context = {"name": beat.user.name, "email": beat.user.email, "beat": beat.name, "areas": areas, "is_new": is_new}
    key, to = f"officer-invitation:{beat.key}", str(beat.user.email)
    send_once(key=key, to=to, template="officer_invitation", context=context, now=now)
