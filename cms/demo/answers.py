"""Form fields as a learner would post them: right, or wrong on purpose."""

from courses.quiz import (
    Hotspot,
    Matching,
    MultipleResponse,
    Numeric,
    Ordering,
    Question,
    Response,
    Scenario,
    ShortText,
    SingleChoice,
    TrueFalse,
    decimal_text,
)

__all__ = ["Fields", "fields_for"]

Fields = dict[str, list[str]]


def fields_for(question: Question, *, is_right: bool) -> list[Fields]:
    """The posts that answer `question`: one, or for a scenario one per step."""
    if isinstance(question, Scenario):
        return scenario_fields(question, is_right=is_right)
    return [one_post(question, is_right=is_right)]


def one_post(question: Question, *, is_right: bool) -> Fields:
    """The single post of every type but the scenario."""
    if isinstance(question, Numeric | ShortText):
        return {"text": [typed(question, is_right=is_right)]}
    if isinstance(question, Hotspot):
        return {"area": [area.id for area in question.areas if area.correct is is_right][: question.clicks]}
    if isinstance(question, SingleChoice):
        return {"choice": [next(option.id for option in question.options if option.correct is is_right)]}
    if isinstance(question, MultipleResponse):
        return {"choices": [option.id for option in question.options if option.correct is is_right]}
    if isinstance(question, TrueFalse):
        return {"value": [str(question.correct is is_right).lower()]}
    if isinstance(question, Ordering):
        order = [item.id for item in question.items]
        return {"order": order if is_right else order[::-1]}
    assert isinstance(question, Matching)  # noqa: S101  (a new type has to be added here)
    matches = [stem.match for stem in question.stems]
    shifted = matches if is_right else [*matches[1:], matches[0]]
    return {f"pair-{stem.id}": [match] for stem, match in zip(question.stems, shifted, strict=True)}


def typed(question: Numeric | ShortText, *, is_right: bool) -> str:
    """What somebody types: an answer for all points, or one that nobody accepts."""
    if isinstance(question, ShortText):
        full = (answer.text for answer in question.answers if answer.credit == 1 and "*" not in answer.text)
        return next(full) if is_right else "Dat weet ik niet"
    number = next(answer.low for answer in question.answers if answer.credit == 1)
    beyond = max(answer.high for answer in question.answers) * 1000 + 7
    return f"{decimal_text(number if is_right else beyond)} {question.unit}".strip()


def scenario_fields(question: Scenario, *, is_right: bool) -> list[Fields]:
    """The way through the story with the most points, or the first bad choice and whatever follows."""
    paths = all_paths(question, None)
    best = max(paths, key=lambda path: question.grade(path).fraction)
    worst = min(paths, key=lambda path: question.grade(path).fraction)
    path = best if is_right else worst
    return [{"choice": [choice.id]} for _node, choice in question.walked(path)]


def all_paths(question: Scenario, response: Response | None) -> list[Response]:
    """Every finished path from here."""
    node = question.current(response)
    if node is None:
        return [response] if response else []
    walked = [choice.id for _node, choice in question.walked(response)]
    return [path for choice in node.choices for path in all_paths(question, {"path": [*walked, choice.id]})]
