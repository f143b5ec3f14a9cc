"""Tables in and out of files, in plain Python: xlsx and CSV that came from outside are looked through first.

Reading gives rows of texts and raises UnreadableTable with a code; the sentences belong to who asked. No Django.
"""

from spreadsheets.errors import CODES, UnreadableTable
from spreadsheets.limits import Limits
from spreadsheets.reading import Table, csv_table, xlsx_table
from spreadsheets.texts import decode
from spreadsheets.writing import csv_bytes, xlsx_bytes

__all__ = [
    "CODES",
    "Limits",
    "Table",
    "UnreadableTable",
    "csv_bytes",
    "csv_table",
    "decode",
    "xlsx_bytes",
    "xlsx_table",
]
