"""Areas of a picture, in whole numbers of its natural size: inside is exact, and an edge counts."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TypeAlias

from courses.quiz.reader import Reader

Point: TypeAlias = tuple[int, int]
"""Across and down from the left upper corner."""

MAX_SIDE = 4000
"""Width or height of a picture."""

MAX_CORNERS = 20
"""Corners of one polygon."""

COUNTS = {"rectangle": (4, 4), "circle": (3, 3), "polygon": (6, 2 * MAX_CORNERS)}
"""How many numbers a shape takes: fewest and most."""


@dataclass(frozen=True, kw_only=True)
class Area:
    """A place in the picture. `coords`: a rectangle has left, top, right, bottom; a circle middle and radius; a
    polygon the corners in turn. `label` names it in the list, `feedback` is for who chose it."""

    id: str
    label: str
    shape: str
    coords: tuple[int, ...]
    correct: bool
    feedback: str = ""

    @classmethod
    def parse(cls, reader: Reader) -> "Area":
        """Read one area of the content, with numbers that draw something."""
        shape = reader.word("shape", allowed=tuple(COUNTS))
        coords = reader.integers("coords", fewest=1, most=2 * MAX_CORNERS)
        fewest, most = COUNTS[shape]
        if not fewest <= len(coords) <= most or (shape == "polygon" and len(coords) % 2):
            raise reader.fail("bad_shape", "coords")
        if is_flat(shape, coords):
            raise reader.fail("flat_area", "coords")
        return cls(
            id=reader.id(),
            label=reader.text("label", required=True),
            shape=shape,
            coords=coords,
            correct=reader.flag("correct"),
            feedback=reader.text("feedback"),
        )

    def to_json(self) -> dict[str, object]:
        """Return the content of this area."""
        place = {"shape": self.shape, "coords": list(self.coords)}
        return {"id": self.id, "label": self.label, **place, "correct": self.correct, "feedback": self.feedback}

    def holds(self, point: Point) -> bool:
        """Tell whether the point lies in this area or on its edge."""
        return HOLDS[self.shape](self.coords, point)

    def fits(self, width: int, height: int) -> bool:
        """Tell whether the whole area lies in the picture."""
        return all(0 <= x <= width and 0 <= y <= height for x, y in extremes(self.shape, self.coords))


def corners(coords: Sequence[int]) -> list[Point]:
    """Return the numbers in pairs."""
    return list(zip(coords[::2], coords[1::2], strict=True))


def extremes(shape: str, coords: Sequence[int]) -> list[Point]:
    """Return points that are in the picture only when the whole area is."""
    if shape != "circle":
        return corners(coords)
    x, y, radius = coords
    return [(x - radius, y - radius), (x + radius, y + radius)]


def is_flat(shape: str, coords: Sequence[int]) -> bool:
    """Tell whether there is nothing inside, or a rectangle that is given from the wrong corner."""
    if shape == "circle":
        return coords[2] < 1
    if shape == "rectangle":
        return coords[0] >= coords[2] or coords[1] >= coords[3]
    return sum(ax * by - bx * ay for (ax, ay), (bx, by) in sides(coords)) == 0


def sides(coords: Sequence[int]) -> list[tuple[Point, Point]]:
    """Return the sides of a polygon, the last one back to the first corner."""
    points = corners(coords)
    return list(pairwise([*points, points[0]]))


def in_rectangle(coords: Sequence[int], point: Point) -> bool:
    """Tell whether the point lies in left, top, right, bottom."""
    left, top, right, bottom = coords
    return left <= point[0] <= right and top <= point[1] <= bottom


def in_circle(coords: Sequence[int], point: Point) -> bool:
    """Tell whether the point is as near as the radius (Moodle's ddmarker, quiz.md §2.6)."""
    x, y, radius = coords
    return (point[0] - x) ** 2 + (point[1] - y) ** 2 <= radius**2


def in_polygon(coords: Sequence[int], point: Point) -> bool:
    """Tell whether the sides wind around the point, or one of them runs through it."""
    x, y = point
    winding = 0
    for (ax, ay), (bx, by) in sides(coords):
        left_of = (bx - ax) * (y - ay) - (by - ay) * (x - ax)
        if left_of == 0 and min(ax, bx) <= x <= max(ax, bx) and min(ay, by) <= y <= max(ay, by):
            return True
        if ay <= y < by and left_of > 0:
            winding += 1
        elif by <= y < ay and left_of < 0:
            winding -= 1
    return winding != 0


HOLDS: dict[str, Callable[[Sequence[int], Point], bool]] = {
    "rectangle": in_rectangle,
    "circle": in_circle,
    "polygon": in_polygon,
}
