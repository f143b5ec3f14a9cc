"""Reading the types of questions in Moodle XML (quiz.md §2.2)."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from xml.etree.ElementTree import Element

from courses.quiz.decimals import decimal_text
from courses.quiz.interchange import contents
from courses.quiz.interchange.contents import Answer, Own, read_share
from courses.quiz.interchange.items import Notes, SkippedQuestion
from courses.quiz.interchange.moodle_xml_text import XmlText, inner
from courses.quiz.interchange.numbers import Part, around, is_any, numeric, read_number
from courses.quiz.interchange.rubrics import open_text

NO_UNITS = "3"
_TRUTH = {"true": True, "false": False}
_GRADING = {
    "-1": "ALL_OR_NOTHING",
    "0": "ABSOLUTE_POSITION",
    "1": "RELATIVE_NEXT_EXCLUDE_LAST",
    "2": "RELATIVE_NEXT_INCLUDE_LAST",
    "3": "RELATIVE_ONE_PREVIOUS_AND_NEXT",
    "4": "RELATIVE_ALL_PREVIOUS_AND_NEXT",
    "5": "LONGEST_ORDERED_SUBSET",
    "6": "LONGEST_CONTIGUOUS_SUBSET",
    "7": "RELATIVE_TO_CORRECT",
}
ROUNDED_PLACES = 5
"""Decimals from which on a multiplier is taken for a rounded one."""
LEAST_MULTIPLIER = Fraction(1, 10**12)


@dataclass(frozen=True)
class Reading:
    """One <question>, and where to tell what was dropped."""

    element: Element
    text: XmlText
    notes: Notes

    def value(self, name: str, default: str = "") -> str:
        """Return the text of a setting, without spaces around it and in small letters."""
        return inner(self.element.find(name)).strip().lower() or default

    def flag(self, name: str, *, default: bool) -> bool:
        """Return a setting that is true/false or 1/0."""
        return self.value(name, str(default).lower()) in ("true", "1")

    def answers(self) -> list[Element]:
        """Return the <answer> elements. Raises SkippedQuestion when they are too many."""
        found = self.element.findall("answer")
        if len(found) > contents.MAX_ANSWERS:
            raise SkippedQuestion("too_many_parts")
        return found

    def words(self, answer: Element, *, literal: bool = False) -> Answer:
        """Return an answer; `literal` for one to compare with, in which tags are letters."""
        return Answer(
            text=inner(answer.find("text")).strip() if literal else self.text.read(answer),
            share=read_share(answer.get("fraction", "0")),
            feedback=self.text.of(answer, "feedback"),
        )


def _choice(reading: Reading) -> Own:
    answers = [reading.words(answer) for answer in reading.answers()]
    shuffle = reading.flag("shuffleanswers", default=True)
    build = contents.single_choice if reading.flag("single", default=True) else contents.multiple_response
    return build(answers, reading.notes, shuffle=shuffle)


def _true_false(reading: Reading) -> Own:
    answers = [reading.words(answer, literal=True) for answer in reading.answers()]
    if len(answers) != 2:
        raise SkippedQuestion("too_few_parts" if len(answers) < 2 else "too_many_parts")
    by_word = {_TRUTH.get(answer.text.lower()): answer for answer in answers}
    if by_word.keys() != {True, False}:
        reading.notes.warn("true_false_guessed")
        by_word = {True: answers[0], False: answers[1]}
    if by_word[True].share == by_word[False].share:
        raise SkippedQuestion("no_right_answer")
    return contents.true_false(
        correct=by_word[True].share > by_word[False].share,
        if_true=by_word[True].feedback,
        if_false=by_word[False].feedback,
    )


def _matching(reading: Reading) -> Own:
    found = reading.element.findall("subquestion")
    if len(found) > contents.MAX_ANSWERS:
        raise SkippedQuestion("too_many_parts")
    return contents.matching([(reading.text.read(one), inner(one.find("answer/text")).strip()) for one in found])


def _short_answer(reading: Reading) -> Own:
    answers = [reading.words(answer, literal=True) for answer in reading.answers()]
    return contents.short_text(answers, reading.notes, case_sensitive=reading.flag("usecase", default=False))


def _numerical(reading: Reading) -> Own:
    answers = [(_part(answer), reading.words(answer, literal=True)) for answer in reading.answers()]
    if not answers:
        raise SkippedQuestion("no_right_answer")
    return numeric(answers, reading.notes, **_units(reading))


def _part(answer: Element) -> Part | None:
    value = inner(answer.find("text"))
    if is_any(value):
        return None
    tolerance = inner(answer.find("tolerance")).strip()
    return around(read_number(value), read_number(tolerance or "0"))


def _units(reading: Reading) -> dict[str, object]:
    """Return the units: Moodle multiplies the right answer, we bring what was typed back to the base."""
    found = reading.element.findall("units/unit")
    if not found or reading.value("showunits") == NO_UNITS:
        return {}
    pairs = [(inner(u.find("unit_name")).strip(), _factor(inner(u.find("multiplier")), reading.notes)) for u in found]
    base = next((name for name, factor in pairs if factor == "1"), "")
    required = reading.value("unitgradingtype", "0") != "0"
    if required and reading.value("unitpenalty") not in ("1", "1.0000000", "1.0"):
        reading.notes.warn("unit_changed", "aftrek voor een verkeerde eenheid")
    others = [{"name": name, "factor": factor} for name, factor in pairs if name != base]
    return {"unit": base, "units": others, "unit_required": required}


def _factor(multiplier: str, notes: Notes) -> str:
    """Return 1 / multiplier: the shortest number that rounds to what was written, so that 0.0166667 is 60."""
    written = multiplier.strip() or "1"
    value = read_number(written)
    if not LEAST_MULTIPLIER < value < 1 / LEAST_MULTIPLIER:
        raise SkippedQuestion("not_a_number", multiplier)
    places = -int(Decimal(written).as_tuple().exponent)
    room = Fraction(1, 10**places) if places >= ROUNDED_PLACES else Fraction(0)
    short = (Fraction(f"{float(1 / value):.{digits}g}") for digits in range(1, 11))
    factor = next((number for number in short if abs(1 / number - value) <= room), 1 / value)
    text = decimal_text(factor)
    if Fraction(text) != factor:
        notes.warn("unit_changed", multiplier)
    return text


def _essay(reading: Reading) -> Own:
    if reading.text.of(reading.element, "responsetemplate"):
        reading.notes.warn("part_dropped", "het begin van het antwoord")
    return open_text(reading.text.of(reading.element, "graderinfo"))


def _ordering(reading: Reading) -> Own:
    """Rules and selections come as words, and as numbers in other exports."""
    texts = [reading.text.read(answer) for answer in reading.answers()]
    count = reading.value("selectcount", "0")
    part = reading.value("selecttype", "all") not in ("all", "0") and re.fullmatch("[1-9][0-9]{0,3}", count)
    if part and int(count) < len(texts):
        reading.notes.warn("subset_dropped")
    grading = reading.value("gradingtype", "0").upper()
    return contents.ordering(texts, _GRADING.get(grading, grading), reading.notes)


READERS: dict[str, Callable[[Reading], Own]] = {
    "multichoice": _choice,
    "truefalse": _true_false,
    "matching": _matching,
    "shortanswer": _short_answer,
    "numerical": _numerical,
    "essay": _essay,
    "ordering": _ordering,
}
"""A reader per `question@type`; another type is skipped."""
