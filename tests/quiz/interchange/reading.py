"""Short ways to read one question in a test."""

from typing import Any

from courses.quiz.interchange import read


def only(text: str, form: str = "gift") -> dict[str, Any]:
    """The content of the one question in the text, without problems."""
    found = read(text.encode(), form)
    assert not found.problems, found.problems
    (item,) = found.items
    return item.content


def with_codes(text: str, form: str = "gift") -> tuple[dict[str, Any], list[str]]:
    """The content of the one question, and the codes of the warnings."""
    found = read(text.encode(), form)
    (item,) = found.items
    return item.content, [problem.code for problem in found.problems]


def refused(text: str, form: str = "gift") -> str:
    """Why the one question was skipped."""
    found = read(text.encode(), form)
    assert not found.items
    (problem,) = found.problems
    assert problem.fatal
    assert problem.message.endswith("overgeslagen.")
    return problem.code


def options(content: dict[str, Any]) -> list[tuple[str, str]]:
    """Text and share of each option, such as ("ja", "100")."""
    return [(o["text"], o.get("weight", o.get("credit", "100" if o["correct"] else "0"))) for o in content["options"]]


def answers(content: dict[str, Any]) -> list[tuple[str, str]]:
    """Text (or number) and credit of each answer."""
    return [(_value(answer), answer["credit"]) for answer in content["answers"]]


def _value(answer: dict[str, Any]) -> str:
    if "kind" not in answer:
        return str(answer["text"])
    return (
        f"{answer['low']}..{answer['high']}"
        if answer["kind"] == "range"
        else f"{answer['value']}:{answer['tolerance']}"
    )
