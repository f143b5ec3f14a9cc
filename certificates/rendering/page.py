"""The page of a certificate as HTML: facts in, escaped text in fitting sizes out."""

from datetime import date
from itertools import product
from pathlib import Path
from typing import Final, NamedTuple
from urllib.parse import urlsplit

from django.template import Context, Engine

from certificates.rendering.data import CertificateData
from certificates.rendering.glyphs import fitting_size, printable, text_height

FOLDER: Final = Path(__file__).resolve().parent
# No address: the name under which certificates.rendering.pdf puts the code among the pictures.
QR_SOURCE: Final = "qr:code"
SIGNATURE_SOURCE: Final = "signatory:signature"
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

# Points; every size has its class in certificate.css.
SIZES: Final = (44, 40, 36, 32, 28, 25, 22, 20, 18, 16, 15, 14, 13, 12, 11, 10, 9, 8, 7)
MM: Final = 2.835


class Box(NamedTuple):
    """Where a text stands that can be long, in points; leading in em and `largest` as in certificate.css."""

    height: float
    largest: int
    leading: float
    width: float = 187 * MM

    def size(self, texts: list[str], *, height: float) -> int:
        """Return the largest size at which `texts` are at most `height` high, or the smallest of all."""
        sizes = [size for size in SIZES if size <= self.largest]
        return fitting_size(texts=texts, width=self.width, height=height, sizes=sizes, leading=self.leading)

    def used(self, texts: list[str], *, size: int) -> float:
        """Return how high `texts` are at `size`."""
        return text_height(texts=texts, width=self.width, size=size, leading=self.leading)


ABOVE: Final = {
    "name": Box(height=23 * MM, largest=44, leading=1.15),
    "group": Box(height=10 * MM, largest=13, leading=1.3),
    "course": Box(height=17 * MM, largest=28, leading=1.2),
}
# For those three and the goals: the box of facts without its head, the three lines between, and all margins.
ROOM: Final = (135 - 24 - 17 - 1) * MM - 3 * 12 * 1.2
GOALS: Final = Box(height=ROOM, largest=13, leading=1.42, width=(187 - 6) * MM)
TIGHT_GOALS: Final = GOALS._replace(leading=1.2)
# Of their own heights: long goals push the three together, for they are whole at 7 points or larger.
SHARES: Final = (1.0, 0.8, 0.6)
SIGNATORY: Final = Box(height=8 * MM, largest=12, leading=1.25, width=58 * MM)
FUNCTION: Final = SIGNATORY._replace(largest=11)
# One line: a number is compared symbol by symbol.
NUMBER: Final = Box(height=20, largest=14, leading=1.3, width=51 * MM)

# An own engine, made once: rendering needs no settings, and no template of the site can slip in. Escapes always.
_template = Engine(dirs=[str(FOLDER)], autoescape=True).get_template("certificate.html")


def dutch_date(day: date) -> str:
    """Return a day as it is written in Dutch, like "21 november 2026"."""
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"


def link_address(url: str) -> str:
    """Return `url` with scheme and host in lower case: the same address, but phones know only "https"."""
    parts = urlsplit(url)
    return parts._replace(netloc=parts.netloc.lower()).geturl()


def render_html(*, data: CertificateData) -> str:
    """Return the page of `data` as an HTML document for certificate.css."""
    parts = _facts(data=data) | _signatory(data=data) | _dates(data=data) | _sizes(data=data)
    return _template.render(Context(parts))


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
        "link": link_address(data.url),
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


def _signatory(*, data: CertificateData) -> dict[str, object]:
    """Return who signs, in sizes that fit; without a name nobody does, whatever else is given."""
    name, function = printable(data.signatory_name), printable(data.signatory_function)
    return {
        "signatory": name,
        "function": function,
        "signature_source": SIGNATURE_SOURCE if data.signatory_picture else "",
        "signatory_size": str(SIGNATORY.size([name], height=SIGNATORY.height)),
        "function_size": str(FUNCTION.size([function], height=FUNCTION.height)),
    }


def _sizes(*, data: CertificateData) -> dict[str, object]:
    """Return the size in points of each text that can be long, and whether the lines of the goals are close."""
    above = {
        "name": [printable(data.holder_name)],
        "group": [_group(data=data)],
        "course": [printable(data.course_title)],
    }
    sizes, is_tight = _fact_sizes(above=above, goals=_goals(data=data))
    sizes["number"] = NUMBER.size([printable(data.number)], height=NUMBER.height)
    return {f"{name}_size": str(size) for name, size in sizes.items()} | {"is_tight": is_tight}


def _fact_sizes(*, above: dict[str, list[str]], goals: list[str]) -> tuple[dict[str, int], bool]:
    """Return the sizes of `goals` and of the texts `above` them with which all are whole, and whether it is tight."""
    sizes: dict[str, int] = {}
    for share, box in product(SHARES, (GOALS, TIGHT_GOALS)):
        sizes = {name: each.size(above[name], height=each.height * share) for name, each in ABOVE.items()}
        left = ROOM - sum(each.used(above[name], size=sizes[name]) for name, each in ABOVE.items())
        sizes["goals"] = box.size(goals, height=left)
        if box.used(goals, size=sizes["goals"]) <= left:
            return sizes, box is TIGHT_GOALS
    return sizes, True


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
