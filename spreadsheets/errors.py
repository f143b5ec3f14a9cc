"""Why a whole file is refused."""

__all__ = ["CODES", "UnreadableTable"]

CODES = frozenset(
    {
        "formulas",
        "not_a_table",
        "not_a_workbook",
        "not_text",
        "protected_or_macros",
        "stray_quote",
        "too_many_rows",
        "workbook_too_big",
    }
)


class UnreadableTable(ValueError):
    """The file as a whole cannot be read; `code` is one of CODES, `row` the row in which it shows, from 1, or None."""

    def __init__(self, code: str, *, row: int | None = None) -> None:
        if code not in CODES:
            raise KeyError(code)
        super().__init__(code)
        self.code, self.row = code, row
