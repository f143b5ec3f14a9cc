"""What may stand in a log line: never a certificate number, a token, an address or a code."""

import logging
import re

# /c/<number>/<token>, a typed number, an e-mail address: the parts of a URL or message that are personal.
PATTERNS = (
    (re.compile(r"(/c/)[^/\s?]+(/[^/\s?]+)?", re.IGNORECASE), r"\1•••"),
    (re.compile(r"WABP-[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}", re.IGNORECASE), "WABP-•••"),
    (re.compile(r"[^\s@/<>\"']+@[^\s@/<>\"']+\.[a-z]{2,}", re.IGNORECASE), "•••@•••"),
    (re.compile(r"(/(?:panel|mail/stop|hervatten|avond)/)[^/\s?]+", re.IGNORECASE), r"\1•••"),
)


def mask(message: str) -> str:
    """`message` with everything that points at a person or a certificate replaced by dots."""
    for pattern, replacement in PATTERNS:
        message = pattern.sub(replacement, message)
    return message


class MaskSecrets(logging.Filter):
    """Masks the finished message of every record, its traceback excepted (that holds code, not values)."""

    def filter(self, record: logging.LogRecord) -> bool:
        record.msg, record.args = mask(record.getMessage()), ()
        return True
