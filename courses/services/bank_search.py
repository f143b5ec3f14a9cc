"""Looking for a question by any word in it: capitals and accents do not count, on every database the same."""

from collections.abc import Iterator
from typing import Any

from courses.models import Question
from courses.quiz.patterns import Folding

__all__ = ["find_questions"]

FOLDING = Folding(marks=True)
NOT_TEXT = frozenset({"id", "type", "kind", "rule", "shape", "coords", "drawing"})


def find_questions(questions: Any, words: str) -> Any:
    """The questions of a queryset that have all the words: in title, mark, stem, answers, explanation or tips.

    The bank is read as a whole: a few thousand small texts. A database folds no accents, or not in the same way.
    """
    wanted = FOLDING.fold(words).split()
    rows = questions.order_by().select_related(None).only("pk", "title", "idnumber", "body")
    return questions.filter(pk__in=[row.pk for row in rows if has_all(row, wanted)])


def has_all(question: Question, wanted: list[str]) -> bool:
    """Whether every word occurs somewhere in the question."""
    said = [
        question.title,
        question.idnumber,
        *(text for block in question.body.raw_data for text in texts(block["value"])),
    ]
    text = FOLDING.fold("\n".join(said))
    return all(word in text for word in wanted)


def texts(value: Any) -> Iterator[str]:
    """The texts that an editor typed, anywhere in stored JSON."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for name, inner in value.items():
            if name not in NOT_TEXT:
                yield from texts(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from texts(inner)
