"""What a question has that a format cannot hold: told, never dropped in silence."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from courses.quiz.interchange.items import BankItem, Notes, SkippedQuestion, derived_title, one_line
from courses.quiz.interchange.problems import Problem, place
from courses.quiz.interchange.rubrics import rubric_lines
from courses.quiz.types.open_text import DEFAULT_CHARACTERS

Content = Mapping[str, Any]

COMMON_TYPES = frozenset(
    {
        "single_choice",
        "multiple_response",
        "true_false",
        "ordering",
        "matching",
        "numeric",
        "short_text",
        "open_text",
    }
)
"""The types that GIFT, Moodle XML and our spreadsheet know."""

_WORDS: dict[str, tuple[str, Callable[[Content], object]]] = {
    "critical": ("wie de vraag fout heeft, slaagt niet", lambda c: c["critical"]),
    "hints": ("tips", lambda c: c.get("hints")),
    "explanation": ("uitleg", lambda c: c["explanation"]),
    "feedback": ("uitleg bij antwoorden", lambda c: any(_feedback(c))),
    "feedback_wrong": ("uitleg bij een fout antwoord", lambda c: c.get("feedback_wrong")),
    "order": ("vaste volgorde van de antwoorden", lambda c: c.get("shuffle") is False),
    "credit": ("punten voor half goede antwoorden", lambda c: any(_partly(c))),
    "case_sensitive": ("hoofdletters tellen", lambda c: c.get("case_sensitive")),
    "ignore_diacritics": ("accenten tellen niet", lambda c: c.get("ignore_diacritics")),
    "ignore_spaces": ("spaties tellen niet", lambda c: c.get("ignore_spaces")),
    "units": ("eenheden", lambda c: c.get("unit") or c.get("units")),
    "rubric": ("punten van de beoordeling", lambda c: "rubric" in c and rubric_lines(c)),
    "model_answer": ("voorbeeld van een goed antwoord", lambda c: c.get("model_answer")),
    "length": ("lengte van het antwoord", lambda c: c.get("max_characters", DEFAULT_CHARACTERS) != DEFAULT_CHARACTERS),
}
_LABELS: dict[str, tuple[str, Callable[[BankItem], object]]] = {
    "category": ("categorie", lambda item: item.category),
    "idnumber": ("kenmerk", lambda item: item.idnumber),
    "tags": ("labels", lambda item: item.tags),
    "title": ("titel", lambda item: one_line(item.title) not in ("", derived_title(str(item.content["stem"])))),
}


def write_each(
    items: Iterable[BankItem],
    *,
    types: frozenset[str],
    keeps: frozenset[str],
    write: Callable[[BankItem, Content, Notes], None],
) -> list[Problem]:
    """Write the items with `write`, and return the problems: other types, and features that the format lacks.

    `keeps` names the features it holds (keys of the tables above); `write` may raise SkippedQuestion before it
    has written anything.
    """
    problems: list[Problem] = []
    for number, item in enumerate(items, start=1):
        notes = Notes(place=place("question", number), title=item.title)
        try:
            if item.content["type"] not in types:
                raise SkippedQuestion("type_not_possible")
            write(item, item.content, notes)
        except SkippedQuestion as skipped:
            problems.extend(notes.problems(skipped))
            continue
        _tell_lost(item, keeps, notes)
        problems.extend(notes.problems())
    return problems


def _tell_lost(item: BankItem, keeps: frozenset[str], notes: Notes) -> None:
    lost = [word for name, (word, has) in _WORDS.items() if name not in keeps and has(item.content)]
    lost += [word for name, (word, has) in _LABELS.items() if name not in keeps and has(item)]
    if lost:
        notes.warn("dropped", ", ".join(lost))


def _feedback(content: Content) -> Iterable[str]:
    yield content.get("feedback_true", "")
    yield content.get("feedback_false", "")
    for part in (*content.get("options", ()), *content.get("answers", ())):
        yield part.get("feedback", "")


def _partly(content: Content) -> Iterable[bool]:
    for option in content.get("options", ()):
        yield "credit" in option
    for answer in content.get("answers", ()):
        yield answer.get("credit", "100") != "100"
