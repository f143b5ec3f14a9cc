"""Why a whole file is refused."""

__all__ = ["CODES", "UnreadableTable"]

CODES = frozenset(
    {
        "formulas",
        "not_a_table",
        "not_a_workbook",
        "not_text",
        "protected_or_macros",
        "too_many_rows",
        "workbook_too_big",
    }
)


class UnreadableTable(ValueError):
    """The file as a whole cannot be read; `code` is one of CODES."""

    def __init__(self, code: str) -> None:
        if code not in CODES:
            raise KeyError(code)
        super().__init__(code)
        self.code = code
