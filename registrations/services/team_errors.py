"""What can stand in the way of a team that registers itself: a code for tests and logs, a sentence for the person."""

from django.utils.translation import gettext_lazy as _

from registrations.services.errors import RegistrationError

__all__ = ["AlreadyDecided", "ApplicantIsMember", "NotManager", "TeamWaits", "TooManyTeams", "TooManyToday"]


class TooManyTeams(RegistrationError):
    code = "too_many_teams"
    message = _("Er wachten al drie teams van je. Trek er eerst een in, of wacht op antwoord.")


class TooManyToday(RegistrationError):
    code = "too_many_today"
    message = _("Je hebt vandaag al veel teams aangemeld. Probeer het morgen opnieuw.")


class TeamWaits(RegistrationError):
    """The same person sent the same team before, with other facts."""

    code = "team_waits"
    message = _("Dit team heb je al aangemeld. Wil je iets veranderen? Trek die aanmelding eerst in.")


class AlreadyDecided(RegistrationError):
    """Somebody else was first: the application was accepted, merged, refused or withdrawn."""

    code = "already_decided"
    message = _("Over deze aanmelding is al beslist, of hij is ingetrokken.")


class ApplicantIsMember(RegistrationError):
    """The foundation makes somebody beheerder of a group of which he is or asked to be lid."""

    code = "applicant_is_member"
    message = _(
        "Deze persoon heeft bij die groep al een registratie als lid. Beëindig die eerst, of voeg samen zonder de "
        "aanmelder beheerder te maken."
    )


class NotManager(RegistrationError):
    """Somebody who does not lead the team any more cannot end it for who does."""

    code = "not_manager"
    message = _("Je bent geen beheerder meer van dit team. Vraag de stichting om het uit het register te halen.")
