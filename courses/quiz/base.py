"""What every question type can do. A type is one module with one frozen class; `registry` lists them."""

import random
from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import ClassVar, Protocol, Self, TypedDict, TypeVar, final

from courses.quiz.errors import InvalidQuestion, UnknownRuleVersion
from courses.quiz.reader import Reader
from courses.quiz.response_classes import ANSWERED, NO_RESPONSE
from courses.quiz.responses import FormData, Response
from courses.quiz.scores import RIGHT, RULE_VERSION, RULE_VERSIONS, ReviewRow, Score, Verdict, seven_places

SCHEMA = 1
"""The version of the content JSON."""


class Common(TypedDict):
    """The fields that all types share."""

    stem: str
    explanation: str
    critical: bool
    hints: tuple[str, ...]


MAX_HINTS = 4


class HasId(Protocol):
    """A part of a question that can be arranged."""

    @property
    def id(self) -> str:
        """The id that the author gave."""


Part = TypeVar("Part", bound=HasId)


@dataclass(frozen=True, kw_only=True)
class Question(ABC):
    """The frozen content of one question; all texts are plain text.

    A new type: subclass in a module of its own, set `type`, write the abstract methods, add it to
    `registry.QUESTION_TYPES`.
    """

    type: ClassVar[str]
    is_scored: ClassVar[bool] = True
    """False for a type without right and wrong: it is asked, and left out of the total."""
    is_stepwise: ClassVar[bool] = False
    """True for a type that is answered in several steps, each sent with a button of its own."""
    is_marked_by_person: ClassVar[bool] = False
    """True for a type that no code can judge: an answer waits for a mark (`Score.needs_marking`)."""

    stem: str
    explanation: str = ""
    critical: bool = False
    hints: tuple[str, ...] = ()

    @classmethod
    @abstractmethod
    def parse(cls, reader: Reader) -> Self:
        """Build the question from content; call `parse_question` instead. Raises InvalidQuestion."""

    @abstractmethod
    def own_json(self) -> dict[str, object]:
        """Return the content that only this type has."""

    @abstractmethod
    def arrange(self, rng: random.Random) -> tuple[str, ...]:
        """Choose the order of the ids that are shown; empty if there is nothing to arrange."""

    @abstractmethod
    def own_shown(self, arrangement: Sequence[str]) -> dict[str, object]:
        """Return what only this type shows: ids and texts, no answer."""

    def view(self, arrangement: Sequence[str], response: Mapping[str, object] | None) -> dict[str, object]:
        """Return what the template of this type needs: what is shown, with the answer that stands marked in it."""
        return self.own_shown(arrangement)

    @abstractmethod
    def read(
        self, data: FormData, standing: Mapping[str, object] | None, arrangement: Sequence[str]
    ) -> Response | None:
        """Turn form fields into a response; None = nothing chosen.

        `data` holds every value of each field, `standing` the response so far, `arrangement` the order shown.
        Fields of others (a token, a UUID) are ignored. Raises InvalidResponse, whatever the values are.
        """

    @abstractmethod
    def check(self, response: Mapping[str, object]) -> Response:
        """Return a stored response in its canonical form. Raises InvalidResponse."""

    @abstractmethod
    def fraction_of(self, response: Mapping[str, object], rule_version: int) -> Fraction:
        """Score a checked, gradable response: 0..1, with a denominator up to `EXACT_DENOMINATOR`."""

    @abstractmethod
    def review(self, response: Mapping[str, object] | None) -> tuple[ReviewRow, ...]:
        """Return the lines of the result page. It tells the answers: only after the attempt."""

    def reviewed(self, response: Mapping[str, object] | None, arrangement: Sequence[str]) -> tuple[ReviewRow, ...]:
        """Return the lines in the order in which the learner saw them."""
        rows = {row.id: row for row in self.review(response)}
        if not arrangement or not rows.keys() >= set(arrangement):
            return tuple(rows.values())
        return tuple(rows[part_id] for part_id in arrangement)

    def class_of(self, response: Mapping[str, object]) -> str:
        """Return the class of a checked response, for the response analysis; see `response_class`."""
        return ANSWERED

    def class_labels(self) -> dict[str, str]:
        """Return the author's words for the ids that response classes are made of."""
        return {}

    def right_classes(self) -> frozenset[str]:
        """Return the classes of right answers, as far as a class tells."""
        return frozenset()

    def is_complete(self, response: Mapping[str, object] | None) -> bool:
        """Tell whether nothing is left to do. Raises InvalidResponse."""
        return response is not None and bool(self.check(response))

    def is_gradable(self, response: Mapping[str, object]) -> bool:
        """Tell whether a checked response counts as an answer."""
        return True

    def fails_critically(self, response: Mapping[str, object]) -> bool:
        """Tell whether a checked response holds a choice that nobody may make."""
        return False

    @final
    def to_json(self) -> dict[str, object]:
        """Return the content; `parse_question(to_json())` is the same question."""
        common: dict[str, object] = {"stem": self.stem, "explanation": self.explanation, "critical": self.critical}
        if self.hints:  # Absent when there are none, so that content without hints keeps its hash.
            common["hints"] = list(self.hints)
        return {"schema": SCHEMA, "type": self.type, **common, **self.own_json()}

    @final
    def shown(self, arrangement: Sequence[str]) -> dict[str, object]:
        """Return what the learner sees, for `content_hash` and the template: no answer, points or feedback.

        Raises InvalidQuestion("arrangement") when the arrangement does not hold each id exactly once.
        """
        return {"schema": SCHEMA, "type": self.type, "stem": self.stem, **self.own_shown(arrangement)}

    @final
    def grade(self, response: Mapping[str, object] | None, rule_version: int = RULE_VERSION) -> Score:
        """Score a response; None scores 0. A wrong or missing answer to a critical question is a failure.

        An answer that a person marks has `needs_marking` and 0 until then; see `marked`.

        Raises InvalidResponse, and UnknownRuleVersion when this code has no such scorer.
        """
        if rule_version not in RULE_VERSIONS:
            raise UnknownRuleVersion(rule_version)
        checked = None if response is None else self.check(response)
        answered = checked is not None and self.is_gradable(checked)
        fatal = checked is not None and self.fails_critically(checked)
        exact = self.fraction_of(checked, rule_version) if checked and answered and not fatal else Fraction(0)
        if self.is_marked_by_person and answered:
            return Score(fraction=seven_places(Fraction(0)), answered=True, needs_marking=True)
        return self._score(exact, answered=answered, fatal=fatal)

    @final
    def response_class(self, response: Mapping[str, object] | None) -> str:
        """Return what an answer is counted as: a short text, one of few, NO_RESPONSE for none.

        Raises InvalidResponse.
        """
        return NO_RESPONSE if response is None else self.class_of(self.check(response))

    @final
    def marked(self, fraction: Fraction) -> Score:
        """Score an answer by what a person gave it: 0..1."""
        return self._score(fraction, answered=True, fatal=False)

    def _score(self, exact: Fraction, *, answered: bool, fatal: bool) -> Score:
        fraction = seven_places(exact)
        failed = fatal or (self.critical and self.is_scored and fraction <= RIGHT)
        return Score(fraction=fraction, answered=answered, critical_failed=failed)


def read_common(reader: Reader) -> Common:
    """Read the shared fields; `type` was read by `parse_question`."""
    reader.integer("schema", low=SCHEMA, high=SCHEMA)
    return {
        "stem": reader.text("stem", required=True),
        "explanation": reader.text("explanation"),
        "critical": reader.flag("critical", default=False),
        "hints": reader.texts("hints", high=MAX_HINTS),
    }


def arranged(parts: Sequence[Part], arrangement: Sequence[str]) -> list[Part]:
    """Put the parts in the order of the ids. Raises InvalidQuestion("arrangement")."""
    by_id = {part.id: part for part in parts}
    if len(arrangement) != len(by_id) or set(arrangement) != by_id.keys():
        raise InvalidQuestion("arrangement")
    return [by_id[part_id] for part_id in arrangement]


def nothing_arranged(arrangement: Sequence[str]) -> None:
    """Refuse an arrangement for a type that has none. Raises InvalidQuestion("arrangement")."""
    if arrangement:
        raise InvalidQuestion("arrangement")


def shuffled(ids: Sequence[str], rng: random.Random) -> tuple[str, ...]:
    """Return the ids in a random order."""
    order = list(ids)
    rng.shuffle(order)
    return tuple(order)


def pair_verdict(*, given: str, expected: str) -> Verdict:
    """Judge a line with one expected id: "" given means missed."""
    if not given:
        return "missed"
    return "right" if given == expected else "wrong"
