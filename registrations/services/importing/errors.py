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
    message = _("Iemand was je voor: dit bestand wacht niet meer op een besluit.")


class ImportBusy(RegistrationError):
    code = "import_busy"
    message = _("Er wordt al een ander bestand ingelezen of teruggedraaid. Wacht tot dat klaar is.")


class RegisterChanged(RegistrationError):
    """The preview was renewed: what the person saw would not be what happens."""

    code = "register_changed"
    message = _("Het register is intussen veranderd. Hieronder staat wat er nu zou gebeuren. Kijk nog een keer.")


class TooLate(RegistrationError):
    code = "too_late"
    message = _("Terugdraaien kan niet meer: dat kan tot zeven dagen na het inlezen.")
