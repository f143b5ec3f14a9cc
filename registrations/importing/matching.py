"""Which column of the file is which field of a group, by the words of its heading."""

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

__all__ = ["FIELDS", "MANY", "REQUIRED", "Columns", "headings_in", "is_unclear", "match", "missing"]

Columns = dict[str, list[str]]
"""Field → the headings of the columns that it is read from: one, of places, postcodes and addresses also more."""

FIELDS: "dict[str, str | Promise]" = {
    "number": _("Registernummer"),
    "name": _("Naam"),
    "kind": _("Soort"),
    "municipality": _("Gemeente"),
    "place": _("Plaats"),
    "postcodes": _("Postcodes"),
    "status": _("Status"),
    "managers": _("E-mail beheerder"),
    "members": _("E-mail leden"),
}
REQUIRED = ("number", "name", "municipality")
MANY = frozenset({"place", "postcodes", "managers", "members"})

_WORDS: Mapping[str, Sequence[str]] = {
    "number": (
        "registernummer",
        "nummer",
        "nr",
        "registratienummer",
        "groepsnummer",
        "groepnummer",
        "wabpnummer",
        "id",
    ),
    "name": ("naam", "groepsnaam", "groepnaam", "naamgroep", "naamvandegroep", "groep", "naambpt", "naamteam"),
    "kind": ("soort", "type", "soortgroep", "typegroep"),
    "municipality": ("gemeente", "gemeentenaam"),
    "place": ("plaats", "plaatsen", "woonplaats", "woonplaatsen", "plaatsnaam", "kern", "kernen", "dorp"),
    "postcodes": ("postcode", "postcodes", "postcodegebied", "postcodegebieden", "pc4", "pc6", "werkgebied"),
    "status": ("status", "stand", "actief"),
    "managers": (
        *("emailbeheerder", "emailbeheerders", "mailbeheerder", "emailadresbeheerder", "emailadressenbeheerders"),
        *("beheerder", "beheerders", "emailcoordinator"),
    ),
    "members": ("emaillid", "emailleden", "mailleden", "emailadresleden", "emailadressenleden", "leden", "lid"),
}
# Whose addresses? Who is in the column of the beheerders is let in as one, so a person says it.
_UNCLEAR = frozenset(
    {"email", "emails", "emailadres", "emailadressen", "mail", "mailadres", "emailcontact", "contact", "contacten"}
)
_FIELD_OF = {word: field for field, words in _WORDS.items() for word in words}


def field_of(heading: str) -> str | None:
    """The field that a heading means: *E-mail beheerder(s)*, *e-mailbeheerder 2* and *EMAIL_BEHEERDER* are one."""
    letters = _letters(heading)
    return _FIELD_OF.get(letters) or _FIELD_OF.get(letters.rstrip("0123456789"))


def is_unclear(heading: str) -> bool:
    """Whether a column has addresses of nobody knows whom: *E-mail*, *Contact 2*. It has no field by itself."""
    return _letters(heading).rstrip("0123456789") in _UNCLEAR


def _letters(heading: str) -> str:
    return re.sub(r"[^a-z0-9]", "", unicodedata.normalize("NFKD", heading.casefold()))


def headings_in(cells: Iterable[str]) -> int:
    """How many of these cells are headings that we know."""
    return len({field for cell in cells if (field := field_of(cell) or is_unclear(cell))})


def match(headings: Sequence[str]) -> Columns:
    """The columns by their headings, the first for each field; of MANY all of them."""
    columns: Columns = {}
    for heading in headings:
        field = field_of(heading)
        if field and (field in MANY or field not in columns):
            columns.setdefault(field, []).append(heading)
    return columns


def missing(columns: Columns) -> list[str]:
    """The fields without which no group can be read."""
    return [field for field in REQUIRED if not columns.get(field)]
