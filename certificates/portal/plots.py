"""Two plots as SVG made here: columns over months, bars per neighborhood.

Plain functions: points in, SVG out. Colors come from classes (static/css/portal.css), so that the strict CSP holds and
the dark has its own. Each plot has a title and a description; the table beside it says the same in figures.
"""

from collections.abc import Iterable, Iterator, Sequence

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

__all__ = ["Point", "bars", "columns"]

# A label and its figure; 0 draws nothing.
Point = tuple[str, int]

WIDTH = 360
LEFT, RIGHT, TOP, BOTTOM = 38, 28, 12, 30  # right: half of the last label
HEIGHT = 220  # of the field of the columns
ROW = 46  # of one bar: its words, and the bar below them
STEPS = (5, 10, 20, 25, 50)
LINES = 5  # at most, beside the ground


def columns(points: Sequence[Point], *, title: str, description: str, every: int = 6) -> SafeString:
    """One column per point from left to right; every so many points one label below, the last one always."""
    top = _ceiling(max((figure for _label, figure in points), default=0))
    slot = (WIDTH - LEFT - RIGHT) / max(len(points), 1)
    parts = [
        *_lines(top),
        *(_column(number, figure, slot=slot, top=top) for number, (_label, figure) in enumerate(points)),
        *_below(points, slot=slot, every=every),
    ]
    return _svg(parts, height=TOP + HEIGHT + BOTTOM, name="maanden", title=title, description=description)


def bars(points: Sequence[Point], *, title: str, description: str) -> SafeString:
    """One bar per point from top to bottom, with its label and figure above it."""
    top = max((figure for _label, figure in points), default=0) or 1
    parts = [_bar(number, *point, top=top) for number, point in enumerate(points)]
    return _svg(parts, height=ROW * len(points) + 4, name="buurten", title=title, description=description)


def _svg(parts: Iterable[SafeString], *, height: int, name: str, title: str, description: str) -> SafeString:
    return format_html(
        '<svg class="plot" viewBox="0 0 {} {}" role="img" aria-labelledby="{}-titel {}-uitleg">'
        '<title id="{}-titel">{}</title><desc id="{}-uitleg">{}</desc>{}</svg>',
        *(WIDTH, height, name, name, name, title, name, description),
        format_html_join("", "{}", ((part,) for part in parts)),
    )


def _ceiling(most: int) -> tuple[int, int]:
    """Where the field ends, and the step between its lines: round figures."""
    scale = 1
    while True:
        for step in STEPS:
            if most <= step * scale * LINES:
                return max(-(-most // (step * scale)), 1) * step * scale, step * scale
        scale *= 10


def _lines(top: tuple[int, int]) -> Iterator[SafeString]:
    most, step = top
    for figure in range(0, most + 1, step):
        y = _number(TOP + HEIGHT - HEIGHT * figure / most)
        line = "plot__ground" if figure == 0 else "plot__line"
        yield format_html('<path class="{}" d="M{} {}H{}"/>', line, LEFT, y, WIDTH - RIGHT)
        yield format_html('<text class="plot__figure" x="{}" y="{}" text-anchor="end">{}</text>', LEFT - 6, y, figure)


def _column(number: int, figure: int, *, slot: float, top: tuple[int, int]) -> SafeString:
    """Nothing for a figure that is not told."""
    if not figure:
        return mark_safe("")
    height = HEIGHT * figure / top[0]
    return _block(LEFT + slot * number + 1, TOP + HEIGHT - height, max(slot - 2, 1), height)


def _below(points: Sequence[Point], *, slot: float, every: int) -> Iterator[SafeString]:
    """Labels under the middle of their columns, counted back from the last."""
    for number in range(len(points) - 1, -1, -every):
        yield format_html(
            '<text class="plot__label" x="{}" y="{}" text-anchor="middle">{}</text>',
            *(_number(LEFT + slot * (number + 0.5)), TOP + HEIGHT + 22, points[number][0]),
        )


def _bar(number: int, label: str, figure: int, *, top: int) -> SafeString:
    y = ROW * number
    words = format_html(
        '<text class="plot__name" x="0" y="{}">{}</text><text class="plot__count" x="{}" y="{}" text-anchor="end">{}'
        "</text>",
        *(y + 18, _short(label), WIDTH, y + 18, figure),
    )
    return words + _block(0, y + 25, max(WIDTH * figure / top, 2), 14)


def _block(x: float, y: float, width: float, height: float) -> SafeString:
    return format_html(
        '<rect class="plot__block" x="{}" y="{}" width="{}" height="{}" rx="2"/>',
        *map(_number, (x, y, width, height)),
    )


def _short(label: str, longest: int = 32) -> str:
    return label if len(label) <= longest else f"{label[: longest - 1]}…"


def _number(value: float) -> str:
    """With one decimal and a point, whatever the language of the page."""
    return f"{value:.1f}".removesuffix(".0")
