"""A question as a form: what the templates show of it, never what is right (DESIGN §5)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any
from uuid import UUID, uuid4

from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from courses.quiz import InvalidResponse, OpenText, Question, Response, ReviewRow, Score, SingleChoice, TrueFalse

__all__ = ["AnswerFields", "QuestionForm", "read_answer_fields", "refusal"]

MAX_SEQUENCE = 1_000_000

NOT_UNDERSTOOD = _("Dit antwoord konden we niet lezen. Je vorige antwoord staat er nog. Kies opnieuw.")
REFUSALS = {
    "not_a_number": _("Dit is geen getal. Typ een getal in cijfers, zoals 5 of 2,5."),
    "ambiguous_number": _(
        "Dit getal kun je op twee manieren lezen. Laat de punt of komma bij duizendtallen weg, zoals 1500."
    ),
    "no_unit": _("Er staat meer dan een getal. Typ alleen het getal."),
    "unknown_unit": _("Deze eenheid kennen we niet. Typ alleen het getal, of kies een eenheid uit de tekst ernaast."),
    "unit_missing": _("De eenheid staat er nog niet bij. Typ die achter het getal, zoals 5 meter."),
    "unprintable": _("In dit antwoord staat een teken dat we niet kunnen bewaren. Typ het opnieuw."),
    "text_too_long": _("Dit antwoord is te lang. Maak het korter."),
    "too_many_places": _(
        "Je koos te veel plekken. Haal er een of meer weg. Boven de lijst staat hoeveel het er mogen zijn."
    ),
}


def refusal(error: InvalidResponse) -> str:
    """The Dutch sentence for an answer that cannot be kept."""
    return str(REFUSALS.get(error.code, NOT_UNDERSTOOD))


@dataclass(frozen=True)
class QuestionForm:
    """One question with its order and the answer that stands.

    `name` makes ids unique when a page shows more than one question; `typed` holds the fields of an answer that was
    refused, so that nobody has to type it again; `awarded` what a person gave an open answer, by line of the rubric;
    `also` another version of the question whose answers are right too (a correction).
    """

    question: Question
    arrangement: Sequence[str]
    response: Response | None
    name: str = "vraag"
    typed: Mapping[str, Sequence[str]] = field(default_factory=dict)
    awarded: Mapping[str, int] | None = None
    also: Question | None = None

    @property
    def template(self) -> str:
        """The template of the type."""
        return f"courses/questions/{self.question.type}.html"

    @property
    def review_template(self) -> str:
        """The template of the type, with the answers: only after the attempt."""
        return f"courses/questions/review/{self.question.type}.html"

    @property
    def text(self) -> str:
        """What stands in the field of a typed answer: what was refused a moment ago, else the answer that stands."""
        refused = self.typed.get("text")
        return refused[0] if refused else str((self.response or {}).get("text", ""))

    @property
    def stem(self) -> str:
        return self.question.stem

    @property
    def is_answered(self) -> bool:
        return self.question.is_complete(self.response)

    @cached_property
    def view(self) -> dict[str, Any]:
        """What the template of the type needs (Question.view)."""
        return self.question.view(self.arrangement, self.response)

    @property
    def review(self) -> tuple[ReviewRow, ...]:
        """The lines of the result: it tells the answers, so only for who may see them."""
        if self.awarded is not None and isinstance(self.question, OpenText):
            return self.question.review_marked(self.awarded)
        rows = self.question.reviewed(self.response, self.arrangement)
        if self.also is None or not self.has_one_answer:
            return rows
        right = self.also.right_classes()
        return tuple(
            replace(row, verdict="missed") if row.verdict == "neutral" and row.id in right else row for row in rows
        )

    @property
    def also_right(self) -> tuple[ReviewRow, ...]:
        """The lines of the other right answer, for types that cannot show both in the same lines."""
        if self.also is None or self.has_one_answer or self.question.is_stepwise:
            return ()
        return tuple(row for row in self.also.review(None) if row.expected)

    @property
    def has_one_answer(self) -> bool:
        """Whether an answer is the id of one line."""
        return isinstance(self.question, SingleChoice | TrueFalse)

    @cached_property
    def score(self) -> Score:
        return self.question.grade(self.response)


@dataclass(frozen=True)
class AnswerFields:
    """The technical fields of an answer: its UUID and the number that the page gave it."""

    uuid: UUID
    sequence: int
    data: Mapping[str, Sequence[str]]


def read_answer_fields(post: QueryDict) -> AnswerFields:
    """The fields of a posted answer; what is missing or unreadable gets a fresh value, so nothing is lost."""
    try:
        uuid = UUID(post.get("uuid", ""))
    except ValueError:
        uuid = uuid4()
    text = post.get("sequence", "")
    sequence = int(text) if text.isascii() and text.isdigit() and len(text) < 8 else 1
    return AnswerFields(uuid, min(sequence, MAX_SEQUENCE), {name: post.getlist(name) for name in post})
