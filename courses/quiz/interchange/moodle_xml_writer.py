"""Writing Moodle XML (quiz.md §2.2). Every text is plain text; what Moodle cannot hold is told."""

from collections.abc import Callable, Iterable, Mapping
from fractions import Fraction
from typing import Any
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from courses.quiz.decimals import decimal_text, percent_text
from courses.quiz.interchange.categories import write_path
from courses.quiz.interchange.contents import EXACT_ORDER_RULES, Answer
from courses.quiz.interchange.items import BankItem, Notes, derived_title, one_line
from courses.quiz.interchange.lost import COMMON_TYPES, Content, write_each
from courses.quiz.interchange.problems import Problem
from courses.quiz.interchange.rubrics import guide_of
from courses.quiz.interchange.shares import option_answers, pairs_of, typed_answers

KEEPS = frozenset({"hints", "explanation", "feedback", "feedback_wrong", "order", "credit", "case_sensitive"}) | {
    *("units", "rubric", "model_answer", "category", "idnumber", "tags", "title")
}
_TYPES = {
    "single_choice": "multichoice",
    "multiple_response": "multichoice",
    "true_false": "truefalse",
    "ordering": "ordering",
    "matching": "matching",
    "numeric": "numerical",
    "short_text": "shortanswer",
    "open_text": "essay",
}
_GRADING = {rule: word for word, rule in EXACT_ORDER_RULES.items()}
# Characters that Unicode leaves free and XML refuses.
_NO_XML = {0xFFFE: None, 0xFFFF: None}
_MULTIPLIER_ROOM = Fraction(1, 10**12)


def write_moodle_xml(items: Iterable[BankItem]) -> tuple[bytes, list[Problem]]:
    """Return the file and what it does not hold."""
    quiz = Element("quiz")
    category: tuple[str, ...] = ()

    def write(item: BankItem, content: Content, notes: Notes) -> None:
        nonlocal category
        question = _question(item, content, notes)
        if item.category != category:
            _text(SubElement(quiz, "question", type="category"), "category", write_path(item.category), markup=None)
            category = item.category
        quiz.append(question)

    problems = write_each(items, types=COMMON_TYPES, keeps=KEEPS, write=write)
    indent(quiz)
    return tostring(quiz, encoding="utf-8", xml_declaration=True), problems


def _question(item: BankItem, content: Content, notes: Notes) -> Element:
    question = Element("question", type=_TYPES[content["type"]])
    _text(question, "name", one_line(item.title) or derived_title(content["stem"]), markup=None)
    _text(question, "questiontext", content["stem"])
    _text(question, "generalfeedback", content["explanation"])
    _value(question, "defaultgrade", "1")
    _value(question, "penalty", "0.3333333")
    _value(question, "hidden", "0")
    _value(question, "idnumber", item.idnumber)
    _WRITERS[content["type"]](question, content, notes)
    for hint in content.get("hints", ()):
        _text(question, "hint", hint)
    tags = SubElement(question, "tags")
    for tag in item.tags:
        _text(tags, "tag", tag, markup=None)
    return question


def _choice(question: Element, content: Content, notes: Notes) -> None:
    _value(question, "single", str(content["type"] == "single_choice").lower())
    _value(question, "shuffleanswers", str(content["shuffle"]).lower())
    _value(question, "answernumbering", "none")
    for answer in option_answers(content, notes):
        _answer(question, answer)


def _true_false(question: Element, content: Content, notes: Notes) -> None:
    for word, value in (("true", True), ("false", False)):
        share = Fraction(content["correct"] is value)
        _answer(question, Answer(text=word, share=share, feedback=content[f"feedback_{word}"]), literal=True)


def _matching(question: Element, content: Content, notes: Notes) -> None:
    _value(question, "shuffleanswers", "true")
    for left, right in pairs_of(content):
        pair = _text(question, "subquestion", left)
        _text(pair, "answer", right, markup=None)


def _short_answer(question: Element, content: Content, notes: Notes) -> None:
    _value(question, "usecase", str(int(content["case_sensitive"])))
    for _, answer in typed_answers(content):
        _answer(question, answer, literal=True)


def _numerical(question: Element, content: Content, notes: Notes) -> None:
    for part, answer in typed_answers(content):
        value, tolerance = ("*", "0") if part is None else _bounds(part)
        element = _answer(question, Answer(text=value, share=answer.share, feedback=answer.feedback), literal=True)
        _value(element, "tolerance", tolerance)
    units = _units(content)
    _value(question, "unitgradingtype", str(int(content["unit_required"])))
    _value(question, "unitpenalty", "1.0000000")
    _value(question, "showunits", "0" if units else "3")
    _value(question, "unitsleft", "0")
    parent = SubElement(question, "units")
    for name, factor in units:
        unit = SubElement(parent, "unit")
        _value(unit, "multiplier", _multiplier(factor, notes))
        _value(unit, "unit_name", name)


def _bounds(part: Mapping[str, Any]) -> tuple[str, str]:
    """Return the middle and the room around it; a half more digit than ours may be needed."""
    if part["kind"] == "tolerance":
        return part["value"], part["tolerance"]
    low, high = Fraction(part["low"]), Fraction(part["high"])
    return decimal_text((low + high) / 2), decimal_text((high - low) / 2)


def _units(content: Content) -> list[tuple[str, Fraction]]:
    """Return the unit that is shown, as Moodle's base, and the others that may be typed."""
    shown = [(content["unit"], Fraction(1))] if content["unit"] else []
    return shown + [(u["name"], Fraction(u["factor"])) for u in content["units"] if u["name"] != content["unit"]]


def _multiplier(factor: Fraction, notes: Notes) -> str:
    text = decimal_text(1 / factor)
    if abs(Fraction(text) * factor - 1) > _MULTIPLIER_ROOM:
        notes.warn("unit_changed", text)
    return text


def _essay(question: Element, content: Content, notes: Notes) -> None:
    _value(question, "responseformat", "plain")
    _text(question, "graderinfo", guide_of(content))


def _ordering(question: Element, content: Content, notes: Notes) -> None:
    _value(question, "layouttype", "VERTICAL")
    _value(question, "selecttype", "ALL")
    _value(question, "selectcount", str(len(content["items"])))
    _value(question, "gradingtype", _GRADING[content["rule"]])
    for number, item in enumerate(content["items"], start=1):
        answer = _text(question, "answer", item["text"])
        answer.set("fraction", f"{number}.0000000")


_WRITERS: dict[str, Callable[[Element, Content, Notes], None]] = {
    "single_choice": _choice,
    "multiple_response": _choice,
    "true_false": _true_false,
    "ordering": _ordering,
    "matching": _matching,
    "numeric": _numerical,
    "short_text": _short_answer,
    "open_text": _essay,
}


def _answer(parent: Element, answer: Answer, *, literal: bool = False) -> Element:
    element = _text(parent, "answer", answer.text, markup="moodle_auto_format" if literal else "plain_text")
    element.set("fraction", percent_text(answer.share))
    _text(element, "feedback", answer.feedback)
    return element


def _text(parent: Element, name: str, text: str, *, markup: str | None = "plain_text") -> Element:
    element = SubElement(parent, name, {} if markup is None else {"format": markup})
    _value(element, "text", text)
    return element


def _value(parent: Element, name: str, text: str) -> None:
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    SubElement(parent, name).text = lines.translate(_NO_XML)
