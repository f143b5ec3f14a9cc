"""Options that are right or wrong: shared by single choice and multiple response."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from courses.quiz.base import arranged
from courses.quiz.reader import Reader
from courses.quiz.scores import ReviewRow, Verdict

MIN_OPTIONS = 2
MAX_OPTIONS = 8


@dataclass(frozen=True, kw_only=True)
class Option:
    """One option; `feedback` is for who chose it."""

    id: str
    text: str
    correct: bool
    feedback: str = ""

    @classmethod
    def parse(cls, reader: Reader) -> "Option":
        """Read one option of the content."""
        return cls(
            id=reader.id(),
            text=reader.text("text", required=True),
            correct=reader.flag("correct"),
            feedback=reader.text("feedback"),
        )

    def to_json(self) -> dict[str, object]:
        """Return the content of this option."""
        return {"id": self.id, "text": self.text, "correct": self.correct, "feedback": self.feedback}


def read_options(reader: Reader) -> tuple[Option, ...]:
    """Read 2 to 8 different options, at least one of them right."""
    options = reader.parts("options", low=MIN_OPTIONS, high=MAX_OPTIONS, parse=Option.parse)
    reader.refuse_repeats("options", ids=(o.id for o in options), texts=(o.text for o in options))
    if not any(option.correct for option in options):
        raise reader.fail("no_correct_option", "options")
    return options


def shown_options(options: Sequence[Option], arrangement: Sequence[str]) -> list[dict[str, object]]:
    """Return ids and texts in the order shown."""
    return [{"id": option.id, "text": option.text} for option in arranged(options, arrangement)]


def chosen_options(options: Sequence[Option], arrangement: Sequence[str], *chosen: object) -> list[dict[str, object]]:
    """Return the options as shown, each with whether it is `chosen`."""
    return [option | {"chosen": option["id"] in chosen} for option in shown_options(options, arrangement)]


def review_options(options: Sequence[Option], chosen: Collection[str]) -> tuple[ReviewRow, ...]:
    """Return a line per option, in the author's order; feedback only for what was chosen."""
    return tuple(_row(option, chosen=option.id in chosen) for option in options)


def _row(option: Option, *, chosen: bool) -> ReviewRow:
    return ReviewRow(
        id=option.id,
        text=option.text,
        given=option.text if chosen else "",
        expected=option.text if option.correct else "",
        chosen=chosen,
        verdict=choice_verdict(chosen=chosen, correct=option.correct),
        feedback=option.feedback if chosen else "",
    )


def choice_verdict(*, chosen: bool, correct: bool) -> Verdict:
    """Judge one option."""
    if chosen:
        return "right" if correct else "wrong"
    return "missed" if correct else "neutral"
