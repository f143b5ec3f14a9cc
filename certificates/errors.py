"""What can be wrong with an act on a certificate; the message is a Dutch sentence for who pressed the button."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

__all__ = [
    "AlreadyAsked",
    "AlreadyErased",
    "AlreadyJudged",
    "AlreadyRevoked",
    "AnswerMissing",
    "BadName",
    "BadPicture",
    "CertificateError",
    "NotAllowed",
    "NotIssued",
    "NotRevoked",
    "NotStanding",
    "NotYourRegistration",
    "NothingToCorrect",
    "OnlyReadmitted",
    "ReasonMissing",
    "ReplacedMeanwhile",
    "SameName",
    "SeriesChanged",
    "SeriesMissing",
    "TooLate",
    "Unprintable",
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


class OnlyReadmitted(CertificateError):
    code = "only_readmitted"
    message = _("Dit certificaat is na een herstel weer opgenomen uit de PDF. Er is hier geen registratie bij bekend.")


class NotIssued(CertificateError):
    code = "not_issued"
    message = _("Het certificaat is nog niet uitgegeven. We proberen het vanzelf opnieuw.")


class NotStanding(CertificateError):
    code = "not_standing"
    message = _("Dit certificaat is al vervangen. Kies het nieuwste certificaat.")


class AlreadyRevoked(NotStanding):
    code = "already_revoked"
    message = _("Dit certificaat is ingetrokken. Er kan niets meer aan veranderen.")


class AlreadyErased(NotStanding):
    code = "already_erased"
    message = _("De houder liet zijn gegevens wissen. Aan dit certificaat kan niets meer veranderen.")


class NotYourRegistration(CertificateError):
    code = "not_your_registration"
    message = _("Deze registratie is niet bevestigd, of hoort niet bij deze persoon.")


class ReasonMissing(CertificateError):
    code = "reason_missing"
    message = _("Schrijf op waarom je het certificaat intrekt.")


# --- undoing, and a whole series -----------------------------------------------------------------------------------
class NotRevoked(CertificateError):
    code = "not_revoked"
    message = _("Dit certificaat is niet ingetrokken. Er is niets om terug te draaien.")


class TooLate(CertificateError):
    code = "too_late"
    message = _("Intrekken kun je een uur lang terugdraaien. Dat uur is voorbij.")


class ReplacedMeanwhile(CertificateError):
    code = "replaced_meanwhile"
    message = _("Terugdraaien kan niet meer: de houder heeft intussen een nieuwer certificaat voor deze cursus.")


class SeriesChanged(CertificateError):
    code = "series_changed"
    message = _("Er is intussen iets veranderd. Bekijk het aantal opnieuw. Er is niets ingetrokken.")


class SeriesMissing(CertificateError):
    code = "series_missing"
    message = _("Er is niets om terug te draaien. Misschien deed een collega het al, of is het uur voorbij.")


# --- a name by request ---------------------------------------------------------------------------------------------
class AlreadyAsked(CertificateError):
    code = "already_asked"
    message = _("Je hebt al om een andere naam gevraagd. De stichting kijkt ernaar.")


class AlreadyJudged(CertificateError):
    code = "already_judged"
    message = _("Over dit verzoek is al beslist, of het is teruggetrokken.")


class AnswerMissing(CertificateError):
    code = "answer_missing"
    message = _("Schrijf op waarom je het verzoek afwijst. De houder leest dit.")


class BadName(CertificateError):
    """A name that `accounts.names.clean_name` refuses; says why in its words."""

    code = "bad_name"

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.message = sentence


class Unprintable(BadName):
    """A name with signs that the font of the certificate lacks."""

    code = "unprintable"


class SameName(NothingToCorrect):
    code = "same_name"
    message = _("Deze naam staat al op het certificaat. Schrijf de naam zoals hij moet worden.")


# --- who signs -----------------------------------------------------------------------------------------------------
class BadPicture(CertificateError):
    """A picture of a signature that cannot be used; says why and what to do."""

    code = "bad_picture"

    def __init__(self, sentence: str | Promise) -> None:
        super().__init__(str(sentence))
        self.message = sentence
