"""Why an import cannot go on."""

from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy as _

from registrations.models import RegisterImport
from registrations.services.errors import RegistrationError

__all__ = [
    "AlreadyConfirmed",
    "AlreadyUndone",
    "ColumnsMissing",
    "ImportBusy",
    "LaterStands",
    "NotBroughtIn",
    "NothingToDo",
    "RegisterChanged",
    "StillComingIn",
    "TooLate",
    "UndoBegun",
]


class ColumnsMissing(RegistrationError):
    code = "columns_missing"
    message = _("Kies eerst welke kolommen het registernummer, de naam en de gemeente zijn.")


class NothingToDo(RegistrationError):
    code = "nothing_to_do"
    message = _("Er is niets over te nemen: alles in dit bestand staat al in het register.")


class AlreadyConfirmed(RegistrationError):
    """Somebody confirmed, undid or threw it away before."""

    code = "already_confirmed"
    message = _("Iemand was je voor. Hieronder zie je wat er nu met dit bestand gebeurt.")


class ImportBusy(RegistrationError):
    code = "import_busy"
    message = _("Er wordt al een ander bestand ingelezen of teruggedraaid. Wacht tot dat klaar is.")


class RegisterChanged(RegistrationError):
    """The preview was renewed: what the person saw would not be what happens."""

    code = "register_changed"
    message = _(
        "Er is intussen iets veranderd in het register of in de keuze van de kolommen. Daarom is er nog niets "
        "ingelezen. Hieronder staat wat er nu zou gebeuren. Kijk het na en bevestig opnieuw."
    )


class TooLate(RegistrationError):
    """The file and the addresses in the journal are no longer there, or are about to go."""

    code = "too_late"
    message = _("Dat kan niet meer: dit is langer dan zeven dagen geleden. Lees een nieuw bestand in.")


class NotBroughtIn(RegistrationError):
    code = "not_brought_in"
    message = _("Dit is nog niet ingelezen: er valt niets terug te draaien.")


class StillComingIn(RegistrationError):
    code = "still_coming_in"
    message = _("Dit wordt nog ingelezen. Wacht tot het klaar is.")


class UndoBegun(AlreadyConfirmed):
    """Somebody chose *Draai terug*; the worker is at it, or stopped half-way."""

    code = "undo_begun"
    message = _("Het terugdraaien is al begonnen.")


class AlreadyUndone(AlreadyConfirmed):
    code = "already_undone"
    message = _("Dit is al teruggedraaid.")


class LaterStands(RegistrationError):
    """A later import goes back first, else groups stay that only that one knows."""

    code = "later_stands"
    message = _("Na dit bestand is een ander bestand ingelezen (%(name)s, %(day)s). Draai eerst dat terug.")

    def __init__(self, later: RegisterImport) -> None:
        super().__init__(later.pk)
        self.later = later

    def __str__(self) -> str:
        day = date_format(localtime(self.later.confirmed_at), "j F Y")
        return str(self.message) % {"name": self.later.file_name, "day": day}
