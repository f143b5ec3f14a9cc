"""The results, and how they are stored. What each figure is: quiz.md §2.7."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import NamedTuple, Self

from courses.quiz.statistics.figure import Figure, InvalidFigures

SCHEMA = 1
"""The version of the stored figures; another one is computed again."""


@dataclass(frozen=True, kw_only=True)
class SlotFigures:
    """The weights of one place in the quiz, in percent of all places."""

    slot: str
    attempts: int
    intended_weight: Figure
    effective_weight: Figure

    def to_json(self) -> dict[str, object]:
        """Return all fields."""
        return {"slot": self.slot, "attempts": self.attempts, **_figures_json(self)}

    @classmethod
    def from_json(cls, data: object) -> Self:
        """Read `to_json()` back. Raises InvalidFigures."""
        own = _mapping(data)
        return cls(slot=_text(own, "slot"), attempts=_count(own.get("attempts")), **_figures(cls, own))


@dataclass(frozen=True, kw_only=True)
class QuizFigures:
    """The figures of the whole quiz.

    In points: maximum (the mean, should attempts differ), mean, median, standard_deviation, standard_error.
    In percent: internal_consistency (Cronbach's alpha, may be below 0), error_ratio. Pure numbers: the others.
    """

    attempts: int
    maximum: Figure
    mean: Figure
    median: Figure
    standard_deviation: Figure
    skewness: Figure
    kurtosis: Figure
    internal_consistency: Figure
    error_ratio: Figure
    standard_error: Figure
    slots: tuple[SlotFigures, ...] = ()

    def to_json(self) -> dict[str, object]:
        """Return all fields, for a JSON column."""
        slots = [slot.to_json() for slot in self.slots]
        return {"schema": SCHEMA, "attempts": self.attempts, "slots": slots, **_figures_json(self)}

    @classmethod
    def from_json(cls, data: object) -> Self:
        """Read `to_json()` back. Raises InvalidFigures, also for another schema."""
        own = _stored(data)
        slots = tuple(SlotFigures.from_json(slot) for slot in _list(own, "slots"))
        return cls(attempts=_count(own.get("attempts")), slots=slots, **_figures(cls, own))


@dataclass(frozen=True, kw_only=True)
class QuestionFigures:
    """The figures of one row, all in percent; `key` is what the rows were made by, `attempts` who had it.

    `effective_weight` is that of its slot: the questions drawn there, or its versions, share it.
    `responses` counts per response class.
    """

    key: str
    attempts: int
    facility: Figure
    standard_deviation: Figure
    random_guess: Figure
    intended_weight: Figure
    effective_weight: Figure
    discrimination: Figure
    efficiency: Figure
    responses: Mapping[str, int]

    def to_json(self) -> dict[str, object]:
        """Return all fields, for a JSON column."""
        own = {"key": self.key, "attempts": self.attempts, "responses": dict(self.responses)}
        return {"schema": SCHEMA, **own, **_figures_json(self)}

    @classmethod
    def from_json(cls, data: object) -> Self:
        """Read `to_json()` back. Raises InvalidFigures, also for another schema."""
        own = _stored(data)
        responses = {name: _count(count) for name, count in _mapping(own.get("responses")).items()}
        return cls(
            key=_text(own, "key"), attempts=_count(own.get("attempts")), responses=responses, **_figures(cls, own)
        )


class Statistics(NamedTuple):
    """The quiz, and a row per question (or version)."""

    quiz: QuizFigures
    questions: tuple[QuestionFigures, ...]

    def to_json(self) -> dict[str, object]:
        """Return all figures, for a JSON column."""
        return {"schema": SCHEMA, "quiz": self.quiz.to_json(), "questions": [row.to_json() for row in self.questions]}

    @classmethod
    def from_json(cls, data: object) -> Self:
        """Read `to_json()` back. Raises InvalidFigures, also for another schema."""
        own = _stored(data)
        rows = tuple(QuestionFigures.from_json(row) for row in _list(own, "questions"))
        return cls(quiz=QuizFigures.from_json(own.get("quiz")), questions=rows)


_Results = SlotFigures | QuizFigures | QuestionFigures


def _figures_json(results: _Results) -> dict[str, object]:
    return {name: getattr(results, name).to_json() for name in _figure_names(type(results))}


def _figures(results: type[_Results], data: Mapping[str, object]) -> dict[str, Figure]:
    return {name: Figure.from_json(data.get(name)) for name in _figure_names(results)}


def _figure_names(results: type[_Results]) -> list[str]:
    return [field.name for field in fields(results) if field.type is Figure]


def _stored(data: object) -> Mapping[str, object]:
    own = _mapping(data)
    if own.get("schema") != SCHEMA:
        raise InvalidFigures("schema")
    return own


def _mapping(data: object) -> Mapping[str, object]:
    if not isinstance(data, Mapping):
        raise InvalidFigures("not an object")
    return data


def _list(data: Mapping[str, object], name: str) -> list[object]:
    value = data.get(name)
    if not isinstance(value, list):
        raise InvalidFigures(name)
    return value


def _text(data: Mapping[str, object], name: str) -> str:
    value = data.get(name)
    if not isinstance(value, str):
        raise InvalidFigures(name)
    return value


def _count(value: object) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or value < 0:
        raise InvalidFigures("a count is a whole number")
    return value
