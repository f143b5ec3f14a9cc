"""Numeric: a typed number, with or without a unit. Field `text`, response {"text": typed}."""

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from typing import ClassVar, Self

from courses.quiz.base import Question, nothing_arranged, read_common
from courses.quiz.errors import InvalidResponse
from courses.quiz.reader import Reader
from courses.quiz.response_classes import NO_MATCH
from courses.quiz.responses import FormData, Response, checked_text, form_text, only_field
from courses.quiz.scores import ReviewRow
from courses.quiz.typed_answers import typed_review
from courses.quiz.typed_numbers import split_number
from courses.quiz.types.numeric_parts import NumericAnswer, Unit, dutch, unit_key

MAX_CHARACTERS = 40
MAX_ANSWERS = 6
MAX_UNITS = 6


@dataclass(frozen=True, kw_only=True)
class Numeric(Question):
    """The first answer whose bounds hold the number gives its credit; bounds are inclusive (quiz.md §2.6).

    `unit` is shown beside the field, "" = none; it and every one of `units` may be typed after the number, in any
    case and with any spaces. With `unit_required` one of them must be typed. `feedback_wrong` is for a number that
    no answer holds.
    """

    type: ClassVar[str] = "numeric"

    answers: tuple[NumericAnswer, ...]
    unit: str = ""
    units: tuple[Unit, ...] = ()
    unit_required: bool = False
    feedback_wrong: str = ""

    @classmethod
    def parse(cls, reader: Reader) -> Self:
        """Read the content; at least one answer is fully right."""
        answers = reader.parts("answers", low=1, high=MAX_ANSWERS, parse=NumericAnswer.parse)
        reader.refuse_repeats("answers", ids=(answer.id for answer in answers))
        if not any(answer.credit == 1 for answer in answers):
            raise reader.fail("no_correct_option", "answers")
        question = cls(
            **read_common(reader),
            answers=answers,
            unit=reader.text("unit").strip(),
            units=reader.parts("units", low=0, high=MAX_UNITS, parse=Unit.parse),
            unit_required=reader.flag("unit_required", default=False),
            feedback_wrong=reader.text("feedback_wrong"),
        )
        question._check_units(reader)
        return question

    def _check_units(self, reader: Reader) -> None:
        reader.refuse_repeats("units", ids=(), texts=(unit_key(unit.name) for unit in self.units))
        if self.unit:
            Unit.parse(Reader({"name": self.unit, "factor": "1"}, reader.at("unit")))
        if self._factors.get(unit_key(self.unit), 1) != 1:
            raise reader.fail("unit_factor", "units")
        if self.unit_required and not self._factors:
            raise reader.fail("no_units", "units")

    def own_json(self) -> dict[str, object]:
        """Return answers, units and the feedback for a wrong number."""
        return {
            "answers": [answer.to_json() for answer in self.answers],
            "unit": self.unit,
            "units": [unit.to_json() for unit in self.units],
            "unit_required": self.unit_required,
            "feedback_wrong": self.feedback_wrong,
        }

    def arrange(self, rng: random.Random) -> tuple[str, ...]:
        """Arrange nothing."""
        return ()

    def own_shown(self, arrangement: Sequence[str]) -> dict[str, object]:
        """Return the unit, unless finding it belongs to the question."""
        nothing_arranged(arrangement)
        return {"unit": "" if self.unit_required else self.unit, "unit_required": self.unit_required}

    def view(self, arrangement: Sequence[str], response: Mapping[str, object] | None) -> dict[str, object]:
        """Return what is shown, `maximum` characters and the `keyboard` that a phone opens.

        The keyboard with digits only has no minus and no letters.
        """
        below_zero = any(answer.low < 0 for answer in self.answers)
        keyboard = "text" if self.unit_required or below_zero else "decimal"
        return {**self.own_shown(arrangement), "maximum": MAX_CHARACTERS, "keyboard": keyboard}

    def read(
        self, data: FormData, standing: Mapping[str, object] | None, arrangement: Sequence[str]
    ) -> Response | None:
        """Read `text`. Raises InvalidResponse, for what is typed: see `value`."""
        text = form_text(data, most=MAX_CHARACTERS)
        return None if text is None else self.check({"text": text})

    def check(self, response: Mapping[str, object]) -> Response:
        """Return {"text": text}, a number as it was typed."""
        text = checked_text(only_field(response, "text"), most=MAX_CHARACTERS)
        if not text:
            raise InvalidResponse("empty")
        self.value(text)
        return {"text": text}

    def value(self, text: str) -> Fraction:
        """Return the number that was typed, in the unit of the question.

        Raises InvalidResponse: not_a_number, ambiguous_number (`1.500`), no_unit (a text after the number, but this
        question has no units), unknown_unit, unit_missing.
        """
        number, rest = split_number(text)
        if not rest:
            if self.unit_required:
                raise InvalidResponse("unit_missing")
            return number
        factor = self._factors.get(unit_key(rest))
        if factor is None:
            raise InvalidResponse(self._refused_unit(rest))
        return number * factor

    def _refused_unit(self, rest: str) -> str:
        """Return the code for what stands after the number: a word is a unit, `/2` and `-3` are not."""
        if not (rest[0].isalpha() or rest[0] in "%°€$"):
            return "not_a_number"
        return "unknown_unit" if self._factors else "no_unit"

    def fraction_of(self, response: Mapping[str, object], rule_version: int) -> Fraction:
        """Score the credit of the first answer that holds the number."""
        answer = self.matched(response)
        return answer.credit if answer else Fraction(0)

    def matched(self, response: Mapping[str, object]) -> NumericAnswer | None:
        """Return the first answer that holds the number of a checked response."""
        number = self.value(str(response["text"]))
        return next((answer for answer in self.answers if answer.low <= number <= answer.high), None)

    def class_of(self, response: Mapping[str, object]) -> str:
        """Return the id of the matched answer."""
        answer = self.matched(response)
        return answer.id if answer else NO_MATCH

    def class_labels(self) -> dict[str, str]:
        """Return every answer of the author in words."""
        return {answer.id: dutch(answer, self.unit) for answer in self.answers}

    def right_classes(self) -> frozenset[str]:
        """Return the answers that give all points."""
        return frozenset(answer.id for answer in self.answers if answer.credit == 1)

    def review(self, response: Mapping[str, object] | None) -> tuple[ReviewRow, ...]:
        """Return one line: what was typed, and the first fully right answer in Dutch, "100 tot en met 120 keer"."""
        given = "" if response is None else str(self.check(response)["text"])
        matched = self.matched({"text": given}) if given else None
        expected = dutch(next(answer for answer in self.answers if answer.credit == 1), self.unit)
        return typed_review(given=given, expected=expected, matched=matched, feedback_wrong=self.feedback_wrong)

    @cached_property
    def _factors(self) -> dict[str, Fraction]:
        own = {unit_key(self.unit): Fraction(1)} if self.unit else {}
        return own | {unit_key(unit.name): unit.factor for unit in self.units}
