"""From manuscript to the JSON of an edition: everything a learner will see, resolved and copied (DESIGN §4).

The JSON stands on its own: no page ids, no addresses of images, no rich text that needs the database.
"""

from collections import Counter
from typing import Any

from django.utils.text import slugify

from courses.models import Category, CoursePage, LessonPage, Question, QuizPage
from courses.quiz import QUESTION_TYPES, content_hash
from courses.services.freezing_blocks import Unfinished, drawing, freeze_block
from courses.services.freezing_quiz import freeze_bank, freeze_quiz
from courses.services.frozen import Frozen

__all__ = ["CannotFreeze", "freeze_course", "freeze_screens", "left_out"]

RESERVED = {"toets", "opnieuw"}
"""Words that the addresses of a course use themselves (DESIGN §9)."""


class CannotFreeze(Exception):
    """The manuscript cannot be released yet; `problems` are Dutch sentences for the editor."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("; ".join(problems))
        self.problems = problems


def freeze_course(page: CoursePage) -> Frozen:
    """The live pages and bank questions of a course; raises CannotFreeze with all problems at once."""
    frozen = Frozen()
    problems: list[str] = []
    children = [child.specific for child in page.get_children().live().order_by("path")]
    lessons = [child for child in children if isinstance(child, LessonPage)]
    quizzes = [child for child in children if isinstance(child, QuizPage)]
    if not lessons:
        problems.append("Er is nog geen les gepubliceerd.")
    if not quizzes:
        problems.append("Er is nog geen toets gepubliceerd.")
    bank = freeze_bank(page, frozen, problems)
    frozen.source = {
        "schema": 1,
        "course": freeze_facts_of(page, frozen, problems),
        "lessons": [freeze_lesson(lesson, frozen, problems) for lesson in lessons],
        "quizzes": [freeze_quiz(quiz, bank, frozen, problems) for quiz in quizzes],
    }
    frozen.source["questions"] = {
        key: {"hash": content_hash(content), "screen": bank.screens.get(key, "")} | unscored(content)
        for key, content in sorted(frozen.questions.items())
    }
    problems += repeated_screens(frozen.source["lessons"])
    frozen.source["sources"] = dict(sorted(frozen.sources.items()))
    if problems:
        raise CannotFreeze(problems)
    return frozen


def freeze_cover(page: CoursePage, frozen: Frozen, problems: list[str]) -> str:
    """The name of the kept drawing of the course."""
    try:
        return frozen.keep(drawing(page.illustration).encode(), "image/svg+xml").name
    except Unfinished as error:
        problems.append(str(error))
        return ""


def freeze_facts_of(page: CoursePage, frozen: Frozen, problems: list[str]) -> dict[str, Any]:
    """The card of the course: what it is, for whom, and what it takes."""
    return {
        "key": str(page.key),
        "slug": page.slug,
        "title": page.title,
        "subtitle": page.subtitle,
        "for_whom": page.for_whom,
        "intro": page.intro,
        "goals": page.goal_list(),
        "closing": page.closing,
        "illustration": freeze_cover(page, frozen, problems),
        "valid_months": page.valid_months,
        "all_lessons_required": page.all_lessons_required,
    }


def unscored(content: dict[str, Any]) -> dict[str, bool]:
    """Says so of a question without right and wrong."""
    return {} if QUESTION_TYPES[content["type"]].is_scored else {"scored": False}


def freeze_lesson(page: LessonPage, frozen: Frozen, problems: list[str]) -> dict[str, Any]:
    """A lesson with all its screens."""
    if page.slug in RESERVED:
        problems.append(f"Een les kan niet ‘{page.slug}’ heten in het webadres: dat adres is al van iets anders.")
    return {
        "key": str(page.key),
        "slug": page.slug,
        "title": page.title,
        "message": page.message,
        "screens": freeze_screens(page.screens, frozen, problems),
    }


def freeze_screens(screens: Any, frozen: Frozen, problems: list[str]) -> list[dict[str, Any]]:
    """The screens of a lesson, in order, each with an address that is unique in the lesson."""
    frozen_screens: list[dict[str, Any]] = []
    taken: set[str] = set()
    for number, child in enumerate(screens, start=1):
        slug = slugify(child.value["title"])[:50] or f"scherm-{number}"
        slug = slug if slug not in taken else f"{slug}-{number}"
        taken.add(slug)
        frozen_screens.append(
            {
                "key": child.id,
                "slug": slug,
                "title": child.value["title"],
                "minutes": child.value["minutes"],
                "blocks": [freeze_block(block, frozen, problems) for block in child.value["content"]],
            }
        )
    return frozen_screens


def repeated_screens(lessons: list[dict[str, Any]]) -> list[str]:
    """A sentence for every screen whose key another one has: progress could not tell them apart."""
    screens = [screen for lesson in lessons for screen in lesson["screens"]]
    times = Counter(screen["key"] for screen in screens)
    titles = dict.fromkeys(screen["title"] for screen in screens if times[screen["key"]] > 1)
    return [f"Het scherm ‘{title}’ is een kopie met dezelfde sleutel. Maak het opnieuw." for title in titles]


def left_out(page: CoursePage) -> list[str]:
    """What a release leaves out: drafts among the children and questions, as Dutch sentences."""
    drafts: list[str] = []
    for child in page.get_children().order_by("path"):
        if not child.live:
            drafts.append(f"‘{child.title}’ is nog niet gepubliceerd.")
        elif child.has_unpublished_changes:
            drafts.append(f"‘{child.title}’ heeft wijzigingen die nog niet gepubliceerd zijn.")
    questions = Question.objects.filter(category__in=Category.objects.filter(course_slug=page.slug))
    for question in questions:
        if not question.live:
            drafts.append(f"De vraag ‘{question.title}’ is nog een concept.")
        elif question.has_unpublished_changes:
            drafts.append(f"De vraag ‘{question.title}’ heeft wijzigingen die nog niet gepubliceerd zijn.")
    return drafts
