"""Questions of the bank to a file."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from courses.models import Question, QuestionTag
from courses.quiz import InvalidQuestion
from courses.quiz.interchange import BankItem, Problem, write
from courses.services.bank_importing.contents import content_of

__all__ = ["export_questions", "exportable"]


@dataclass
class Exportable:
    """The questions that can be asked, and a problem for each that cannot yet."""

    items: list[BankItem] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)


def export_questions(questions: Iterable[Question], format: str) -> tuple[bytes, list[Problem]]:
    """A file of these questions as they are live (a draft that was never live as it is), and what it does not hold.

    `format` is one of interchange.FORMATS. Two queries, whatever the number.
    """
    found = exportable(questions)
    data, problems = write(found.items, format)
    return data, [*found.problems, *problems]


def exportable(questions: Iterable[Question]) -> Exportable:
    """The questions as the formats take them."""
    rows = list(questions)
    tags = tags_of(rows)
    found = Exportable()
    for question in rows:
        try:
            content = content_of(question.body)
        except InvalidQuestion as error:
            found.problems.append(unfinished(question, error))
            continue
        found.items.append(
            BankItem(
                title=question.title,
                content=content,
                category=(question.category.name,),
                idnumber=question.idnumber,
                tags=tags.get(question.pk, ()),
            )
        )
    return found


def unfinished(question: Question, error: InvalidQuestion) -> Problem:
    """A question that an editor has not finished."""
    title = question.title
    return Problem(place=f"‘{title}’", title=title, code="not_valid", detail=error.code, fatal=True)


def tags_of(questions: Iterable[Question]) -> dict[int, tuple[str, ...]]:
    """Question → its labels. One query."""
    numbers = {question.pk for question in questions}
    found: dict[int, tuple[str, ...]] = {}
    rows = QuestionTag.objects.order_by("tag__name").values_list("content_object_id", "tag__name")
    for question_id, name in rows:
        if question_id in numbers:
            found[question_id] = (*found.get(question_id, ()), name)
    return found
