"""Options that are right or wrong: shared by single choice and multiple response."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from courses.quiz.base import arranged
from courses.quiz.decimals import percent_text
from courses.quiz.reader import Reader
from courses.quiz.scores import ReviewRow, Verdict

MIN_OPTIONS = 2
MAX_OPTIONS = 8


@dataclass(frozen=True, kw_only=True)
class Option:
    """One option; `feedback` is for who chose it.

    Only an import brings shares of 1: `credit` (0..1) for a partly right option of a single choice, `weight` (-1..1)
    for every option of a multiple response with the rule `weights`. None = absent.
    """

    id: str
    text: str
    correct: bool
    feedback: str = ""
    credit: Fraction | None = None
    weight: Fraction | None = None

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
        """Return the content of this option; shares that are absent stay so, and content keeps its hash."""
        shares = {"credit": self.credit, "weight": self.weight}
        written = {name: percent_text(share) for name, share in shares.items() if share is not None}
        return {"id": self.id, "text": self.text, "correct": self.correct, "feedback": self.feedback, **written}


def with_credit(reader: Reader) -> Option:
    """Read an option of a single choice: the right one has 100 percent, another has 0 unless `credit` says more."""
    option = Option.parse(reader)
    if option.correct:
        reader.percent("credit", low=100, default="100")
        return option
    return replace(option, credit=reader.percent("credit", low=0, default="0") or None)


def with_weight(reader: Reader) -> Option:
    """Read an option with a weight of -100 to 100 percent: above 0 is right."""
    option = Option.parse(reader)
    weight = reader.percent("weight", low=-100)
    if option.correct != (weight > 0):
        raise reader.fail("weight_disagrees", "weight")
    return replace(option, weight=weight)


def read_options(reader: Reader, parse: Callable[[Reader], Option] = Option.parse) -> tuple[Option, ...]:
    """Read 2 to 8 different options with `parse`, at least one of them right."""
    options = reader.parts("options", low=MIN_OPTIONS, high=MAX_OPTIONS, parse=parse)
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
    correct = option.correct or (chosen and option.credit == 1)
    return ReviewRow(
        id=option.id,
        text=option.text,
        given=option.text if chosen else "",
        expected=option.text if correct else "",
        chosen=chosen,
        verdict=choice_verdict(chosen=chosen, correct=correct),
        feedback=option.feedback if chosen else "",
    )


def choice_verdict(*, chosen: bool, correct: bool) -> Verdict:
    """Judge one option."""
    if chosen:
        return "right" if correct else "wrong"
    return "missed" if correct else "neutral"
