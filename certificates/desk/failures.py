"""Why a PDF could not be made, in words: the row keeps only the class of the error."""

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

__all__ = ["failure_words"]

STORAGE = gettext_lazy("het bestand kon niet worden gelezen of bewaard; kijk of de opslag vol is of uit staat")
WORDS: dict[str, str | Promise] = {
    "KeysMissing": gettext_lazy("er ontbreekt een sleutel om te tekenen; maak die met make_signing_keys"),
    "KeyLost": gettext_lazy("een sleutel om te tekenen is weg; zet hem terug uit de reservekopie"),
    "KeysUnreadable": gettext_lazy("een sleutel om te tekenen is onleesbaar; zet hem terug uit de reservekopie"),
    "DemoKeys": gettext_lazy("de sleutels om te tekenen zijn van de demo; maak echte met make_signing_keys"),
    "RendererUnavailable": gettext_lazy("het programma dat de PDF maakt, start niet op deze server"),
    "OSError": STORAGE,
    "FileNotFoundError": STORAGE,
    "PermissionError": STORAGE,
}


def failure_words(name: str) -> str:
    """For a class that nobody foresaw: that, with its name for the builders."""
    return str(WORDS.get(name) or _("onbekende fout (%(name)s); vraag de bouwers om hulp") % {"name": name or "?"})
