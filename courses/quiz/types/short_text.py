"""Short text: a few typed words. Field `text`, response {"text": typed}."""

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import ClassVar, Self

from courses.quiz.base import Question, nothing_arranged, read_common
from courses.quiz.decimals import percent_text
from courses.quiz.errors import InvalidResponse
from courses.quiz.patterns import Folding, pattern_matches, pattern_words
from courses.quiz.reader import Reader
from courses.quiz.response_classes import NO_MATCH
from courses.quiz.responses import FormData, Response, checked_text, form_text, only_field
from courses.quiz.scores import ReviewRow
from courses.quiz.typed_answers import typed_review

MAX_CHARACTERS = 200
MAX_ANSWERS = 12


@dataclass(frozen=True, kw_only=True)
class TextAnswer:
    """A text that gives `credit`; `*` in it is any run of characters, `\\*` a star."""

    id: str
    text: str
    credit: Fraction = Fraction(1)
    feedback: str = ""

    @classmethod
    def parse(cls, reader: Reader) -> "TextAnswer":
        """Read one answer of the content."""
        text = reader.text("text", required=True)
        if len(text) > MAX_CHARACTERS:
            raise reader.fail("too_long", "text")
        return cls(
            id=reader.id(),
            text=text,
            credit=reader.percent("credit", low=0, default="100"),
            feedback=reader.text("feedback"),
        )

    def to_json(self) -> dict[str, object]:
        """Return the content of this answer."""
        return {"id": self.id, "text": self.text, "credit": percent_text(self.credit), "feedback": self.feedback}


@dataclass(frozen=True, kw_only=True)
class ShortText(Question):
    """The first answer that the whole text matches gives its credit (quiz.md §2.6).

    Spaces around the text never count. By default accents, typographic marks and spaces inside do, as in Moodle;
    what the three switches forgive: see `Folding`. `feedback_wrong` is for a text that matches nothing.
    """

    type: ClassVar[str] = "short_text"

    answers: tuple[TextAnswer, ...]
    case_sensitive: bool = False
    ignore_diacritics: bool = False
    ignore_spaces: bool = False
    feedback_wrong: str = ""

    @classmethod
    def parse(cls, reader: Reader) -> Self:
        """Read the content; at least one answer is fully right."""
        answers = reader.parts("answers", low=1, high=MAX_ANSWERS, parse=TextAnswer.parse)
        reader.refuse_repeats("answers", ids=(answer.id for answer in answers))
        if not any(answer.credit == 1 for answer in answers):
            raise reader.fail("no_correct_option", "answers")
        return cls(
            **read_common(reader),
            answers=answers,
            case_sensitive=reader.flag("case_sensitive", default=False),
            ignore_diacritics=reader.flag("ignore_diacritics", default=False),
            ignore_spaces=reader.flag("ignore_spaces", default=False),
            feedback_wrong=reader.text("feedback_wrong"),
        )

    def own_json(self) -> dict[str, object]:
        """Return answers, switches and the feedback for a wrong text."""
        return {
            "answers": [answer.to_json() for answer in self.answers],
            "case_sensitive": self.case_sensitive,
            "ignore_diacritics": self.ignore_diacritics,
            "ignore_spaces": self.ignore_spaces,
            "feedback_wrong": self.feedback_wrong,
        }

    def arrange(self, rng: random.Random) -> tuple[str, ...]:
        """Arrange nothing."""
        return ()

    def own_shown(self, arrangement: Sequence[str]) -> dict[str, object]:
        """Return whether capitals count: who answers has to know."""
        nothing_arranged(arrangement)
        return {"case_sensitive": self.case_sensitive}

    def view(self, arrangement: Sequence[str], response: Mapping[str, object] | None) -> dict[str, object]:
        """Return what is shown and `maximum` characters."""
        return {**self.own_shown(arrangement), "maximum": MAX_CHARACTERS}

    def read(
        self, data: FormData, standing: Mapping[str, object] | None, arrangement: Sequence[str]
    ) -> Response | None:
        """Read `text`; nothing but spaces is no answer."""
        text = form_text(data, most=MAX_CHARACTERS)
        return None if text is None else self.check({"text": text})

    def check(self, response: Mapping[str, object]) -> Response:
        """Return {"text": text}."""
        text = checked_text(only_field(response, "text"), most=MAX_CHARACTERS)
        if not text:
            raise InvalidResponse("empty")
        return {"text": text}

    def fraction_of(self, response: Mapping[str, object], rule_version: int) -> Fraction:
        """Score the credit of the first answer that matches."""
        answer = self.matched(response)
        return answer.credit if answer else Fraction(0)

    def matched(self, response: Mapping[str, object]) -> TextAnswer | None:
        """Return the first answer that matches a checked response."""
        folding, text = self._folding, str(response["text"])
        return next((answer for answer in self.answers if pattern_matches(answer.text, text, folding)), None)

    @property
    def lone_star_credit(self) -> Fraction:
        """Return the credit of an answer `*`, which takes any text, else 0: the random guess score (quiz.md §2.7)."""
        return next((answer.credit for answer in self.answers if not pattern_words(answer.text)), Fraction(0))

    def class_of(self, response: Mapping[str, object]) -> str:
        """Return the id of the matched answer."""
        answer = self.matched(response)
        return answer.id if answer else NO_MATCH

    def class_labels(self) -> dict[str, str]:
        """Return every answer of the author in words."""
        return {answer.id: pattern_words(answer.text) or "…" for answer in self.answers}

    def right_classes(self) -> frozenset[str]:
        """Return the answers that give all points."""
        return frozenset(answer.id for answer in self.answers if answer.credit == 1)

    def review(self, response: Mapping[str, object] | None) -> tuple[ReviewRow, ...]:
        """Return one line: what was typed, and the first fully right answer with "…" for its stars."""
        given = "" if response is None else str(self.check(response)["text"])
        matched = self.matched({"text": given}) if given else None
        expected = pattern_words(next(answer.text for answer in self.answers if answer.credit == 1))
        return typed_review(given=given, expected=expected, matched=matched, feedback_wrong=self.feedback_wrong)

    @property
    def _folding(self) -> Folding:
        return Folding(case=not self.case_sensitive, marks=self.ignore_diacritics, spaces=self.ignore_spaces)
