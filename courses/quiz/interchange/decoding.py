"""From the bytes of a text file to text."""

import spreadsheets
from courses.quiz.interchange.problems import Problem
from courses.quiz.interchange.tables import own_words


def decode(data: bytes) -> tuple[str, list[Problem]]:
    """Return the text, without a byte order mark, and a problem when it had to be converted.

    Raises UnreadableFile("not_text").
    """
    with own_words():
        text, converted = spreadsheets.decode(data)
    return text, [Problem(place="", title="", code="converted_encoding")] if converted else []
