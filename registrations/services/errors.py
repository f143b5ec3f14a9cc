"""What can stand in the way of an act: a code for tests and logs, a Dutch sentence for the person."""

from typing import ClassVar

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class RegistrationError(Exception):
    """An act that was refused; nothing was written."""

    code: ClassVar[str] = "registration"
    message: "str | Promise" = ""

    def __str__(self) -> str:
        return str(self.message)


class UnknownRole(RegistrationError):
    code = "unknown_role"
    message = _("Kies of je beheerder of lid bent.")


class GroupEnded(RegistrationError):
    code = "group_ended"
    message = _("Deze groep bestaat niet meer. Zoek een andere groep.")


class OtherRoleStands(RegistrationError):
    """The person claims a group that he already has in the other role."""

    code = "other_role_stands"
    message = _("Je hebt deze groep al, met een andere rol. Stop eerst met die registratie. Vraag daarna opnieuw aan.")


class TooManyPending(RegistrationError):
    code = "too_many_pending"
    message = _("Er wachten al te veel aanvragen van je. Trek er eerst een in, of wacht op antwoord.")


class NotAllowed(RegistrationError):
    code = "not_allowed"
    message = _("Hierover mag jij niet beslissen.")


class NotPending(RegistrationError):
    """Somebody else was first: the claim was confirmed, refused or withdrawn."""

    code = "not_pending"
    message = _("Over deze aanvraag is al beslist.")


class NotStanding(RegistrationError):
    code = "not_standing"
    message = _("Deze registratie is al gestopt.")


class ReasonMissing(RegistrationError):
    code = "reason_missing"
    message = _("Schrijf in een of twee zinnen waarom.")


class ReasonTooLong(RegistrationError):
    code = "reason_too_long"
    message = _("Je uitleg is te lang: hooguit 300 tekens.")


class NotConfirmed(RegistrationError):
    """Only a confirmed registration can be moved, or chosen for the certificate."""

    code = "not_confirmed"
    message = _("Dit kan alleen met een bevestigde registratie.")


class SameGroup(RegistrationError):
    code = "same_group"
    message = _("Dit is de groep waar deze registratie al bij hoort. Kies een andere groep.")


class AlreadyThere(RegistrationError):
    """The person has or asked for a registration at the group that he is moved to."""

    code = "already_there"
    message = _("Deze persoon heeft bij die groep al een registratie of een aanvraag. Kijk daar eerst naar.")
