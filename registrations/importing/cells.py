"""One cell of the register to one value; what is wrong is a Dutch sentence without addresses of people."""

import re

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import clean_email
from registrations.importing.masking import has_address, masked
from registrations.importing.matching import FIELDS
from registrations.importing.postcodes import BadPostcode, TooManyPostcodes, cell_ranges

__all__ = ["BadCell", "addresses_in", "kind_in", "number_in", "places_in", "ranges_in", "status_in", "text_in"]

LENGTHS = {"number": 20, "name": 120, "municipality": 80, "place": 200}
MAX_ADDRESSES = 50
_NUMBER = re.compile(r"[A-Za-z0-9][A-Za-z0-9._/-]*")
_UNPRINTABLE = re.compile(r"[\x00-\x1f\x7f]+")
_BETWEEN_ADDRESSES = re.compile(r"[\s,;|<>]+")

_KINDS = {
    "whatsapp": ("whatsapp", "whatsappgroep", "wag", "wa", "whatsappbuurtpreventie", "wabp", "appgroep", "app"),
    "bpt": ("bpt", "buurtpreventieteam", "buurtpreventie", "preventieteam", "team", "buurtteam", "wijkteam"),
}
_STATUSES = {
    "active": ("actief", "active", "ja", "j", "1", "waar", "true", "bestaat", "x"),
    "ended": (
        *("beeindigd", "ended", "gestopt", "inactief", "nietactief", "opgeheven"),
        *("nietwaar", "nee", "n", "0", "false"),
    ),
}
_KIND_OF = {word: kind for kind, words in _KINDS.items() for word in words}
_STATUS_OF = {word: status for status, words in _STATUSES.items() for word in words}


class BadCell(ValueError):
    """`message` is the Dutch sentence, without the number of the row."""

    def __init__(self, message: "str | Promise") -> None:
        super().__init__(str(message))
        self.message = str(message)


def text_in(field: str, cell: str) -> str:
    """A text on one line that fits in the field. Raises BadCell."""
    text = " ".join(_UNPRINTABLE.sub(" ", cell).split())
    if text.startswith(("=", "@")):
        raise BadCell(_("in ‘%(field)s’ staat een formule. Zet er gewone tekst neer.") % {"field": FIELDS[field]})
    if has_address(text):
        raise BadCell(_("in ‘%(field)s’ staat een e-mailadres. Haal het daar weg.") % {"field": FIELDS[field]})
    if len(text) > LENGTHS[field]:
        words = {"field": FIELDS[field], "count": LENGTHS[field]}
        raise BadCell(_("‘%(field)s’ is te lang. Er passen %(count)d tekens in.") % words)
    return text


def number_in(cell: str) -> str:
    """A register number, without spaces. Raises BadCell."""
    number = "".join(text_in("number", cell).split())
    if not number:
        raise BadCell(_("het registernummer ontbreekt. Vul het in."))
    if not _NUMBER.fullmatch(number):
        sentence = _("het registernummer “%(number)s” klopt niet. Gebruik alleen letters, cijfers en streepjes.")
        raise BadCell(sentence % {"number": masked(number)})
    return number


def places_in(cell: str) -> list[str]:
    """Places, apart by commas, semicolons or lines. Raises BadCell."""
    return [text_in("place", piece) for piece in re.split(r"[\n,;/|]+", cell) if piece.strip()]


def ranges_in(cell: str) -> list[tuple[str, str]]:
    """PC6 ranges, in order. Raises BadCell."""
    try:
        return sorted(cell_ranges(cell))
    except BadPostcode as error:
        piece = masked(cell if "@" in cell else error.piece)
        raise BadCell(_("postcode %(piece)s bestaat niet.") % {"piece": piece}) from None
    except TooManyPostcodes:
        raise BadCell(_("er staan te veel postcodes bij deze groep: hoogstens 200.")) from None


def addresses_in(field: str, cell: str) -> list[str]:
    """E-mail addresses, cleaned, in order. Raises BadCell, which repeats no address: problems are kept."""
    found = set()
    for piece in _BETWEEN_ADDRESSES.split(cell):
        address = piece.removeprefix("mailto:")
        if address:
            found.add(_address(field, address))
    if len(found) > MAX_ADDRESSES:
        raise BadCell(_("er staan te veel e-mailadressen in één cel: hoogstens 50."))
    return sorted(found)


def _address(field: str, text: str) -> str:
    try:
        validate_email(text)
    except ValidationError:
        raise BadCell(_not_an_address(field)) from None
    return clean_email(text)


def _not_an_address(field: str) -> str:
    return _("in ‘%(field)s’ staat een e-mailadres dat niet klopt. Kijk het na.") % {"field": FIELDS[field]}


def kind_in(cell: str) -> str | None:
    """The kind of group; None when the cell is empty. Raises BadCell."""
    return _known(cell, _KIND_OF, gettext_lazy("de soort “%(text)s” kennen we niet. Kies WhatsApp-groep of BPT."))


def status_in(cell: str) -> str | None:
    """The status of the group; None when the cell is empty. Raises BadCell."""
    return _known(cell, _STATUS_OF, gettext_lazy("de status “%(text)s” kennen we niet. Kies actief of beëindigd."))


def _known(cell: str, words: dict[str, str], sentence: "str | Promise") -> str | None:
    plain = re.sub(r"[^a-z0-9]", "", cell.casefold().replace("ë", "e"))
    if not plain and not cell.strip():
        return None
    if plain not in words:
        raise BadCell(str(sentence) % {"text": masked(cell)})
    return words[plain]
