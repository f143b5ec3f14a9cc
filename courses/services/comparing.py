"""What is different between an edition and the manuscript of this moment (DESIGN §4)."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _

from courses.models import CourseEdition
from courses.quiz import answer_key
from courses.services.frozen import Frozen

__all__ = ["minor_refusals", "refusals_of", "safety_refusals", "summarize"]


def refusals_of(kind: str, newest: CourseEdition, frozen: Frozen) -> list[str]:
    """Why the change is more than `kind` allows: Dutch sentences, empty when it is not (DESIGN §4)."""
    if kind == CourseEdition.Kind.MINOR:
        return minor_refusals(newest, frozen)
    if kind == CourseEdition.Kind.SAFETY:
        return safety_refusals(newest, frozen)
    return []


def minor_refusals(newest: CourseEdition, frozen: Frozen) -> list[str]:
    """Why the change is more than a *kleine verbetering*: who is half-way must not notice more than other words."""
    old, new = newest.source, frozen.source
    refusals = safety_refusals(newest, frozen)
    if asked(old) != asked(new) or answer_keys(newest) != keys_in(frozen):
        refusals.append(
            _("Er zijn vragen bij gekomen of weg, de toets trekt anders, of er is een ander antwoord goed.")
        )
    return refusals


def safety_refusals(newest: CourseEdition, frozen: Frozen) -> list[str]:
    """Why the change is more than a *veiligheidscorrectie*.

    Everybody half-way moves to it, so his progress must stay what it was, and the rules he began with must hold.
    """
    old, new = newest.source, frozen.source
    refusals: list[str] = []
    if skeleton(old) != skeleton(new):
        refusals.append(
            _("Er zijn lessen, schermen of toetsen bij gekomen, verdwenen of verplaatst, of een webadres is anders.")
        )
    if rules(old) != rules(new):
        refusals.append(_("De regels van de toets zijn veranderd."))
    return refusals


def answer_keys(edition: CourseEdition) -> dict[str, object]:
    """Question key → what decides its mark, in `edition`."""
    return {str(version.question_key): answer_key(version.content) for version in edition.questions.all()}


def keys_in(frozen: Frozen) -> dict[str, object]:
    """Question key → what decides its mark, in what was frozen."""
    return {key: answer_key(content) for key, content in frozen.questions.items()}


def skeleton(source: Mapping[str, Any]) -> list[Any]:
    """The keys of lessons, screens and quizzes, in order, and the addresses that open pages lead to."""
    lessons = [
        [lesson["key"], lesson["slug"], [screen["key"] for screen in lesson["screens"]]] for lesson in source["lessons"]
    ]
    return [lessons, [[quiz["key"], quiz["slug"]] for quiz in source["quizzes"]]]


def asked(source: Mapping[str, Any]) -> list[Any]:
    """What the quizzes may ask."""
    return [[quiz["key"], quiz["slots"], quiz["bank"]] for quiz in source["quizzes"]]


def rules(source: Mapping[str, Any]) -> list[Any]:
    """What decides whether somebody finishes: policies, which quizzes count, reading, how long it holds."""
    quizzes = [[quiz["key"], quiz["policy"], quiz["counts"]] for quiz in source["quizzes"]]
    return [quizzes, source["course"]["all_lessons_required"], source["course"]["valid_months"]]


def summarize(newest: CourseEdition, frozen: Frozen) -> list[str]:
    """What changed since the newest edition: one Dutch sentence per lesson, screen, question or rule."""
    old, new = newest.source, frozen.source
    lines = changed_screens(screens_by_key(old), screens_by_key(new)) + changed_questions(newest, frozen)
    lessons = changed_heads(old["lessons"], new["lessons"], LESSON_HEAD)
    quizzes = changed_heads(old["quizzes"], new["quizzes"], QUIZ_HEAD)
    lines += [_("Gewijzigde les: ‘%(title)s’.") % {"title": title} for title in lessons]
    lines += [_("Gewijzigde toets: ‘%(title)s’.") % {"title": title} for title in quizzes]
    changes = {
        _("De volgorde of de indeling is veranderd."): skeleton(old) != skeleton(new) or asked(old) != asked(new),
        _("De regels van de toets zijn veranderd."): rules(old) != rules(new),
        _("De gegevens van de cursus zijn veranderd."): old["course"] != new["course"],
        _("De bronnen zijn veranderd."): old["sources"] != new["sources"],
    }
    return lines + [line for line, is_so in changes.items() if is_so]


def changed_screens(before: Mapping[str, Mapping[str, Any]], after: Mapping[str, Mapping[str, Any]]) -> list[str]:
    """New, removed and changed screens by their title."""
    changed = [key for key in after if key in before and before[key] != after[key]]
    lines = [_("Nieuw scherm: ‘%(title)s’.") % after[key] for key in after if key not in before]
    lines += [_("Weg: scherm ‘%(title)s’.") % before[key] for key in before if key not in after]
    return lines + [_("Gewijzigd scherm: ‘%(title)s’.") % after[key] for key in changed]


def changed_questions(newest: CourseEdition, frozen: Frozen) -> list[str]:
    """New, removed and changed questions by their text; another right answer is said, because it moves results."""
    old = {str(version.question_key): version.content for version in newest.questions.all()}
    new = frozen.questions
    lines = [_("Nieuwe vraag: ‘%(stem)s’") % new[key] for key in new if key not in old]
    lines += [_("Vraag weg: ‘%(stem)s’") % old[key] for key in old if key not in new]
    for key in (key for key in new if key in old and old[key] != new[key]):
        line = _("Gewijzigde vraag: ‘%(stem)s’") % new[key]
        if answer_key(old[key]) != answer_key(new[key]):
            line = f"{line} {_('LET OP: er is een ander antwoord goed.')}"
        lines.append(line)
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
