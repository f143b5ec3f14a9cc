"""Aiken (quiz.md §2.3): one question line, choices `A) text`, `ANSWER: A`. Single choice only, and words only."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from fractions import Fraction

from courses.quiz.interchange.contents import MAX_ANSWERS, Answer, single_choice
from courses.quiz.interchange.items import BankItem, Collector, Draft, Import, Notes, SkippedQuestion, one_line
from courses.quiz.interchange.lost import Content, write_each
from courses.quiz.interchange.problems import Problem

TYPES = frozenset({"single_choice"})

_LINE_END = re.compile(r"\r\n|\r|\n")
_CHOICE = re.compile(r"([A-Z])[).](.*)", re.DOTALL)
_ANSWER = re.compile(r"ANSWER:\s*(.*)", re.DOTALL)


@dataclass
class _Question:
    """Lines that belong together, from the first one."""

    line: int = 0
    stems: list[str] = field(default_factory=list)
    choices: list[tuple[str, str]] = field(default_factory=list)
    answer: str = ""

    def read(self, notes: Notes) -> BankItem:
        """Make the item, once ANSWER was seen."""
        notes.title = self.stems[-1] if self.stems else ""
        if not self.answer or not self.stems or not self.choices:
            raise SkippedQuestion("unfinished")
        if len(self.stems) > 1:
            notes.warn("lines_dropped", " ".join(self.stems[:-1]))
        letters = [letter for letter, _ in self.choices]
        if letters.count(self.answer) != 1 or len(letters) > MAX_ANSWERS:
            raise SkippedQuestion("unknown_answer", self.answer)
        answers = [Answer(text=text, share=Fraction(letter == self.answer)) for letter, text in self.choices]
        return Draft(notes=notes, stem=self.stems[-1]).finish(single_choice(answers, notes))


def read_aiken(text: str) -> Import:
    """Read the questions of a file. Raises UnreadableFile("too_many_questions")."""
    collector = Collector("line")
    question = _Question()
    for number, raw in enumerate(_LINE_END.split(text), start=1):
        line = raw.strip()
        choice, answer = _CHOICE.fullmatch(line), _ANSWER.fullmatch(line)
        if question.choices and line and not choice and not answer:
            collector.add(question.line, question.read)
            question = _Question()
        question.line = question.line or (number if line else 0)
        if answer:
            question.answer = answer[1].strip().rstrip(".)") or "?"
            collector.add(question.line, question.read)
            question = _Question()
        elif choice:
            question.choices.append((choice[1], choice[2].strip()))
        elif line:
            question.stems.append(line)
    if question.line:
        collector.add(question.line, question.read)
    return collector.result()


def write_aiken(items: Iterable[BankItem]) -> tuple[bytes, list[Problem]]:
    """Return the file and what it does not hold."""
    blocks: list[str] = []

    def write(item: BankItem, content: Content, notes: Notes) -> None:
        blocks.append(_block(content, notes))

    problems = write_each(items, types=TYPES, keeps=frozenset(), write=write)
    return "\n".join(blocks).encode(), problems


def _block(content: Content, notes: Notes) -> str:
    stem = _line(content["stem"], notes)
    if _CHOICE.fullmatch(stem) or _ANSWER.fullmatch(stem):
        raise SkippedQuestion("text_not_possible", stem)
    letters = "ABCDEFGH"
    options = list(zip(letters, content["options"], strict=False))
    choices = [f"{letter}) {_line(option['text'], notes)}" for letter, option in options]
    right = next(letter for letter, option in options if option["correct"])
    return "\n".join([stem, *choices, f"ANSWER: {right}", ""])


def _line(text: str, notes: Notes) -> str:
    if "\n" in text.strip() or "\r" in text.strip():
        notes.warn("line_breaks")
    return one_line(text)
