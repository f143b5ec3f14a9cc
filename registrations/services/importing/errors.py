"""Why an import cannot go on."""

from django.utils.translation import gettext_lazy as _

from registrations.services.errors import RegistrationError

__all__ = ["AlreadyConfirmed", "ColumnsMissing", "ImportBusy", "NothingToDo", "RegisterChanged", "TooLate"]


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
