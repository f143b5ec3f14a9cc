"""What is different between an edition and the manuscript of this moment (DESIGN §4)."""

from collections.abc import Mapping, Sequence
from typing import Any

from courses.models import CourseEdition
from courses.quiz import answer_key
from courses.services.frozen import Frozen

__all__ = ["minor_refusals", "summarize"]


def minor_refusals(newest: CourseEdition, frozen: Frozen) -> list[str]:
    """Why the change is more than a *kleine verbetering*: Dutch sentences, empty when it is not."""
    old, new = newest.source, frozen.source
    refusals: list[str] = []
    if skeleton(old) != skeleton(new):
        refusals.append(
            "Er zijn lessen, schermen of toetsen bij gekomen, verdwenen of verplaatst, of een webadres is anders."
        )
    if rules(old) != rules(new):
        refusals.append("De regels van de toets zijn veranderd.")
    if answer_keys(newest) != {key: answer_key(content) for key, content in frozen.questions.items()}:
        refusals.append("Er zijn vragen bij gekomen of weg, of er is een ander antwoord goed.")
    return refusals


def answer_keys(edition: CourseEdition) -> dict[str, object]:
    """Question key → what decides its mark, in `edition`."""
    return {str(version.question_key): answer_key(version.content) for version in edition.questions.all()}


def skeleton(source: Mapping[str, Any]) -> list[Any]:
    """The keys of lessons, screens and quizzes, in order, and the addresses that open pages lead to."""
    lessons = [
        [lesson["key"], lesson["slug"], [screen["key"] for screen in lesson["screens"]]] for lesson in source["lessons"]
    ]
    return [lessons, [[quiz["key"], quiz["slug"], quiz["slots"], quiz["bank"]] for quiz in source["quizzes"]]]


def rules(source: Mapping[str, Any]) -> list[Any]:
    """What decides whether somebody finishes: policies, which quizzes count, reading, how long it holds."""
    quizzes = [[quiz["key"], quiz["policy"], quiz["counts"]] for quiz in source["quizzes"]]
    return [quizzes, source["course"]["all_lessons_required"], source["course"]["valid_months"]]


def summarize(newest: CourseEdition, frozen: Frozen) -> list[str]:
    """What changed since the newest edition: one Dutch sentence per lesson, screen, question or rule."""
    old, new = newest.source, frozen.source
    before, after = screens_by_key(old), screens_by_key(new)
    lines = [f"Nieuw scherm: ‘{after[key]['title']}’." for key in after if key not in before]
    lines += [f"Weg: scherm ‘{before[key]['title']}’." for key in before if key not in after]
    lines += [
        f"Gewijzigd scherm: ‘{after[key]['title']}’." for key in after if key in before and before[key] != after[key]
    ]
    lines += changed_questions(newest, frozen)
    lines += [f"Gewijzigde les: ‘{title}’." for title in changed_heads(old["lessons"], new["lessons"], LESSON_HEAD)]
    lines += [f"Gewijzigde toets: ‘{title}’." for title in changed_heads(old["quizzes"], new["quizzes"], QUIZ_HEAD)]
    changes = {
        "De volgorde of de indeling is veranderd.": skeleton(old) != skeleton(new),
        "De regels van de toets zijn veranderd.": rules(old) != rules(new),
        "De gegevens van de cursus zijn veranderd.": old["course"] != new["course"],
        "De bronnen zijn veranderd.": old["sources"] != new["sources"],
    }
    return lines + [line for line, is_so in changes.items() if is_so]


def changed_questions(newest: CourseEdition, frozen: Frozen) -> list[str]:
    """New, removed and changed questions by their text; another right answer is said, because it moves results."""
    old = {str(version.question_key): version.content for version in newest.questions.all()}
    new = frozen.questions
    lines = [f"Nieuwe vraag: ‘{new[key]['stem']}’" for key in new if key not in old]
    lines += [f"Vraag weg: ‘{old[key]['stem']}’" for key in old if key not in new]
    for key in (key for key in new if key in old and old[key] != new[key]):
        other = " LET OP: er is een ander antwoord goed." if answer_key(old[key]) != answer_key(new[key]) else ""
        lines.append(f"Gewijzigde vraag: ‘{new[key]['stem']}’{other}")
    return lines


LESSON_HEAD = ("title", "slug", "message")
QUIZ_HEAD = ("title", "slug", "intro")


def changed_heads(
    old: Sequence[Mapping[str, Any]], new: Sequence[Mapping[str, Any]], names: Sequence[str]
) -> list[str]:
    """Titles of the lessons (or quizzes) that stood there before and whose `names` say something else now."""
    before = {part["key"]: [part[name] for name in names] for part in old}
    return [
        part["title"]
        for part in new
        if before.get(part["key"], [part[name] for name in names]) != [part[name] for name in names]
    ]


def screens_by_key(source: Mapping[str, Any]) -> dict[str, Mapping[str, Any]]:
    """Screen key → screen."""
    return {screen["key"]: screen for lesson in source["lessons"] for screen in lesson["screens"]}
