"""What every act on a registration leaves behind: its history, its audit row, a mail to who has to know."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts import audit
from accounts.mail import send_once
from accounts.models import User
from registrations.models import Group, Registration, RegistrationEvent
from registrations.services.errors import GroupEnded, ReasonMissing, ReasonTooLong

__all__ = ["REASON_LENGTH", "clean_reason", "hold_group", "hold_person", "note", "note_groups", "tell"]

REASON_LENGTH = 300


def note(registration: Registration, now: datetime, *, actor: User, verb: str, text: str = "", **detail: Any) -> None:
    """The row that the person reads, and the one that the audit reads; free text stays out of the second."""
    RegistrationEvent.objects.create(registration=registration, at=now, status=registration.status, note=text)
    audit.record(actor=actor, verb=verb, target=registration, at=now, **detail)


def note_groups(changes: Iterable[tuple[Group, str]], now: datetime, *, ended_text: str = "") -> None:
    """Writes the end, or the new life, of groups in the history of everybody who stands there; nobody gets a mail.

    `changes` are groups as they are now with the status that each had before; who did not begin or end is left out.
    `ended_text` comes in place of the usual words. Two queries for any number of groups, none when nothing began or
    ended. Call it in the transaction that holds the groups, so that nobody comes or goes meanwhile.
    """
    texts = {group.pk: _group_text(group, ended_text) for group, was in changes if was != group.status}
    if not texts:
        return
    people = Registration.objects.standing().filter(group__in=texts).values_list("pk", "group", "status")
    RegistrationEvent.objects.bulk_create(
        RegistrationEvent(registration_id=pk, at=now, status=status, note=texts[group])
        for pk, group, status in people.order_by("pk")
    )


def _group_text(group: Group, ended_text: str) -> str:
    if group.status == Group.Status.ACTIVE:
        return _("De groep bestaat weer.")
    return ended_text or _("De groep is opgeheven. Certificaten die je al had, blijven geldig.")


def tell(
    registration: Registration,
    template: str,
    now: datetime,
    *,
    about: Registration,
    names: Sequence[User] = (),
    **context: str,
) -> None:
    """Mails the owner of `registration`, once, what happened to `about` (his own, or that of somebody else).

    Nothing for an account without an address. `template` lies in `templates/mail/`; it gets `name`, `group`, `number`
    and `url` besides `context`. `names` are the people whose names stand in `context`: an erasure takes them out.
    """
    if not (address := registration.user.email):
        return
    path = reverse("registrations:detail", args=[registration.key])
    name = registration.user.name or _("deelnemer")
    facts = {"name": name, "group": registration.group.name, "number": registration.group.number}
    send_once(
        key=f"{template}:{about.key}:{registration.key}",
        to=address,
        template=template,
        context=facts | context | {"url": f"{settings.ACADEMIE_URL}{path}"},
        names=names,
        now=now,
    )


def clean_reason(reason: str, *, required: bool) -> str:
    """One line of at most 300 characters. Raises ReasonMissing, ReasonTooLong."""
    reason = " ".join(reason.replace("\x00", " ").split())
    if required and not reason:
        raise ReasonMissing
    if len(reason) > REASON_LENGTH:
        raise ReasonTooLong
    return reason


def hold_group(group: Group) -> Group:
    """The group as it is now, kept so until the transaction ends; who decides about its people stands in line.

    Lock it before rows of people: group, person, registration is the order in which everybody asks. Raises GroupEnded.
    """
    held = Group.objects.select_for_update(no_key=True).filter(pk=group.pk).first()
    if held is None or held.status != Group.Status.ACTIVE:  # an import that is undone takes its new groups away
        raise GroupEnded
    return held


def hold_person(*people: User) -> User:
    """The first of these accounts as it is now, all of them kept so until the transaction ends: an erasure comes
    before this or after it.

    Name everybody at once who acts and who is acted on: after the group, before registrations, like everybody.
    """
    keys = [person.pk for person in people]
    held = User.objects.select_for_update(no_key=True).filter(pk__in=keys).order_by("pk")
    return {person.pk: person for person in held}[keys[0]]
