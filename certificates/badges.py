"""The picture of a badge, drawn once and written as SVG and PNG, and baking a credential into either.

    svg = bake_svg(badge_svg(title), credential)
    png = bake_png(badge_png(title), credential)

Text becomes outlines, so that the badge looks the same everywhere; the font is that of the certificate. Flat fills
of the house (docs/look.md): the house with its lights on, the title on a ribbon.
"""

import io
import zlib
from dataclasses import dataclass
from functools import cache, lru_cache
from html import escape
from typing import Any, Final

from fontTools.pens.svgPathPen import SVGPathPen
from fontTools.pens.transformPen import TransformPen
from fontTools.ttLib import TTFont
from PIL import Image, ImageDraw, ImageFont

from certificates.rendering.glyphs import FONT_FOLDER, printable, widths

__all__ = ["KEYWORD", "badge_png", "badge_svg", "bake_png", "bake_svg"]

SIZE: Final = 600  # units of the drawing, and pixels of the PNG
FINER: Final = 3  # the PNG is drawn larger and shrunk: Pillow draws hard edges
BRAND, MIDDLE = "#0F5C55", "#2B7A70"
LAMP, PAPER, WHITE, FOLD = "#F2B33D", "#FBF8F3", "#FFFFFF", "#B9842A"
FONT_FILE: Final = FONT_FOLDER / "certificate-semibold.ttf"
UNITS_PER_EM: Final = 1000

TITLE_SIZES: Final = (50, 46, 42, 38, 34, 31, 28, 25, 22)
TITLE_WIDTH: Final = 500
TITLE_HEIGHT: Final = 122
TITLE_MIDDLE: Final = 399
LEADING: Final = 1.16
CAP_HEIGHT: Final = 0.66  # of the font, in em: what the eye takes for the height of a line

KEYWORD: Final = "openbadgecredential"
NAMESPACE: Final = "https://purl.imsglobal.org/ob/v3p0"
PNG_START: Final = b"\x89PNG\r\n\x1a\n"

Point = tuple[float, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class Disk:
    middle: Point
    radius: float
    fill: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Area:
    points: tuple[Point, ...]
    fill: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A line of text, its middle at `x`, standing on `y`."""

    text: str
    x: float
    y: float
    size: float
    fill: str


Shape = Disk | Area | Line


@lru_cache(maxsize=64)
def badge_svg(title: str) -> bytes:
    """Return the badge of the course `title` as SVG, 10 to 60 kB; the same title gives the same bytes."""
    name = escape(f"WABP Academie: {printable(title)}")
    box = f'viewBox="0 0 {SIZE} {SIZE}" width="{SIZE}" height="{SIZE}"'
    head = f'<svg xmlns="http://www.w3.org/2000/svg" {box} role="img">'
    return "".join([head, f"<title>{name}</title>", *map(_svg, _drawing(title)), "</svg>\n"]).encode()


@lru_cache(maxsize=64)
def badge_png(title: str) -> bytes:
    """Return the badge as PNG of 600 pixels on a transparent ground, about 20 kB."""
    picture = Image.new("RGBA", (SIZE * FINER, SIZE * FINER))
    draw = ImageDraw.Draw(picture)
    for shape in _drawing(title):
        _paint(draw, shape)
    file = io.BytesIO()
    # Flat fills and their soft edges need no more colors than a palette has; the file becomes a quarter.
    small = picture.resize((SIZE, SIZE), Image.Resampling.LANCZOS).quantize(256, method=Image.Quantize.FASTOCTREE)
    small.save(file, "PNG", optimize=True)
    return file.getvalue()


def bake_png(png: bytes, credential: str) -> bytes:
    """Return the PNG with the credential in it as Open Badges says: one iTXt chunk, not compressed.

    A credential that was in it goes. Raises ValueError when `png` is no PNG.
    """
    chunks = [chunk for chunk in _chunks(png) if not chunk[4:].startswith(b"iTXt" + KEYWORD.encode() + b"\0")]
    # Keyword, not compressed, method 0, no language, no translated keyword.
    data = KEYWORD.encode() + b"\0\0\0\0\0" + credential.encode()
    return PNG_START + b"".join([chunks[0], _chunk(b"iTXt", data), *chunks[1:]])


def bake_svg(svg: bytes, credential: str) -> bytes:
    """Return an SVG of `badge_svg` with the credential in it, right after its first tag."""
    start, end, rest = svg.partition(b">")
    # The only three symbols that could end the section stand in strings, where JSON may write them so.
    text = credential.replace("]]>", "]]\\u003e")
    space = f' xmlns:openbadges="{NAMESPACE}"'.encode()
    element = f"<openbadges:credential><![CDATA[{text}]]></openbadges:credential>".encode()
    return start + space + end + element + rest


# --- the drawing -----------------------------------------------------------------------------------------


def _drawing(title: str) -> tuple[Shape, ...]:
    return (*_ground(), *_street(), *_ribbon(), *_words(title))


def _ground() -> tuple[Shape, ...]:
    middle = (SIZE / 2, SIZE / 2)
    rings = ((292, BRAND), (276, LAMP), (270, BRAND))
    return tuple(Disk(middle=middle, radius=radius, fill=fill) for radius, fill in rings)


def _street() -> tuple[Shape, ...]:
    """Three houses and the lamp of the street; the house in the middle is that of the emblem."""
    post = Area(points=_box(497, 240, 6, 94), fill=LAMP)
    lamp = Disk(middle=(500, 232), radius=15, fill=LAMP)
    left, right = _house(92, 240, 128, MIDDLE), _house(378, 262, 96, MIDDLE)
    return (post, lamp, *left, *right, *_house(210, 190, 180, WHITE))


def _house(x: float, eaves: float, width: float, fill: str) -> tuple[Shape, ...]:
    """A house with its left wall at `x`, roof from `eaves` up, two windows and a door."""
    unit, foot = width / 34, 334.0
    top = eaves - 14.5 * unit
    wall: tuple[Point, ...] = ((x, foot), (x, eaves), (x + width / 2, top), (x + width, eaves), (x + width, foot))
    left, right, door = x + 7.5 * unit, x + 18.5 * unit, x + 13 * unit
    lights = (
        _box(left, eaves + unit, 8 * unit, 8 * unit),
        _box(right, eaves + unit, 8 * unit, 8 * unit),
        _box(door, foot - 13 * unit, 8 * unit, 13 * unit),
    )
    return (Area(points=wall, fill=fill), *(Area(points=points, fill=LAMP) for points in lights))


def _ribbon() -> tuple[Shape, ...]:
    """A band over the whole width, with its folded ends behind it."""
    top, bottom, fold = 324.0, 474.0, 26.0
    shapes: list[Shape] = []
    for edge, inner, outer in ((30.0, 62.0, 2.0), (570.0, 538.0, 598.0)):
        notch = (outer + (inner - outer) * 0.35, (top + bottom) / 2 + fold)
        low = bottom + fold
        tail = ((inner, top + fold), (outer, top + fold), notch, (outer, low), (inner, low))
        shapes.append(Area(points=tail, fill=LAMP))
        shapes.append(Area(points=((edge, bottom), (inner, bottom), (inner, low)), fill=FOLD))
    # The edges keep the white house and the light band apart.
    bands = ((top, bottom, LAMP), (top + 5, bottom - 5, PAPER))
    return (*shapes, *(Area(points=_box(30, high, 540, low - high), fill=fill) for high, low, fill in bands))


def _words(title: str) -> tuple[Shape, ...]:
    size, lines = fitted_title(printable(title))
    first = TITLE_MIDDLE - (len(lines) - 1) * size * LEADING / 2 + size * CAP_HEIGHT / 2
    titles = [
        Line(text=line, x=SIZE / 2, y=first + place * size * LEADING, size=size, fill=BRAND)
        for place, line in enumerate(lines)
    ]
    house = Line(text="WABP Academie", x=SIZE / 2, y=526, size=27, fill=WHITE)
    return (*titles, house)


def _box(x: float, y: float, width: float, height: float) -> tuple[Point, ...]:
    return ((x, y), (x + width, y), (x + width, y + height), (x, y + height))


# --- text ------------------------------------------------------------------------------------------------


def fitted_title(text: str) -> tuple[int, list[str]]:
    """The largest size at which `text` fits the ribbon, and its lines; what is left at the smallest size goes."""
    for size in TITLE_SIZES:
        lines = _lines(text, size)
        if len(lines) * size * LEADING <= TITLE_HEIGHT and all(text_width(line, size) <= TITLE_WIDTH for line in lines):
            return size, _balanced(text, size, len(lines))
    smallest = TITLE_SIZES[-1]
    most = int(TITLE_HEIGHT // (smallest * LEADING))
    kept = _lines(text, smallest)
    shown = [_cut(line, smallest) for line in kept[:most]]
    if len(kept) > most:
        shown[-1] = _cut(f"{shown[-1].rstrip('…')}…", smallest)
    return smallest, shown


def _balanced(text: str, size: float, count: int) -> list[str]:
    """The same number of lines, as equally long as words allow."""
    return next(
        lines
        for width in range(0, TITLE_WIDTH + 1, 10)
        if len(lines := _lines(text, size, width)) == count
        and all(text_width(line, size) <= TITLE_WIDTH for line in lines)
    )


def _lines(text: str, size: float, width: float = TITLE_WIDTH) -> list[str]:
    lines: list[str] = []
    for word in text.split():
        if lines and text_width(f"{lines[-1]} {word}", size) <= width:
            lines[-1] += f" {word}"
        else:
            lines.append(word)
    return lines


def _cut(line: str, size: float) -> str:
    """The line, or as much of its beginning as fits with an ellipsis."""
    short = line
    while short and text_width(short, size) > TITLE_WIDTH:
        short = f"{short.rstrip('…')[:-1]}…"
    return short


def text_width(text: str, size: float) -> float:
    known = widths()
    return size * sum(known.get(symbol, 1.0) for symbol in text)


# --- SVG and PNG -----------------------------------------------------------------------------------------


def _svg(shape: Shape) -> str:
    match shape:
        case Disk():
            x, y = shape.middle
            return f'<circle cx="{x:g}" cy="{y:g}" r="{shape.radius:g}" fill="{shape.fill}"/>'
        case Area():
            points = "L".join(f"{x:.5g} {y:.5g}" for x, y in shape.points)
            return f'<path fill="{shape.fill}" d="M{points}z"/>'
        case Line():
            return f'<path fill="{shape.fill}" d="{_outlines(shape)}"/>'


def _outlines(line: Line) -> str:
    (glyphs, names), known = _glyphs(), widths()
    pen = SVGPathPen(glyphs, ntos=lambda number: f"{number:.1f}".removesuffix(".0"))
    scale, x = line.size / UNITS_PER_EM, line.x - text_width(line.text, line.size) / 2
    for symbol in line.text:
        glyphs[names.get(ord(symbol), ".notdef")].draw(TransformPen(pen, (scale, 0, 0, -scale, x, line.y)))
        x += line.size * known.get(symbol, 1.0)
    path: str = pen.getCommands()
    return path


@cache
def _glyphs() -> tuple[Any, dict[int, str]]:
    """The outlines of the font, and which of them a code point has."""
    font = TTFont(FONT_FILE)
    return font.getGlyphSet(), font.getBestCmap()


def _paint(draw: ImageDraw.ImageDraw, shape: Shape) -> None:
    match shape:
        case Disk():
            (x, y), radius = shape.middle, shape.radius
            box = [(x - radius) * FINER, (y - radius) * FINER, (x + radius) * FINER, (y + radius) * FINER]
            draw.ellipse(box, fill=shape.fill)
        case Area():
            draw.polygon([(x * FINER, y * FINER) for x, y in shape.points], fill=shape.fill)
        case Line():
            font = ImageFont.truetype(str(FONT_FILE), shape.size * FINER)
            draw.text((shape.x * FINER, shape.y * FINER), shape.text, fill=shape.fill, font=font, anchor="ms")


def _chunks(png: bytes) -> list[bytes]:
    """The chunks of a PNG, whole."""
    if not png.startswith(PNG_START):
        raise ValueError("not a PNG")
    chunks, place = [], len(PNG_START)
    while place < len(png):
        end = place + 12 + int.from_bytes(png[place : place + 4], "big")
        if end > len(png):
            raise ValueError("not a whole PNG")
        chunks.append(png[place:end])
        place = end
    if not chunks:
        raise ValueError("not a whole PNG")
    return chunks


def _chunk(kind: bytes, data: bytes) -> bytes:
    return len(data).to_bytes(4, "big") + kind + data + zlib.crc32(kind + data).to_bytes(4, "big")
