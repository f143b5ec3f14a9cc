"""What may stand in a log line: never a certificate number, a token, an address or a value of a row."""

import logging
import re

HIDDEN = "•••"
PATTERNS = (
    # /c/<number>/<token>, and the other addresses that open something for whoever has them.
    (re.compile(r"(/c/+)[^/\s?\"']+(/[^/\s?\"']+)?", re.IGNORECASE), rf"\1{HIDDEN}"),
    (re.compile(r"(/(?:panel|proef|mail/stop|hervatten|avond)/+)[^/\s?\"']+", re.IGNORECASE), rf"\1{HIDDEN}"),
    # A number however it was typed, and a token on its own (26 symbols of Crockford's base32).
    (re.compile(r"\bWABP(?:[-\s.]?[0-9A-Z]{4}){3}\b", re.IGNORECASE), f"WABP-{HIDDEN}"),
    (re.compile(r"\b[0-9A-HJKMNP-TV-Z]{26}\b", re.IGNORECASE), HIDDEN),
    (re.compile(r"[^\s@/<>\"'()]+@[^\s@/<>\"'()]+\.[a-z]{2,}", re.IGNORECASE), f"{HIDDEN}@{HIDDEN}"),
    # PostgreSQL quotes the row it could not write, the statement it could not read, the text it could not convert.
    (re.compile(r"^(\s*(?:DETAIL|CONTEXT|STATEMENT|QUERY|LINE \d+):).*", re.MULTILINE), rf"\1 {HIDDEN}"),
    (
        re.compile(r"((?:invalid input|out of range|invalid byte|syntax error)[^\n\"]*)\".*\"", re.IGNORECASE),
        rf"\1{HIDDEN}",
    ),
)


def mask(message: str) -> str:
    """`message` with everything that points at a person or a certificate replaced by dots."""
    for pattern, replacement in PATTERNS:
        message = pattern.sub(replacement, message)
    return message


class MaskingFormatter(logging.Formatter):
    """Masks the finished line with its traceback: the last line of that holds what the database said."""

    def format(self, record: logging.LogRecord) -> str:
        return mask(super().format(record))
