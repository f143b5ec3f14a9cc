"""Questions in and out of files: GIFT, Moodle XML, Aiken and our own spreadsheet (docs: quiz.md §2.1 to §2.3).

found = read(data, "gift")                  # UnreadableFile
found.items, found.problems
data, problems = write(items, "moodle_xml")
template()                                  # the spreadsheet to fill in
"""

from courses.quiz.interchange.exchange import FORMATS, MAX_BYTES, read, write
from courses.quiz.interchange.items import BankItem, Import
from courses.quiz.interchange.problems import MESSAGES, Problem, UnreadableFile
from courses.quiz.interchange.spreadsheet_writer import template

__all__ = [
    "FORMATS",
    "MAX_BYTES",
    "MESSAGES",
    "BankItem",
    "Import",
    "Problem",
    "UnreadableFile",
    "read",
    "template",
    "write",
]
