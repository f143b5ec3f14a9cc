"""What two questions with other ids have in common: words, and the score of every response, told by its texts."""

from collections.abc import Iterator
from fractions import Fraction
from itertools import combinations, islice, permutations, product
from typing import Any

from courses.quiz import InvalidResponse, parse_question

Content = dict[str, Any]
Told = tuple[str, ...]


def scores(content: Content, probes: list[Told]) -> dict[Told, str]:
    """Score what the probes tell, in this question's ids."""
    question = parse_question(content)
    found = {}
    for probe in probes:
        try:
            found[probe] = str(question.grade(_RESPONSES[content["type"]](content, probe)).fraction)
        except InvalidResponse as error:
            found[probe] = error.code
    return found


def probes_of(content: Content) -> list[Told]:
    return list(islice(_PROBES[content["type"]](content), 200))


def feedback_of(content: Content) -> dict[str, str]:
    """Feedback by what it is about."""
    parts = (*content.get("options", ()), *content.get("answers", ()))
    found = {str(index) + part.get("text", ""): part["feedback"] for index, part in enumerate(parts)}
    names = ("feedback_true", "feedback_false", "feedback_wrong")
    return found | {name: content[name] for name in names if name in content}


def _texts(content: Content, name: str) -> list[str]:
    return [part["text"] for part in content[name]]


def _ids(content: Content, name: str) -> dict[str, str]:
    return {part["text"]: part["id"] for part in content[name]}


def _subsets(content: Content) -> Iterator[Told]:
    found = _texts(content, "options")
    for size in range(1, len(found) + 1):
        yield from combinations(found, size)


def _numbers(content: Content) -> Iterator[Told]:
    units = ["", content["unit"], *(unit["name"] for unit in content["units"])]
    for answer, unit in product(content["answers"], units):
        if answer["kind"] == "range":
            low, high = Fraction(answer["low"]), Fraction(answer["high"])
        else:
            low = Fraction(answer["value"]) - Fraction(answer["tolerance"])
            high = Fraction(answer["value"]) + Fraction(answer["tolerance"])
        for value in (low, high, low - Fraction(1, 8), high + Fraction(1, 8), (low + high) / 2):
            yield (f"{float(value):.6f} {unit}".strip(),)


def _pairings(content: Content) -> Iterator[Told]:
    for chosen in product(_texts(content, "choices"), repeat=len(content["stems"])):
        yield tuple(f"{stem}\0{choice}" for stem, choice in zip(_texts(content, "stems"), chosen, strict=True))


def _typed(content: Content) -> Iterator[Told]:
    for text in _texts(content, "answers"):
        for filled in (text, text.replace("*", ""), text.replace("*", "zz"), text.upper(), f"{text}q"):
            yield (filled[:190],)


_PROBES: dict[str, Any] = {
    "single_choice": lambda c: ((text,) for text in _texts(c, "options")),
    "multiple_response": _subsets,
    "true_false": lambda c: iter([("waar",), ("niet waar",)]),
    "ordering": lambda c: permutations(_texts(c, "items")),
    "matching": _pairings,
    "numeric": _numbers,
    "short_text": _typed,
    "open_text": lambda c: iter([("Ik bel 112.",)]),
}
_RESPONSES: dict[str, Any] = {
    "single_choice": lambda c, told: {"choice": _ids(c, "options")[told[0]]},
    "multiple_response": lambda c, told: {"choices": [_ids(c, "options")[text] for text in told]},
    "true_false": lambda c, told: {"value": told[0] == "waar"},
    "ordering": lambda c, told: {"order": [_ids(c, "items")[text] for text in told]},
    "matching": lambda c, told: {
        "pairs": {
            _ids(c, "stems")[stem]: _ids(c, "choices")[choice] for stem, choice in (pair.split("\0") for pair in told)
        }
    },
    "numeric": lambda c, told: {"text": told[0]},
    "short_text": lambda c, told: {"text": told[0]},
    "open_text": lambda c, told: {"text": told[0]},
}
