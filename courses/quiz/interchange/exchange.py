"""The two doors: a file in, a file out."""

from collections.abc import Callable, Iterable

from courses.quiz.interchange.aiken import read_aiken, write_aiken
from courses.quiz.interchange.decoding import decode
from courses.quiz.interchange.gift import read_gift
from courses.quiz.interchange.gift_writer import write_gift
from courses.quiz.interchange.items import BankItem, Import
from courses.quiz.interchange.moodle_xml import read_moodle_xml
from courses.quiz.interchange.moodle_xml_writer import write_moodle_xml
from courses.quiz.interchange.problems import Problem, UnreadableFile
from courses.quiz.interchange.spreadsheet import read_table
from courses.quiz.interchange.spreadsheet_writer import write_csv, write_xlsx
from courses.quiz.interchange.tables import csv_table, xlsx_table

MAX_BYTES = 10 * 1024 * 1024

_TEXT_READERS: dict[str, Callable[[str], Import]] = {
    "gift": read_gift,
    "moodle_xml": read_moodle_xml,
    "aiken": read_aiken,
    "csv": lambda text: read_table(csv_table(text)),
}
_WRITERS: dict[str, Callable[[Iterable[BankItem]], tuple[bytes, list[Problem]]]] = {
    "gift": write_gift,
    "moodle_xml": write_moodle_xml,
    "aiken": write_aiken,
    "xlsx": write_xlsx,
    "csv": write_csv,
}

FORMATS: tuple[str, ...] = tuple(_WRITERS)
"""The formats, for `read` and `write`."""


def read(data: bytes, format: str) -> Import:
    """Read a file: the questions that can come in, and a problem for all that cannot.

    Raises UnreadableFile when nothing of it can be read, and KeyError for a format that is not in FORMATS.
    """
    if len(data) > MAX_BYTES:
        raise UnreadableFile("file_too_big")
    if format == "xlsx":
        return read_table(xlsx_table(data))
    reader = _TEXT_READERS[format]
    text, problems = decode(data)
    found = reader(text)
    return Import(items=found.items, problems=[*problems, *found.problems])


def write(items: Iterable[BankItem], format: str) -> tuple[bytes, list[Problem]]:
    """Write a file, and tell what it does not hold. Raises KeyError for a format that is not in FORMATS."""
    return _WRITERS[format](items)
