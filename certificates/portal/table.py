"""The list of groups as rows of texts, to take along. What the page hides is hidden here too."""

import unicodedata
from collections.abc import Iterable

from django.utils.translation import gettext as _

from certificates.portal.groups import GroupRow

__all__ = ["group_table"]


def group_table(rows: Iterable[GroupRow]) -> list[list[str]]:
    """A heading, then a line per group; ask for groups with their postcodes, or each costs a query."""
    rows = list(rows)
    courses = [count.course_title for count in rows[0].counts] if rows else []
    places = [_("Registernummer"), _("Naam"), _("Soort"), _("Plaats"), _("Gemeente"), _("Postcodes")]
    return [[*places, *map(_one_line, courses)], *map(_line, rows)]


def _line(row: GroupRow) -> list[str]:
    group = row.group
    postcodes = ", ".join(str(part) for part in group.postcodes.all())
    facts = [group.number, group.name, group.get_kind_display(), group.place, group.municipality, postcodes]
    return [*map(_one_line, facts), *(count.words for count in row.counts)]


def _one_line(text: str) -> str:
    """Without control characters, which a workbook refuses."""
    return "".join(sign for sign in " ".join(text.split()) if unicodedata.category(sign) not in ("Cc", "Cs", "Cn"))
