"""Which column of the file is which field of a group, by the words of its heading."""

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

__all__ = ["FIELDS", "MANY", "REQUIRED", "Columns", "headings_in", "match", "missing"]

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
        *("beheerder", "beheerders", "emailcoordinator", "email", "emailadres", "emailcontact", "contact"),
    ),
    "members": ("emaillid", "emailleden", "mailleden", "emailadresleden", "emailadressenleden", "leden", "lid"),
}
_FIELD_OF = {word: field for field, words in _WORDS.items() for word in words}


def field_of(heading: str) -> str | None:
    """The field that a heading means: *E-mail beheerder(s)*, *e-mailbeheerder 2* and *EMAIL_BEHEERDER* are one."""
    plain = unicodedata.normalize("NFKD", heading.casefold())
    letters = re.sub(r"[^a-z0-9]", "", plain)
    return _FIELD_OF.get(letters) or _FIELD_OF.get(letters.rstrip("0123456789"))


def headings_in(cells: Iterable[str]) -> int:
    """How many of these cells are headings that we know."""
    return len({field for cell in cells if (field := field_of(cell))})


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
