"""How much of a file is read at most."""

from dataclasses import dataclass

__all__ = ["Limits"]


@dataclass(frozen=True, kw_only=True)
class Limits:
    """Rows per sheet, columns (what stands further to the right is left out), bytes unpacked, marks of XML.

    `marks` counts every `<` in the parts of a workbook: reading takes about 3 seconds per million of them.
    `formulas` says whether a workbook with formulas is read (their stored outcomes) or refused.
    """

    rows: int = 20_000
    columns: int = 60
    unpacked: int = 60 * 1024 * 1024
    marks: int = 20_000_000
    formulas: bool = True
