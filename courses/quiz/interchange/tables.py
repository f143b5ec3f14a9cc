"""Tables of questions: how much of a file we read, and our own words for what `spreadsheets` refuses."""

from collections.abc import Iterator
from contextlib import contextmanager

import spreadsheets
from courses.quiz.interchange.problems import UnreadableFile

LIMITS = spreadsheets.Limits()

_CODES = {"too_many_rows": "too_many_questions"}
"""Of `spreadsheets` → of FILE_MESSAGES; the others are the same there."""


def xlsx_table(data: bytes) -> spreadsheets.Table:
    """Return the first sheet as texts. Raises UnreadableFile."""
    with own_words():
        return spreadsheets.xlsx_table(data, LIMITS)


def csv_table(text: str) -> spreadsheets.Table:
    """Return the rows. Raises UnreadableFile."""
    with own_words():
        return spreadsheets.csv_table(text, LIMITS)


@contextmanager
def own_words() -> Iterator[None]:
    """Raise UnreadableFile where `spreadsheets` raises UnreadableTable."""
    try:
        yield
    except spreadsheets.UnreadableTable as error:
        raise UnreadableFile(_CODES.get(error.code, error.code)) from None
