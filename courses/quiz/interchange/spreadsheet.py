"""Reading our spreadsheet: a question per row (columns: see `columns`)."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction

from courses.quiz.errors import InvalidResponse
from courses.quiz.interchange import columns, contents
from courses.quiz.interchange.categories import read_path
from courses.quiz.interchange.columns import ANSWER_COLUMNS, FEEDBACK_COLUMNS
from courses.quiz.interchange.contents import ANY, Answer, Own
from courses.quiz.interchange.items import BankItem, Collector, Draft, Import, Notes, SkippedQuestion
from courses.quiz.interchange.numbers import Part, around, between, numeric
from courses.quiz.interchange.problems import UnreadableFile
from courses.quiz.interchange.rubrics import open_text, rubric_from
from courses.quiz.typed_numbers import typed_number
from spreadsheets import Table

_RANGE = re.compile(r"(.+?)(?:\.\.|\bt/m\b|\btot en met\b)(.+)", re.DOTALL)
_ROOM = re.compile(r"(.+?)(?:±|\+/-|\+-)(.+)", re.DOTALL)
_BETWEEN_SIDES = re.compile(r"(.*?)(?:^|\s)=(?:\s|$)(.*)", re.DOTALL)


def read_table(table: Table) -> Import:
    """Read the rows. Raises UnreadableFile: no_question_column, too_many_questions."""
    collector = Collector("row")
    head = next((index for index, row in enumerate(table) if any(row)), -1)
    names = [columns.column_of(cell) for cell in table[head]] if head >= 0 else []
    if columns.STEM not in names or columns.KIND not in names:
        raise UnreadableFile("no_question_column")
    unknown = [cell for cell, name in zip(table[head], names, strict=True) if cell and not name]
    if unknown:
        collector.warn(head + 1, "unknown_column", ", ".join(unknown))
    for number, cells in enumerate(table[head + 1 :], start=head + 2):
        row = {name: cell for name, cell in zip(names, cells, strict=False) if name and cell}
        if row:
            collector.add(number, _Row(row))
    return collector.result()


@dataclass(frozen=True)
class _Row:
    """Reads one row: cells by the name of their column, empty ones left out."""

    cells: Mapping[str, str]

    def __call__(self, notes: Notes) -> BankItem:
        notes.title = self._cell(columns.TITLE) or self._cell(columns.STEM)
        kind = columns.kind_of(self._cell(columns.KIND))
        if kind is None:
            raise SkippedQuestion("unknown_kind", self._cell(columns.KIND))
        draft = Draft(
            notes=notes,
            stem=self._cell(columns.STEM),
            title=self._cell(columns.TITLE),
            explanation=self._cell(columns.EXPLANATION),
            category=read_path(self._cell(columns.CATEGORY)),
            idnumber=self._cell(columns.IDNUMBER),
            tags=tuple(re.split(r"[;,\n]", self._cell(columns.TAGS))),
        )
        return draft.finish(_READERS[kind](Cells.of(self.cells), notes))

    def _cell(self, name: str) -> str:
        return self.cells.get(name, "")


@dataclass(frozen=True)
class Cells:
    """The answers of a row: number, text and feedback of each that is filled in, and what is in "goed"."""

    answers: tuple[tuple[int, str, str], ...]
    right: str

    @classmethod
    def of(cls, row: Mapping[str, str]) -> "Cells":
        """Read the cells of a row."""
        places = enumerate(zip(ANSWER_COLUMNS, FEEDBACK_COLUMNS, strict=True), start=1)
        found = ((number, row.get(answer, ""), row.get(feedback, "")) for number, (answer, feedback) in places)
        filled = tuple((number, text, feedback) for number, text, feedback in found if text)
        return cls(answers=filled, right=row.get(columns.RIGHT, ""))

    def numbers(self) -> set[int]:
        """Return the numbers in "goed": "1,3", "1 en 3", and 1.3, which a program made of it."""
        found = {int(number) for number in re.findall("[0-9]{1,3}", self.right)}
        if not found <= {number for number, _, _ in self.answers}:
            raise SkippedQuestion("unknown_answer", self.right)
        return found

    def judged(self, wrong: Fraction, *, all_right: bool = False) -> list[Answer]:
        """Return the answers: right ones share the points, the others give `wrong`; nothing in "goed" can be all."""
        right = self.numbers() or ({number for number, _, _ in self.answers} if all_right else set())
        return [
            Answer(text=text, share=Fraction(1) if number in right else wrong, feedback=feedback)
            for number, text, feedback in self.answers
        ]

    def texts(self) -> list[str]:
        """Return the texts only."""
        return [text for _, text, _ in self.answers]


def _single(cells: Cells, notes: Notes) -> Own:
    return contents.single_choice(cells.judged(Fraction(0)), notes)


def _multiple(rule: str) -> Callable[[Cells, Notes], Own]:
    def read(cells: Cells, notes: Notes) -> Own:
        judged = cells.judged(Fraction(0))
        return {**contents.multiple_response(_shared(judged), notes), "rule": rule}

    return read


def _shared(answers: list[Answer]) -> list[Answer]:
    """Give the shares of right minus wrong, so that no weights are needed."""
    right = max(sum(answer.share > 0 for answer in answers), 1)
    share = {True: Fraction(1, right), False: Fraction(-1, right)}
    return [Answer(text=a.text, share=share[a.share > 0], feedback=a.feedback) for a in answers]


def _true_false(cells: Cells, notes: Notes) -> Own:
    """ "goed" holds waar or niet waar, or the number of the answer that does."""
    by_word = {columns.simple(text): (number, feedback) for number, text, feedback in cells.answers}
    right = columns.simple(cells.right)
    if right not in (columns.TRUE, columns.FALSE):
        right = next((word for word, (number, _) in by_word.items() if str(number) == right), "")
    if right not in (columns.TRUE, columns.FALSE):
        raise SkippedQuestion("unknown_answer", cells.right)
    feedback = {word: words for word, (_, words) in by_word.items()}
    return contents.true_false(
        correct=right == columns.TRUE,
        if_true=feedback.get(columns.TRUE, ""),
        if_false=feedback.get(columns.FALSE, ""),
    )


def _ordering(grading: str) -> Callable[[Cells, Notes], Own]:
    return lambda cells, notes: contents.ordering(cells.texts(), grading, notes)


def split_pair(text: str) -> tuple[str, str]:
    """Split "links = rechts" at the first "=" with spaces around it, else at the first "=". Raises SkippedQuestion."""
    found = _BETWEEN_SIDES.fullmatch(text)
    if found:
        return found[1].strip(), found[2].strip()
    left, sign, right = text.partition("=")
    if not sign:
        raise SkippedQuestion("pair_missing", text)
    return left.strip(), right.strip()


def _matching(cells: Cells, notes: Notes) -> Own:
    return contents.matching([split_pair(text) for text in cells.texts()])


def _numeric(cells: Cells, notes: Notes) -> Own:
    answers = cells.judged(Fraction(0), all_right=True)
    return numeric([(_part(answer.text), answer) for answer in answers], notes)


def _part(text: str) -> Part | None:
    """Read "5", "5 ± 0,5" or "1 t/m 10", with a comma or a point."""
    if text == ANY:
        return None
    if found := _RANGE.fullmatch(text):
        return between(_number(found[1]), _number(found[2]))
    if found := _ROOM.fullmatch(text):
        return around(_number(found[1]), _number(found[2]))
    return around(_number(text), Fraction(0))


def _number(text: str) -> Fraction:
    try:
        return typed_number(text.strip()[:60])
    except InvalidResponse:
        raise SkippedQuestion("not_a_number", text) from None


def _short(cells: Cells, notes: Notes) -> Own:
    return contents.short_text(cells.judged(Fraction(0), all_right=True), notes)


def _open(cells: Cells, notes: Notes) -> Own:
    rubric = rubric_from(cells.texts())
    return open_text("\n".join(cells.texts())) if rubric is None else {"type": "open_text", "rubric": rubric}


_READERS: dict[str, Callable[[Cells, Notes], Own]] = {
    columns.SINGLE: _single,
    columns.MULTIPLE: _multiple("all_or_nothing"),
    columns.MULTIPLE_PARTLY: _multiple("right_minus_wrong"),
    columns.TRUE_FALSE: _true_false,
    columns.ORDER: _ordering("ALL_OR_NOTHING"),
    columns.ORDER_PARTLY: _ordering("RELATIVE_ALL_PREVIOUS_AND_NEXT"),
    columns.MATCHING: _matching,
    columns.NUMBER: _numeric,
    columns.SHORT: _short,
    columns.OPEN: _open,
}
