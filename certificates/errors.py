"""What can be wrong with an act on a certificate; the message is a Dutch sentence for who pressed the button."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

__all__ = [
    "CertificateError",
    "NotAllowed",
    "NotIssued",
    "NotStanding",
    "NotYourRegistration",
    "NothingToCorrect",
    "ReasonMissing",
    "StatusListFull",
]


class CertificateError(Exception):
    """Base of the named errors. `code` is for programs, `message` for people."""

    code: str = "certificate_error"
    message: str | Promise = _("Dit lukt nu niet. Probeer het later nog eens.")

    def __str__(self) -> str:
        return str(self.message)


class NotAllowed(CertificateError):
    code = "not_allowed"
    message = _("Alleen wie certificaten beheert, mag dit doen.")


class NothingToCorrect(CertificateError):
    code = "nothing_to_correct"
    message = _("Zo blijft het certificaat hetzelfde. Verander de naam of kies een andere groep.")


class NotIssued(CertificateError):
    code = "not_issued"
    message = _("Het certificaat is nog niet uitgegeven. We proberen het vanzelf opnieuw.")


class NotStanding(CertificateError):
    code = "not_standing"
    message = _("Dit certificaat is al ingetrokken of vervangen. Kies het nieuwste certificaat.")


class NotYourRegistration(CertificateError):
    code = "not_your_registration"
    message = _("Deze registratie is niet bevestigd, of hoort niet bij deze persoon.")


class ReasonMissing(CertificateError):
    code = "reason_missing"
    message = _("Schrijf op waarom je het certificaat intrekt.")


class StatusListFull(CertificateError):
    code = "status_list_full"
    message = _("De statuslijst is vol. Vraag de beheerder van de site om een nieuwe lijst.")
