"""The page of a certificate as HTML: facts in, escaped text in fitting sizes out."""

from datetime import date
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

from django.template import Context, Engine

from certificates.rendering.data import CertificateData
from certificates.rendering.glyphs import fitting_size, printable

FOLDER: Final = Path(__file__).resolve().parent
# No address: the name under which certificates.rendering.pdf puts the code among the pictures.
QR_SOURCE: Final = "qr:code"
MOST_GOALS: Final = 5
KINDS: Final = {"whatsapp": "WhatsApp-groep", "bpt": "Buurtpreventieteam"}
MONTHS: Final = (
    "januari",
    "februari",
    "maart",
    "april",
    "mei",
    "juni",
    "juli",
    "augustus",
    "september",
    "oktober",
    "november",
    "december",
)

# Points; every size has its class in certificate.css. A millimeter is 2.835 points.
SIZES: Final = (44, 40, 36, 32, 28, 25, 22, 20, 18, 16, 15, 14, 13, 12, 11, 10, 9, 8, 7)
LEFT_COLUMN: Final = 187 * 2.835
NAME_HEIGHT: Final = 23 * 2.835
GROUP_HEIGHT: Final = 10 * 2.835
COURSE_HEIGHT: Final = 17 * 2.835
GOALS_HEIGHT: Final = 33 * 2.835
GOAL_INDENT: Final = 6 * 2.835
NUMBER_WIDTH: Final = 51 * 2.835
# One line: a number is compared symbol by symbol.
NUMBER_HEIGHT: Final = 20

# An own engine, made once: rendering needs no settings, and no template of the site can slip in. Escapes always.
_template = Engine(dirs=[str(FOLDER)], autoescape=True).get_template("certificate.html")


def dutch_date(day: date) -> str:
    """Return a day as it is written in Dutch, like "21 november 2026"."""
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"


def render_html(*, data: CertificateData) -> str:
    """Return the page of `data` as an HTML document for certificate.css."""
    return _template.render(Context(_facts(data=data) | _dates(data=data) | _sizes(data=data)))


def _facts(*, data: CertificateData) -> dict[str, object]:
    """Return the texts of the page, all in printable form. No numbers: Django asks its settings how to write those."""
    return {
        "language": data.language,
        "name": printable(data.holder_name),
        "group": _group(data=data),
        "course": printable(data.course_title),
        "goals": _goals(data=data),
        "edition": printable(data.edition),
        "number": printable(data.number),
        "check_address": f"{urlsplit(data.url).netloc.lower()}/controle/",
        "qr_source": QR_SOURCE,
    }


def _dates(*, data: CertificateData) -> dict[str, object]:
    """Return the days in Dutch, and the stamp of the file: noon, so that no time zone makes it another day."""
    return {
        "passed_on": dutch_date(data.passed_on),
        "issued_on": dutch_date(data.issued_on),
        "valid_until": dutch_date(data.valid_until),
        "stamp": f"{data.issued_on.isoformat()}T12:00:00Z",
    }


def _sizes(*, data: CertificateData) -> dict[str, object]:
    """Return the size in points of each text that can be long; leading as in certificate.css."""
    name, course = [printable(data.holder_name)], [printable(data.course_title)]
    group, goals, number = [_group(data=data)], _goals(data=data), [printable(data.number)]
    goal_width = LEFT_COLUMN - GOAL_INDENT
    return {
        "name_size": _size(texts=name, height=NAME_HEIGHT, largest=44, leading=1.15),
        "group_size": _size(texts=group, height=GROUP_HEIGHT, largest=13, leading=1.3),
        "course_size": _size(texts=course, height=COURSE_HEIGHT, largest=28, leading=1.2),
        "goals_size": _size(texts=goals, height=GOALS_HEIGHT, largest=13, leading=1.42, width=goal_width),
        "number_size": _size(texts=number, height=NUMBER_HEIGHT, largest=14, leading=1.3, width=NUMBER_WIDTH),
    }


def _size(*, texts: list[str], height: float, largest: int, leading: float, width: float = LEFT_COLUMN) -> str:
    sizes = [size for size in SIZES if size <= largest]
    return str(fitting_size(texts=texts, width=width, height=height, sizes=sizes, leading=leading))


def _group(*, data: CertificateData) -> str:
    """Return the line under the name, like "WhatsApp-groep Leyens alert, registernummer 4711, gemeente Stein"."""
    kind = KINDS.get(data.group_kind, data.group_kind)
    name = printable(data.group_name)
    # "Buurtpreventieteam Buurtpreventieteam Oost" helps nobody.
    whole = name if name.casefold().startswith(kind.casefold()) else f"{kind} {name}"
    return printable(f"{whole}, registernummer {data.group_number}, gemeente {data.municipality}")


def _goals(*, data: CertificateData) -> list[str]:
    """Return the goals as printed, without the mark that ended each in its list."""
    return [printable(goal).rstrip(";.") for goal in data.goals[:MOST_GOALS]]
