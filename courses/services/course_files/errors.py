"""Why a course cannot go into a file or come out of one."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

__all__ = ["UNREADABLE", "NotExportable", "UnusableFile", "broken", "newer"]


UNREADABLE = gettext_lazy(
    "In een les, toets of vraag van deze cursus staat iets dat we niet kunnen lezen. Open ze één voor één, en bewaar "
    "en publiceer ze opnieuw. Probeer het dan nog eens."
)
"""What is stored here is not what our forms make; saving it again mends that."""


class UnusableFile(Exception):
    """The file cannot be taken in; the message is a Dutch sentence for the editor. Nothing was saved."""


class NotExportable(Exception):
    """The course cannot go into a file yet; the message is a Dutch sentence for the editor."""


def broken(where: str = "") -> UnusableFile:
    """The file is not what our export makes."""
    text = _("Dit bestand is beschadigd of niet door een WABP Academie gemaakt. Download het opnieuw en kies het dan.")
    return UnusableFile(f"{text} ({where})" if where else text)


def newer() -> UnusableFile:
    """Another installation knows more than this one."""
    return UnusableFile(
        _("Dit bestand is gemaakt met een nieuwere versie van de Academie. Werk eerst deze installatie bij.")
    )
