"""A question in a drawing, as the bank keeps it."""

from typing import Any
from uuid import UUID

from courses.blocks import question_body
from courses.models import Category, Question

__all__ = ["CONTENT", "KEY", "hotspot_body", "make_hotspot"]

KEY = UUID("7c1d8a52-0000-4000-8000-0000000000aa")


def area(name: str, label: str, shape: str, coords: list[int], *, correct: bool, feedback: str = "") -> dict[str, Any]:
    place = {"shape": shape, "coords": coords, "correct": correct}
    return {"id": name, "label": label, **place, "feedback": feedback}


CONTENT: dict[str, Any] = {
    "schema": 1,
    "type": "hotspot",
    "stem": "Wijs de man bij de auto en de lantaarn aan.",
    "explanation": "Bij goed licht zie je wat iemand doet.",
    "critical": False,
    "picture": {"drawing": "kijken", "alt": "Een straat in de avond"},
    "areas": [
        area("man", "De man bij de auto", "rectangle", [370, 140, 500, 355], correct=True,
             feedback="Hij voelt aan deuren."),
        area("lamp", "De lantaarn", "circle", [292, 60, 40], correct=True),
        area("window", "De buur achter het raam", "polygon", [30, 70, 200, 70, 200, 220, 30, 220], correct=False),
    ],
    "clicks": 2,
}  # fmt: skip
"""Two right places, as a course file writes it: the drawing by its name."""


def hotspot_body(**fields: Any) -> list[dict[str, Any]]:
    """The stored JSON of the question; `fields` change the block's value."""
    body = question_body(CONTENT, KEY)
    body[0]["value"] |= fields
    return body


def make_hotspot(category: Category, **fields: Any) -> Question:
    """A live question of the bank."""
    body = Question._meta.get_field("body").stream_block.to_python(hotspot_body(**fields))
    question = Question(key=KEY, title="Wat valt op?", category=category, body=body)
    question.save()
    question.save_revision().publish()
    return Question.objects.get(pk=question.pk)
