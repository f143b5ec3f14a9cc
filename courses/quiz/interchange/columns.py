"""The columns of our spreadsheet, and the words for the kinds of questions in it."""

import unicodedata

ANSWERS = 8

KIND, STEM, RIGHT, EXPLANATION = "soort", "vraag", "goed", "uitleg"
CATEGORY, IDNUMBER, TAGS, TITLE = "categorie", "kenmerk", "labels", "titel"
ANSWER_COLUMNS = tuple(f"antwoord {n}" for n in range(1, ANSWERS + 1))
FEEDBACK_COLUMNS = tuple(f"uitleg bij antwoord {n}" for n in range(1, ANSWERS + 1))
COLUMNS = (KIND, STEM, *ANSWER_COLUMNS, RIGHT, EXPLANATION, *FEEDBACK_COLUMNS, CATEGORY, IDNUMBER, TAGS, TITLE)

SINGLE, MULTIPLE, MULTIPLE_PARTLY = "één antwoord", "meer antwoorden", "meer antwoorden (deels goed telt)"
TRUE_FALSE, MATCHING, NUMBER = "waar of niet waar", "koppelen", "getal"
ORDER, ORDER_PARTLY = "volgorde", "volgorde (deels goed telt)"
SHORT, OPEN = "kort antwoord", "open vraag"

KINDS = (SINGLE, MULTIPLE, MULTIPLE_PARTLY, TRUE_FALSE, ORDER, ORDER_PARTLY, MATCHING, NUMBER, SHORT, OPEN)
TRUE, FALSE = "waar", "niet waar"

_ALSO = {"meerkeuze": SINGLE, "meerdere antwoorden": MULTIPLE, "waar/niet waar": TRUE_FALSE, "open": OPEN}


def simple(text: str) -> str:
    """Return the text in small letters, without accents and extra spaces: what people type alike is alike."""
    plain = "".join(c for c in unicodedata.normalize("NFKD", text.casefold()) if not unicodedata.combining(c))
    return " ".join(plain.split())


_KINDS = {simple(kind): kind for kind in KINDS} | {simple(word): kind for word, kind in _ALSO.items()}
_COLUMNS = {simple(column): column for column in COLUMNS}


def kind_of(text: str) -> str | None:
    """Return the kind that somebody typed, None for another word."""
    return _KINDS.get(simple(text))


def column_of(text: str) -> str | None:
    """Return the column that a heading names, None for another."""
    return _COLUMNS.get(simple(text))
