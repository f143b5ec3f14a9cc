"""How much of a file is read at most."""

from dataclasses import dataclass

__all__ = ["Limits"]


@dataclass(frozen=True, kw_only=True)
class Limits:
    """Rows per sheet, columns (what stands further to the right is left out), bytes unpacked, marks of XML.

    `marks` counts every `<` in the parts of a workbook: reading takes about 3 seconds per million of them.
    `formulas` says whether a workbook with formulas is read (their stored outcomes) or refused.
    `strict_quotes` says whether CSV is refused in which a quote may have swallowed rows: where a lost row costs more
    than a refusal.
    """

    rows: int = 20_000
    columns: int = 60
    unpacked: int = 60 * 1024 * 1024
    marks: int = 20_000_000
    formulas: bool = True
    strict_quotes: bool = False
