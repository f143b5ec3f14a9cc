"""No name, address, number or token in the log, in whatever way it comes there (DESIGN §7)."""

import logging
import sys
from typing import Any

import pytest

from certificates.numbers import new_number, new_token
from cms import settings as house_settings
from cms.logs import MaskingFormatter, mask


def line_of(error: Exception, message: str = "due job %s failed") -> str:
    """The line that the house writes about `error`."""
    options = dict(house_settings.LOGGING["formatters"]["plain"])
    assert options.pop("()") == "cms.logs.MaskingFormatter"
    try:
        raise error
    except type(error):
        record = logging.LogRecord("cms", logging.ERROR, "", 1, message, ("mail",), sys.exc_info())
    return MaskingFormatter(**options).format(record)


def test_numbers_and_tokens_are_hidden_however_they_are_written() -> None:
    number, token = new_number(), new_token()
    line = f'"GET /C/{number}/{token} HTTP/1.1" 200 /c/{number.lower()}/ {number.replace("-", " ")} {token}'
    masked = mask(line)
    assert token not in masked and number[5:9] not in masked.upper()
    assert masked.startswith('"GET /C/••• HTTP/1.1" 200 /c/•••/ ')


def test_the_rest_of_a_line_stays() -> None:
    assert mask("GET /cursussen/saar/ 200") == "GET /cursussen/saar/ 200"


@pytest.mark.parametrize(
    "text",
    [
        'duplicate key value violates unique constraint "user_email"\nDETAIL:  Key (email)=(jan@voorbeeld.nl) exists.',
        'null value in column "x"\nDETAIL:  Failing row contains (12, Jan de Wit, null).',
        "syntax error at or near \"Jan de Wit\"\nLINE 1: SELECT * FROM x WHERE name = 'Jan de Wit'",
        'invalid input syntax for type integer: "Jan de Wit"',
        "(550, b'no such user', 'jan@voorbeeld.nl')",
        f"no file for WABP-1234-5678-9ABC, token {'0A' * 13}",
    ],
)
def test_a_traceback_is_masked_too(text: str) -> None:
    line = line_of(ValueError(text))
    assert "Traceback" in line and "ValueError" in line and "due job mail failed" in line
    for secret in ("jan@", "Jan", "1234-5678", "0A0A"):
        assert secret not in line.split("ValueError: ", 1)[1]


def test_the_outbox_has_no_handler_of_its_own() -> None:
    """post_office brings one that masks nothing, unless it finds one."""
    loggers: dict[str, Any] = house_settings.LOGGING["loggers"]
    assert loggers["post_office"]["handlers"] == ["console"]
    ours = [handler for handler in logging.getLogger("post_office").handlers if type(handler) is logging.StreamHandler]
    assert [type(handler.formatter) for handler in ours] == [MaskingFormatter]
