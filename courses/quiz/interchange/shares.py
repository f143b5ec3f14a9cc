"""From our content back to shares of the points per answer, as Moodle writes them."""

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any

from courses.quiz.decimals import percent_text
from courses.quiz.interchange.contents import ANY, Answer, read_share
from courses.quiz.interchange.items import Notes

_KNOWN_PERCENT = (100, 90, 80, 75, 70, 60, 50, 40, 30, 25, 20, 12.5, 10, 5)
_KNOWN_PARTS = (3, 6, 7, 9)
_NEAR = Fraction(1, 100_000)
_POSITIVE = [
    *(Fraction(percent) / 100 for percent in _KNOWN_PERCENT),
    *(Fraction(1, parts) for parts in _KNOWN_PARTS),
    Fraction(2, 3),
    Fraction(5, 6),
]
_KNOWN = [Fraction(0), *_POSITIVE, *(-share for share in _POSITIVE)]
"""The shares that Moodle knows (quiz.md §2.1); of others it snaps to the nearest, or refuses the question."""


def option_answers(content: Mapping[str, Any], notes: Notes) -> list[Answer]:
    """Return the options of a single choice or multiple response with their shares."""
    options = content["options"]
    shares = _single(options) if content["type"] == "single_choice" else _multiple(content, notes)
    for share in shares:
        if all(abs(share - known) > _NEAR for known in _KNOWN):
            notes.warn("weight_unusual", percent_text(share))
    return [
        Answer(text=option["text"], share=share, feedback=option["feedback"])
        for option, share in zip(options, shares, strict=True)
    ]


def _single(options: Sequence[Mapping[str, Any]]) -> list[Fraction]:
    return [Fraction(1) if option["correct"] else read_share(option.get("credit", "0")) for option in options]


def _multiple(content: Mapping[str, Any], notes: Notes) -> list[Fraction]:
    """Our rules as weights. All or nothing has none: a wrong option takes everything away, and that is told."""
    options = content["options"]
    if content["rule"] == "weights":
        return [read_share(option["weight"]) for option in options]
    right = sum(option["correct"] for option in options)
    wrong = Fraction(-1, right) if content["rule"] == "right_minus_wrong" else Fraction(-1)
    if content["rule"] == "all_or_nothing" and right > 1:
        notes.warn("rule_changed")
    return [Fraction(1, right) if option["correct"] else wrong for option in options]


def typed_answers(content: Mapping[str, Any]) -> list[tuple[Mapping[str, Any] | None, Answer]]:
    """Return the answers of a short text or numeric question; the feedback for a wrong one is the last, None."""
    found: list[tuple[Mapping[str, Any] | None, Answer]] = [
        (part, Answer(text=part.get("text", ""), share=read_share(part["credit"]), feedback=part["feedback"]))
        for part in content["answers"]
    ]
    if content.get("feedback_wrong"):
        found.append((None, Answer(text=ANY, share=Fraction(0), feedback=content["feedback_wrong"])))
    return found


def pairs_of(content: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Return the pairs of a matching question, and choices that nothing matches with an empty left side."""
    texts = {choice["id"]: choice["text"] for choice in content["choices"]}
    pairs = [(stem["text"], texts[stem["match"]]) for stem in content["stems"]]
    used = {stem["match"] for stem in content["stems"]}
    return pairs + [("", text) for choice_id, text in texts.items() if choice_id not in used]
