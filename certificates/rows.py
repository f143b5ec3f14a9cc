"""A certificate row as JSON, attached to its own PDF: from it a lost row is taken in again (DESIGN §11 e).

The same facts as on paper, with what the paper cannot show: hash of the token, place in the status list, keys. No
score, no e-mail, no register of people.
"""

import json
from collections.abc import Mapping
from datetime import date
from typing import Any, Final
from uuid import UUID

from certificates.models import Certificate

__all__ = ["ROW_NAME", "BadRow", "read_row", "row_json"]

ROW_NAME: Final = "certificaat.json"
SCHEMA: Final = 1
TEXTS: Final = (
    "number",
    "token_hash",
    "host",
    "holder_name",
    "group_name",
    "group_number",
    "group_kind",
    "municipality",
    "course_title",
    "course_code",
    "edition_number",
)
DAYS: Final = ("passed_on", "issued_on", "valid_until")
PLACES: Final = ("status_list", "status_index")


class BadRow(ValueError):
    """The JSON is not one of our rows."""


def row_json(certificate: Certificate) -> bytes:
    """The row as canonical JSON (sorted, no spaces, UTF-8); the same row gives the same bytes."""
    row: dict[str, Any] = {name: getattr(certificate, name) for name in (*TEXTS, *PLACES)}
    row |= {name: getattr(certificate, name).isoformat() for name in DAYS}
    completion = certificate.completion
    row |= {
        "schema": SCHEMA,
        "key": str(certificate.key),
        "completion": str(completion.key) if completion else None,
        "goals": list(certificate.goals),
    }
    return json.dumps(row, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def read_row(content: bytes) -> tuple[dict[str, Any], UUID | None]:
    """The fields of the row, and the key of its completion. Raises BadRow; ask only about a PDF with our seal."""
    try:
        row = json.loads(content)
        if row["schema"] != SCHEMA:
            raise BadRow(f"schema {row['schema']!r}")
        return fields_of(row), UUID(row["completion"]) if row["completion"] else None
    except (KeyError, TypeError, ValueError) as error:
        raise BadRow(type(error).__name__) from error


def fields_of(row: Mapping[str, Any]) -> dict[str, Any]:
    """What goes into the model, each in its own type."""
    fields: dict[str, Any] = {name: str(row[name]) for name in TEXTS}
    fields |= {name: int(row[name]) for name in PLACES}
    fields |= {name: date.fromisoformat(row[name]) for name in DAYS}
    return fields | {"key": UUID(row["key"]), "goals": [str(goal) for goal in row["goals"]]}
