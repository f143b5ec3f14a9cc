"""Reading Moodle XML (quiz.md §2.2). What is particular to each type of question is in `moodle_xml_types`."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from io import BytesIO
from xml.etree.ElementTree import Element, ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import iterparse

from courses.quiz.base import MAX_HINTS
from courses.quiz.interchange.categories import read_path
from courses.quiz.interchange.items import BankItem, Collector, Draft, Import, Notes, SkippedQuestion
from courses.quiz.interchange.moodle_xml_text import XmlText, inner
from courses.quiz.interchange.moodle_xml_types import READERS, Reading
from courses.quiz.interchange.problems import UnreadableFile

MAX_DEPTH = 40
MAX_ELEMENTS = 500_000

_DECLARATION = re.compile(r"\s*<\?xml[^<>]*\?>")
_NORMAL_PENALTIES = (Fraction(1, 3), Fraction(0))
_TRUE_FALSE_PENALTY = Fraction(1)
_PENALTY_ROOM = Fraction(5, 1000)
_COMBINED = ("correctfeedback", "partiallycorrectfeedback", "incorrectfeedback")
_STANDARD_FEEDBACK = {
    "",
    "Your answer is correct.",
    "Your answer is partially correct.",
    "Your answer is incorrect.",
    "Je antwoord is juist.",
    "Je antwoord is gedeeltelijk juist.",
    "Je antwoord is onjuist.",
    "Het antwoord is juist.",
    "Je antwoord is correct.",
    "Je antwoord is gedeeltelijk correct.",
    "Je antwoord is niet correct.",
    "Je antwoord is fout.",
}


def read_moodle_xml(text: str) -> Import:
    """Read the questions of a file.

    Raises UnreadableFile: not_xml, not_moodle_xml, xml_entities, too_many_questions.
    """
    collector = Collector("question")
    category: tuple[str, ...] = ()
    number = 0
    for element in _questions(text):
        if element.get("type") == "category":
            category = read_path(inner(element.find("category/text")))
            if inner(element.find("info/text")).strip():
                collector.warn(number + 1, "part_dropped", "de uitleg bij een categorie")
        else:
            number += 1
            collector.add(number, _Question(element, category))
    return collector.result()


def _questions(text: str) -> Iterator[Element]:
    """Yield the children of <quiz> one at a time, so that a large file stays small in memory."""
    try:
        yield from _walk(_DECLARATION.sub("", text, count=1).encode())
    except DefusedXmlException:
        raise UnreadableFile("xml_entities") from None
    except (ParseError, ValueError) as error:
        if isinstance(error, UnreadableFile):
            raise
        raise UnreadableFile("not_xml") from None


def _walk(data: bytes) -> Iterator[Element]:
    depth = seen = 0
    root: Element | None = None
    for event, element in iterparse(BytesIO(data), events=("start", "end"), forbid_dtd=True):
        if event == "start":
            seen, depth = seen + 1, depth + 1
            root = element if root is None else root
            _check(root, depth, seen)
            continue
        depth -= 1
        if depth == 1 and root is not None:
            if element.tag == "question":
                yield element
            root.clear()


def _check(root: Element, depth: int, seen: int) -> None:
    if root.tag != "quiz" or depth > MAX_DEPTH:
        raise UnreadableFile("not_moodle_xml")
    if seen > MAX_ELEMENTS:
        raise UnreadableFile("too_many_questions")


@dataclass(frozen=True)
class _Question:
    """Reads one <question>."""

    element: Element
    category: tuple[str, ...]

    def __call__(self, notes: Notes) -> BankItem:
        text = XmlText(notes)
        kind = self.element.get("type", "")
        notes.title = " ".join(inner(self.element.find("name/text")).split())
        reader = READERS.get(kind)
        if reader is None:
            raise SkippedQuestion("description" if kind == "description" else "unknown_type", kind)
        draft = Draft(
            notes=notes,
            stem=text.of(self.element, "questiontext"),
            title=notes.title,
            explanation=text.of(self.element, "generalfeedback"),
            hints=self._hints(text),
            category=self.category,
            idnumber=inner(self.element.find("idnumber")),
            tags=tuple(inner(tag) for tag in self.element.iterfind("tags/tag/text")),
        )
        own = reader(Reading(self.element, text, notes))
        self._tell_dropped(kind, text)
        return draft.finish(own)

    def _hints(self, text: XmlText) -> tuple[str, ...]:
        found = [words for hint in self.element.iterfind("hint") if (words := text.read(hint))]
        if len(found) > MAX_HINTS:
            text.notes.warn("hints_cut")
        return tuple(found[:MAX_HINTS])

    def _tell_dropped(self, kind: str, text: XmlText) -> None:
        grade, penalty = self._number("defaultgrade", Fraction(1)), self._number("penalty", Fraction(0))
        if grade != 1:
            text.notes.warn("grade_dropped", inner(self.element.find("defaultgrade")))
        normal = (*_NORMAL_PENALTIES, _TRUE_FALSE_PENALTY) if kind == "truefalse" else _NORMAL_PENALTIES
        if all(abs(penalty - one) > _PENALTY_ROOM for one in normal):
            text.notes.warn("penalty_dropped", inner(self.element.find("penalty")))
        if inner(self.element.find("hidden")).strip() == "1":
            text.notes.warn("was_hidden")
        for words in (text.of(self.element, name) for name in _COMBINED):
            if words not in _STANDARD_FEEDBACK:
                text.notes.warn("feedback_dropped", words)

    def _number(self, name: str, default: Fraction) -> Fraction:
        value = inner(self.element.find(name)).strip()
        return Fraction(value) if re.fullmatch(r"[0-9]{1,9}(\.[0-9]{1,20})?", value) else default
