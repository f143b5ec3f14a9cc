"""Hotspot: point at places in a picture, or choose them from the list beside it.

Response {"areas": [ids]} from the list, {"points": [[x, y], ...]} from clicks, in whole numbers of the picture's
natural size. Fields: `area` = ids of the list, `point` = "x,y", each once per place, and `way` = "points" from a page
whose script the learner clicked with; without it the list counts, because a page without JavaScript has nothing else.
"""

import random
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import ClassVar, Self

from courses.quiz.base import Question, nothing_arranged, read_common
from courses.quiz.errors import InvalidResponse
from courses.quiz.options import choice_verdict
from courses.quiz.reader import Reader
from courses.quiz.response_classes import joined
from courses.quiz.responses import FormData, Response, form_value, form_values, known_ids, only_field
from courses.quiz.scores import ReviewRow
from courses.quiz.types.hotspot_areas import MAX_SIDE, Area, Point

MAX_AREAS = 12
MAX_CLICKS = 6
MARKERS_WIDE = 28
"""The radius of a marker is this part of the width: 24 pixels across on a small phone."""

# Only files that a release keeps: content from elsewhere may not point at anything else in storage.
_FILE = re.compile(r"edities/[0-9a-f]{64}\.(svg|webp)")
_POINT = re.compile(r"[0-9]{1,4},[0-9]{1,4}")


@dataclass(frozen=True, kw_only=True)
class Picture:
    """A kept file with its natural size; `alt` says what is on it for who cannot see it."""

    file: str
    width: int
    height: int
    alt: str

    @classmethod
    def parse(cls, reader: Reader) -> "Picture":
        """Read the picture of the content."""
        file = reader.text("file")
        if not _FILE.fullmatch(file):
            raise reader.fail("no_picture", "file")
        return cls(
            file=file,
            width=reader.integer("width", low=1, high=MAX_SIDE),
            height=reader.integer("height", low=1, high=MAX_SIDE),
            alt=reader.text("alt", required=True),
        )

    def to_json(self) -> dict[str, object]:
        """Return the picture: content and what is shown are the same."""
        return {"file": self.file, "width": self.width, "height": self.height, "alt": self.alt}

    @property
    def is_photo(self) -> bool:
        """Tell a photo from a drawing."""
        return self.file.endswith(".webp")


@dataclass(frozen=True, kw_only=True)
class Hotspot(Question):
    """Score: right areas that were hit / (right areas, or markers when there are more) (quiz.md §2.6).

    A marker hits the first area, in the author's order, that holds it. Two markers in one area hit once and count
    as two; a marker outside every area only counts. An area chosen from the list is a marker that hits it.
    """

    type: ClassVar[str] = "hotspot"

    picture: Picture
    areas: tuple[Area, ...]
    clicks: int = 1

    @classmethod
    def parse(cls, reader: Reader) -> Self:
        """Read the content; every area lies in the picture, and all right ones can be pointed at."""
        picture = reader.part("picture", parse=Picture.parse)
        areas = reader.parts("areas", low=1, high=MAX_AREAS, parse=Area.parse)
        reader.refuse_repeats("areas", ids=(a.id for a in areas), texts=(a.label for a in areas))
        if not all(area.fits(picture.width, picture.height) for area in areas):
            raise reader.fail("outside_picture", "areas")
        clicks = reader.integer("clicks", low=1, high=MAX_CLICKS, default=1)
        right = sum(area.correct for area in areas)
        if right == 0:
            raise reader.fail("no_correct_area", "areas")
        if right > clicks:
            raise reader.fail("too_few_clicks", "clicks")
        return cls(**read_common(reader), picture=picture, areas=areas, clicks=clicks)

    def own_json(self) -> dict[str, object]:
        """Return picture, areas and clicks."""
        return {
            "picture": self.picture.to_json(),
            "areas": [area.to_json() for area in self.areas],
            "clicks": self.clicks,
        }

    def arrange(self, rng: random.Random) -> tuple[str, ...]:
        """Arrange nothing: the list keeps the author's order, which often follows the picture."""
        return ()

    def own_shown(self, arrangement: Sequence[str]) -> dict[str, object]:
        """Return the picture and the list; where the areas are would be the answer."""
        nothing_arranged(arrangement)
        listed = [{"id": area.id, "text": area.label} for area in self.areas]
        return {"picture": self.picture.to_json(), "areas": listed, "clicks": self.clicks}

    def view(self, arrangement: Sequence[str], response: Mapping[str, object] | None) -> dict[str, object]:
        """Return what is shown, each area with `chosen`; `markers`, and a `places` field for each that may be made.

        A place that was clicked is chosen in the list too, for who has no script or cannot see the picture.
        """
        chosen, clicked = self._hit(response), self._clicked(response)
        places = [f"{x},{y}" for x, y in clicked]
        return self.own_shown(arrangement) | {
            "areas": [{"id": a.id, "text": a.label, "chosen": a.id in chosen} for a in self.areas],
            "markers": [{"number": n, "x": x, "y": y} for n, (x, y) in enumerate(clicked, start=1)],
            "places": places + [""] * (self.clicks - len(places)),
            "radius": max(self.picture.width // MARKERS_WIDE, 1),
        }

    def read(
        self, data: FormData, standing: Mapping[str, object] | None, arrangement: Sequence[str]
    ) -> Response | None:
        """Read `point` after clicks, else `area`; the list as the page showed it leaves standing clicks alone."""
        way = form_value(data, "way")
        if way not in (None, "list", "points"):
            raise InvalidResponse("unknown_value")
        listed = form_values(data, "area", most=len(self.areas))
        typed = form_values(data, "point", most=MAX_CLICKS)
        if way == "points":
            return self.check({"points": [_point(text) for text in typed]}) if typed else None
        if standing is not None and "points" in standing and set(listed) == self._hit(standing):
            return self.check(standing)
        return self.check({"areas": listed}) if listed else None

    def check(self, response: Mapping[str, object]) -> Response:
        """Return {"areas": ids in the author's order} or {"points": [[x, y], ...]}, at most `clicks` of them."""
        if isinstance(response, Mapping) and "points" in response:
            return {"points": [list(point) for point in self._points(only_field(response, "points"))]}
        chosen = known_ids(only_field(response, "areas"), known=[area.id for area in self.areas])
        self._refuse_more(len(chosen))
        return {"areas": [area.id for area in self.areas if area.id in chosen]}

    def fraction_of(self, response: Mapping[str, object], rule_version: int) -> Fraction:
        """Score right areas that were hit / the larger of right areas and markers."""
        right = {area.id for area in self.areas if area.correct}
        return Fraction(len(right & self._hit(response)), max(len(right), self._count(response)))

    def class_of(self, response: Mapping[str, object]) -> str:
        """Return the ids of the areas that were hit, NO_MATCH for none."""
        return joined(self._hit(response))

    def class_labels(self) -> dict[str, str]:
        """Return the label of every area."""
        return {area.id: area.label for area in self.areas}

    def right_classes(self) -> frozenset[str]:
        """Return the set of all right areas."""
        return frozenset([joined(area.id for area in self.areas if area.correct)])

    def review(self, response: Mapping[str, object] | None) -> tuple[ReviewRow, ...]:
        """Return a line per area; and when markers hit nothing, one with id "" that has their number in `given`."""
        hit = self._hit(response)
        rows = tuple(_row(area, chosen=area.id in hit) for area in self.areas)
        missed = sum(self._area_at(point) is None for point in self._clicked(response))
        if not missed:
            return rows
        return (*rows, ReviewRow(text="", given=str(missed), expected="", chosen=True, verdict="wrong"))

    @property
    def outlines(self) -> tuple[Area, ...]:
        """The right areas, to draw on the picture. It tells the answer: only after the attempt."""
        return tuple(area for area in self.areas if area.correct)

    def _hit(self, response: Mapping[str, object] | None) -> set[str]:
        """Return the ids of the areas that were hit or chosen. Raises InvalidResponse."""
        if response is None:
            return set()
        checked = self.check(response)
        if "areas" in checked:
            return set(known_ids(checked["areas"], known=[area.id for area in self.areas]))
        return {area.id for area in map(self._area_at, self._clicked(response)) if area is not None}

    def _area_at(self, point: Point) -> Area | None:
        return next((area for area in self.areas if area.holds(point)), None)

    def _clicked(self, response: Mapping[str, object] | None) -> list[Point]:
        """Return the places that were clicked; none when the list was used."""
        return [] if response is None or "points" not in response else self._points(response["points"])

    def _count(self, response: Mapping[str, object]) -> int:
        return len(self._clicked(response)) or len(self._hit(response))

    def _points(self, value: object) -> list[Point]:
        """Return the points of a stored response, all in the picture."""
        if not isinstance(value, list | tuple):
            raise InvalidResponse("malformed")
        if not value:
            raise InvalidResponse("empty")
        self._refuse_more(len(value))
        return [self._checked_point(point) for point in value]

    def _checked_point(self, point: object) -> Point:
        if not isinstance(point, list | tuple) or len(point) != 2:
            raise InvalidResponse("malformed")
        if any(isinstance(number, bool) or not isinstance(number, int) for number in point):
            raise InvalidResponse("malformed")
        x, y = point
        if not (0 <= x <= self.picture.width and 0 <= y <= self.picture.height):
            raise InvalidResponse("outside_picture")
        return x, y

    def _refuse_more(self, count: int) -> None:
        if count > self.clicks:
            raise InvalidResponse("too_many_places")


def _point(text: str) -> Point:
    """Read "x,y"."""
    if not _POINT.fullmatch(text):
        raise InvalidResponse("unknown_value")
    x, y = text.split(",")
    return int(x), int(y)


def _row(area: Area, *, chosen: bool) -> ReviewRow:
    return ReviewRow(
        id=area.id,
        text=area.label,
        given=area.label if chosen else "",
        expected=area.label if area.correct else "",
        chosen=chosen,
        verdict=choice_verdict(chosen=chosen, correct=area.correct),
        feedback=area.feedback if chosen else "",
    )
