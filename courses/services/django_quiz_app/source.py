"""What a source of django-quiz-app 0.5.1 holds, whether it is a database or a dump: rows in, objects out.

Only the tables of TABLES are asked for; sittings, progress and accounts are of people, and stay where they are.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

__all__ = [
    "BAD_ROW",
    "TABLES",
    "Row",
    "Source",
    "SourceAnswer",
    "SourceQuestion",
    "SourceQuiz",
    "Tables",
    "Unreadable",
    "source_of",
]

Row = Mapping[str, Any]
Tables = dict[str, list[Row]]

TABLES = {
    "quiz_category": ("id", "category"),
    "quiz_subcategory": ("id", "sub_category", "category_id"),
    "quiz_quiz": (
        "id", "title", "category_id", "description", "url", "random_order", "max_questions", "answers_at_end",
        "single_attempt", "pass_mark", "success_text", "fail_text", "draft",
    ),
    "quiz_question": ("id", "category_id", "sub_category_id", "figure", "content", "explanation"),
    "quiz_question_quiz": ("question_id", "quiz_id"),
    "multichoice_mcquestion": ("question_ptr_id", "answer_order"),
    "multichoice_answer": ("id", "question_id", "content", "correct"),
    "true_false_tf_question": ("question_ptr_id", "correct"),
    "essay_essay_question": ("question_ptr_id",),
}  # fmt: skip

NOTHING = "Hier staan geen toetsen en geen vragen van django-quiz-app in."
BAD_ROW = "In {} staat een rij die we niet kunnen lezen (veld {})."


class Unreadable(Exception):
    """The source as a whole cannot be read; the message is a Dutch sentence, without the address."""


@dataclass(frozen=True)
class SourceAnswer:
    """One option of a choice question."""

    id: int
    text: str
    correct: bool


@dataclass(frozen=True)
class SourceQuestion:
    """One question; `kind` is choice, true_false, essay, or "" for a row without a type.

    `correct` counts for true or false only, `answer_order` and `answers` for a choice only.
    """

    id: int
    category: int | None
    subcategory: int | None
    figure: str
    text: str
    explanation: str
    quizzes: frozenset[int]
    kind: str
    correct: bool
    answer_order: str
    answers: tuple[SourceAnswer, ...]


@dataclass(frozen=True)
class SourceQuiz:
    """One quiz; `pass_mark` is a percentage, `max_questions` 0 = all."""

    id: int
    title: str
    category: int | None
    description: str
    url: str
    random_order: bool
    max_questions: int
    answers_at_end: bool
    single_attempt: bool
    pass_mark: int
    success_text: str
    fail_text: str
    draft: bool


@dataclass(frozen=True)
class Source:
    """All that we take over. `subcategories`: id → (name, id of its category); `strays`: answers without question."""

    categories: dict[int, str]
    subcategories: dict[int, tuple[str, int | None]]
    quizzes: tuple[SourceQuiz, ...]
    questions: tuple[SourceQuestion, ...]
    strays: tuple[int, ...]


def source_of(tables: Tables) -> Source:
    """The rows as objects, in the order of django-quiz-app: questions by category, answers by id."""
    if not tables["quiz_quiz"] and not tables["quiz_question"]:
        raise Unreadable(NOTHING)
    cells = {table: [Cells(table, row) for row in rows] for table, rows in tables.items()}
    types = Types.of(cells)
    questions = {row.key("id"): question_of(row, types) for row in cells["quiz_question"]}.values()
    choices = {question.id for question in questions if question.kind == "choice"}
    return Source(
        categories={row.key("id"): row.text("category") for row in cells["quiz_category"]},
        subcategories={
            row.key("id"): (row.text("sub_category"), row.number("category_id") or None)
            for row in cells["quiz_subcategory"]
        },
        quizzes=tuple(quiz for _, quiz in sorted({row.key("id"): quiz_of(row) for row in cells["quiz_quiz"]}.items())),
        questions=tuple(sorted(questions, key=lambda question: (question.category or 0, question.id))),
        strays=tuple(
            sorted(row.key("id") for row in cells["multichoice_answer"] if row.number("question_id") not in choices)
        ),
    )


class Cells:
    """One row whose values are read by type; nothing (NULL) is empty, 0 or false."""

    def __init__(self, table: str, row: Row) -> None:
        self.table = table
        self.row = row

    def text(self, column: str) -> str:
        value = self.row[column]
        return "" if value is None else str(self.checked(column, isinstance(value, str)))

    def key(self, column: str) -> int:
        return int(self.checked(column, isinstance(self.row[column], int)))

    def number(self, column: str) -> int:
        value = self.row[column]
        return 0 if value is None else int(self.checked(column, isinstance(value, int)))

    def flag(self, column: str) -> bool:
        return bool(self.number(column))

    def checked(self, column: str, is_right: bool) -> Any:
        """The value, or Unreadable when it is of another type."""
        if not is_right:
            raise Unreadable(BAD_ROW.format(self.table, column))
        return self.row[column]


@dataclass(frozen=True)
class Types:
    """What the tables of the three question types say, by question."""

    orders: dict[int, str]
    answers: dict[int, list[SourceAnswer]]
    truths: dict[int, bool]
    essays: frozenset[int]
    quizzes: dict[int, set[int]]

    @classmethod
    def of(cls, cells: Mapping[str, list[Cells]]) -> "Types":
        answers: dict[int, list[SourceAnswer]] = {}
        for row in sorted(cells["multichoice_answer"], key=lambda row: row.key("id")):
            answer = SourceAnswer(row.key("id"), row.text("content"), row.flag("correct"))
            answers.setdefault(row.number("question_id"), []).append(answer)
        quizzes: dict[int, set[int]] = {}
        for row in cells["quiz_question_quiz"]:
            quizzes.setdefault(row.number("question_id"), set()).add(row.number("quiz_id"))
        own = "question_ptr_id"
        return cls(
            orders={row.key(own): row.text("answer_order") for row in cells["multichoice_mcquestion"]},
            answers=answers,
            truths={row.key(own): row.flag("correct") for row in cells["true_false_tf_question"]},
            essays=frozenset(row.key(own) for row in cells["essay_essay_question"]),
            quizzes=quizzes,
        )

    def kind(self, question: int) -> str:
        if question in self.orders:
            return "choice"
        if question in self.truths:
            return "true_false"
        return "essay" if question in self.essays else ""


def question_of(row: Cells, types: Types) -> SourceQuestion:
    number = row.key("id")
    return SourceQuestion(
        id=number,
        category=row.number("category_id") or None,
        subcategory=row.number("sub_category_id") or None,
        figure=row.text("figure"),
        text=row.text("content"),
        explanation=row.text("explanation"),
        quizzes=frozenset(types.quizzes.get(number, ())),
        kind=types.kind(number),
        correct=types.truths.get(number, False),
        answer_order=types.orders.get(number, ""),
        answers=tuple(types.answers.get(number, ())),
    )


def quiz_of(row: Cells) -> SourceQuiz:
    return SourceQuiz(
        id=row.key("id"),
        title=row.text("title"),
        category=row.number("category_id") or None,
        description=row.text("description"),
        url=row.text("url"),
        random_order=row.flag("random_order"),
        max_questions=row.number("max_questions"),
        answers_at_end=row.flag("answers_at_end"),
        single_attempt=row.flag("single_attempt"),
        pass_mark=row.number("pass_mark"),
        success_text=row.text("success_text"),
        fail_text=row.text("fail_text"),
        draft=row.flag("draft"),
    )
