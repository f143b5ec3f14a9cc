"""Open text: a person marks it, line by line of a rubric. Field `text`, response {"text": typed}."""

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import ClassVar, Self

from courses.quiz.base import Question, nothing_arranged, read_common
from courses.quiz.errors import InvalidResponse
from courses.quiz.reader import Reader
from courses.quiz.responses import FormData, Response, checked_text, checked_value, form_text, only_field
from courses.quiz.scores import ReviewRow, Verdict

MAX_LINES = 8
MAX_POINTS = 10
MIN_CHARACTERS = 100
MAX_CHARACTERS = 4000
DEFAULT_CHARACTERS = 1500


@dataclass(frozen=True, kw_only=True)
class RubricLine:
    """One thing to look for in an answer, worth 1 to 10 points."""

    id: str
    text: str
    points: int

    @classmethod
    def parse(cls, reader: Reader) -> "RubricLine":
        """Read one line of the content."""
        points = reader.integer("points", low=1, high=MAX_POINTS)
        return cls(id=reader.id(), text=reader.text("text", required=True), points=points)

    def to_json(self) -> dict[str, object]:
        """Return the content of this line."""
        return {"id": self.id, "text": self.text, "points": self.points}


@dataclass(frozen=True, kw_only=True)
class OpenText(Question):
    """An answer waits for a person: `marked(mark_fraction(awarded))`, with points per line of the rubric.

    `model_answer` is for after the marking.
    """

    type: ClassVar[str] = "open_text"
    is_marked_by_person: ClassVar[bool] = True

    rubric: tuple[RubricLine, ...]
    model_answer: str = ""
    max_characters: int = DEFAULT_CHARACTERS

    @classmethod
    def parse(cls, reader: Reader) -> Self:
        """Read the content."""
        rubric = reader.parts("rubric", low=1, high=MAX_LINES, parse=RubricLine.parse)
        reader.refuse_repeats("rubric", ids=(line.id for line in rubric), texts=(line.text for line in rubric))
        return cls(
            **read_common(reader),
            rubric=rubric,
            model_answer=reader.text("model_answer"),
            max_characters=reader.integer(
                "max_characters", low=MIN_CHARACTERS, high=MAX_CHARACTERS, default=DEFAULT_CHARACTERS
            ),
        )

    def own_json(self) -> dict[str, object]:
        """Return rubric, model answer and length."""
        rubric = [line.to_json() for line in self.rubric]
        return {"rubric": rubric, "model_answer": self.model_answer, "max_characters": self.max_characters}

    def arrange(self, rng: random.Random) -> tuple[str, ...]:
        """Arrange nothing."""
        return ()

    def own_shown(self, arrangement: Sequence[str]) -> dict[str, object]:
        """Return the length; the rubric would tell what to write."""
        nothing_arranged(arrangement)
        return {"max_characters": self.max_characters}

    def read(
        self, data: FormData, standing: Mapping[str, object] | None, arrangement: Sequence[str]
    ) -> Response | None:
        """Read `text`; nothing but spaces is no answer."""
        text = form_text(data, most=self.max_characters)
        return None if text is None else {"text": text}

    def check(self, response: Mapping[str, object]) -> Response:
        """Return {"text": text}."""
        text = checked_text(only_field(response, "text"), most=self.max_characters)
        if not text:
            raise InvalidResponse("empty")
        return {"text": text}

    def fraction_of(self, response: Mapping[str, object], rule_version: int) -> Fraction:
        """Score nothing: code cannot judge it."""
        return Fraction(0)

    @property
    def maximum(self) -> int:
        """Points of the whole rubric."""
        return sum(line.points for line in self.rubric)

    def mark_fraction(self, awarded: Mapping[str, int]) -> Fraction:
        """Return the share of the points that a person gave, for `marked`.

        `awarded`: id of a line -> 0 to its points; a line left out gave none. Raises InvalidResponse: malformed,
        unknown_id, unknown_value.
        """
        return Fraction(sum(self._points(awarded).values()), self.maximum)

    def review(self, response: Mapping[str, object] | None) -> tuple[ReviewRow, ...]:
        """Return a neutral line per line of the rubric, before anybody marked it: `expected` is its points."""
        if response is not None:
            self.check(response)
        return tuple(_row(line, given="", verdict="neutral") for line in self.rubric)

    def review_marked(self, awarded: Mapping[str, int]) -> tuple[ReviewRow, ...]:
        """Return a line per line of the rubric: `given` are the points it got, "2", `expected` those it has, "3".

        All points is right, none is missed, in between is neutral. Raises InvalidResponse like `mark_fraction`.
        """
        points = self._points(awarded)
        return tuple(
            _row(line, given=str(points[line.id]), verdict=_verdict(points[line.id], line)) for line in self.rubric
        )

    def _points(self, awarded: Mapping[str, int]) -> dict[str, int]:
        """Return the points of every line."""
        if not isinstance(awarded, Mapping):
            raise InvalidResponse("malformed")
        known = {line.id: line.points for line in self.rubric}
        for line_id, points in awarded.items():
            if checked_value(line_id) not in known:
                raise InvalidResponse("unknown_id")
            if isinstance(points, bool) or not isinstance(points, int):
                raise InvalidResponse("malformed")
            if not 0 <= points <= known[line_id]:
                raise InvalidResponse("unknown_value")
        return {line_id: awarded.get(line_id, 0) for line_id in known}


def _verdict(points: int, line: RubricLine) -> Verdict:
    if points == line.points:
        return "right"
    return "neutral" if points else "missed"


def _row(line: RubricLine, *, given: str, verdict: Verdict) -> ReviewRow:
    expected = str(line.points)
    return ReviewRow(id=line.id, text=line.text, given=given, expected=expected, chosen=False, verdict=verdict)
