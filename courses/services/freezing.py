"""From manuscript to the JSON of an edition: everything a learner will see, resolved and copied (DESIGN §4).

The JSON stands on its own: no page ids, no addresses of images, no rich text that needs the database.
"""

from collections import Counter
from collections.abc import Iterable
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.text import slugify
from django.utils.translation import gettext as _

from courses.models import CoursePage, LessonPage, Question, QuizPage
from courses.quiz import QUESTION_TYPES, content_hash
from courses.services.freezing_blocks import Unfinished, drawing, freeze_block
from courses.services.freezing_quiz import freeze_bank, freeze_quiz
from courses.services.frozen import Frozen
from courses.services.usage import practice_in, slots_in

__all__ = ["CannotFreeze", "freeze_course", "freeze_screens", "left_out"]

RESERVED = {"toets", "opnieuw"}
"""Words that the addresses of a course use themselves (DESIGN §9)."""


class CannotFreeze(Exception):
    """The manuscript cannot be released yet; `problems` are Dutch sentences for the editor."""

    def __init__(self, problems: list[str]) -> None:
        # A question may stand in several quizzes and lessons: it is told once.
        self.problems = list(dict.fromkeys(problems))
        super().__init__("; ".join(self.problems))


def freeze_course(page: CoursePage, *, drafts: bool = False) -> Frozen:
    """The live pages and bank questions of a course; raises CannotFreeze with all problems at once.

    With `drafts` as editors wrote it last, for a preview; what is not finished in a lesson is then left out.
    """
    frozen = Frozen(drafts=drafts)
    problems: list[str] = []
    page = frozen.newest(page)
    children = [frozen.newest(child.specific) for child in children_of(page, drafts=drafts)]
    # A draft may be a lesson without a screen yet: there is nothing to open.
    lessons = [child for child in children if isinstance(child, LessonPage) and (child.screens or not drafts)]
    quizzes = [child for child in children if isinstance(child, QuizPage)]
    problems += missing_preview(lessons, quizzes) if drafts else missing_pages(page, lessons, quizzes)
    bank = freeze_bank(page, frozen, problems)
    frozen.source = {
        "schema": 1,
        "course": freeze_facts_of(page, frozen, problems),
        "lessons": [freeze_lesson(lesson, frozen, [] if drafts else problems) for lesson in lessons],
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


def children_of(page: CoursePage, *, drafts: bool) -> Any:
    """The lessons and quizzes in order; a preview shows also what was never published."""
    children = page.get_children().order_by("path").specific()
    return children if drafts else children.live()


def missing_pages(page: CoursePage, lessons: list[LessonPage], quizzes: list[QuizPage]) -> list[str]:
    """What a release cannot do without and is not published, as sentences."""
    needed = {
        _("De cursuspagina is nog niet gepubliceerd."): page.live,
        _("Er is nog geen les gepubliceerd."): lessons,
        _("Er is nog geen toets gepubliceerd."): quizzes,
    }
    return [sentence for sentence, is_there in needed.items() if not is_there]


def missing_preview(lessons: list[LessonPage], quizzes: list[QuizPage]) -> list[str]:
    """What a preview cannot do without and nobody wrote yet, as sentences."""
    needed = {_("Er is nog geen les met een scherm."): lessons, _("Er is nog geen toets."): quizzes}
    return [sentence for sentence, is_there in needed.items() if not is_there]


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
        words = _("Een les kan niet ‘%(slug)s’ heten in het webadres: dat adres is al van iets anders.")
        problems.append(words % {"slug": page.slug})
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
                # A draft may not say it yet.
                "minutes": child.value["minutes"] or 1,
                "blocks": freeze_blocks(child.value["content"], frozen, problems),
            }
            | ({"paper": child.value["paper"]} if child.value["paper"] else {})
        )
    return frozen_screens


def freeze_blocks(content: Any, frozen: Frozen, problems: list[str]) -> list[dict[str, Any]]:
    """The blocks of a screen; the preview of a course leaves out what is not finished."""
    blocks = [freeze_block(block, frozen, problems) for block in content]
    return [block for block in blocks if block["value"]] if frozen.drafts else blocks


def repeated_screens(lessons: list[dict[str, Any]]) -> list[str]:
    """A sentence for every screen whose key another one has: progress could not tell them apart."""
    screens = [screen for lesson in lessons for screen in lesson["screens"]]
    times = Counter(screen["key"] for screen in screens)
    titles = dict.fromkeys(screen["title"] for screen in screens if times[screen["key"]] > 1)
    words = _("Het scherm ‘%(title)s’ is een kopie met dezelfde sleutel. Maak het opnieuw.")
    return [words % {"title": title} for title in titles]


def left_out(page: CoursePage) -> list[str]:
    """What a release leaves out: drafts of the course, of its pages and of every question it uses, as sentences."""
    children = list(page.get_children().order_by("path").specific())
    drafts = []
    if page.live and page.has_unpublished_changes:
        drafts.append(_("De cursuspagina heeft wijzigingen die nog niet gepubliceerd zijn."))
    new = _("‘%(title)s’ is nog niet gepubliceerd.")
    changed = _("‘%(title)s’ heeft wijzigingen die nog niet gepubliceerd zijn.")
    drafts += draft_sentences(children, new, changed)
    new = _("De vraag ‘%(title)s’ is nog een concept.")
    changed = _("De vraag ‘%(title)s’ heeft wijzigingen die nog niet gepubliceerd zijn.")
    return drafts + draft_sentences(questions_of(page, [child for child in children if child.live]), new, changed)


def draft_sentences(rows: Iterable[Any], new: str, changed: str) -> list[str]:
    """A sentence about every page or question that was never published, or changed since."""
    drafts = [row for row in rows if not row.live or row.has_unpublished_changes]
    return [(changed if row.live else new) % {"title": row.title} for row in drafts]


def questions_of(page: CoursePage, children: list[Any]) -> QuerySet[Question]:
    """The questions of a course, and those of other courses that these pages ask, may draw or practice with."""
    slots = [slot for quiz in children if isinstance(quiz, QuizPage) for slot in slots_in(quiz.slots.raw_data)]
    lessons = [lesson for lesson in children if isinstance(lesson, LessonPage)]
    chosen = {key for lesson in lessons for key in practice_in(lesson.screens.raw_data)}
    chosen |= {key for kind, key in slots if kind == "fixed"}
    drawn = {key for kind, key in slots if kind == "draw"}
    used = Q(category__course_slug=page.slug) | Q(category__in=drawn, is_practice=False) | Q(pk__in=chosen)
    return Question.objects.filter(used)
