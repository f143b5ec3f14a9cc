"""Where a question of the bank stands: in which quizzes, lessons and editions, and how many people answered it.

`bank_usage()` reads every page of every course once, with a number of queries that never grows; `question_usage()` adds
what only one question needs. Pages are read as they are stored, drafts too: Wagtail's own index is filled in the
background and knows no drafts.
"""

import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.db.models import OuterRef, Subquery
from wagtail.models import Page, Revision

from courses.models import (
    AnswerEvent,
    AttemptItem,
    CourseEdition,
    CoursePage,
    LessonPage,
    PracticeAnswer,
    Purpose,
    Question,
    QuizPage,
)
from courses.services.measuring import ENOUGH

__all__ = ["BankUsage", "PageUse", "QuestionUsage", "bank_usage", "practice_in", "question_usage", "slots_in"]


@dataclass(frozen=True)
class PageUse:
    """A quiz or a lesson with the question in it: as it is published, in the draft, or both."""

    page: int
    title: str
    course: str
    quiz_key: UUID | None
    is_live: bool
    is_draft: bool


@dataclass
class BankUsage:
    """Which pages use which question, and how many editions hold it."""

    fixed: dict[int, list[PageUse]] = field(default_factory=lambda: defaultdict(list))
    drawn: dict[int, list[PageUse]] = field(default_factory=lambda: defaultdict(list))
    """By category."""
    practiced: dict[int, list[PageUse]] = field(default_factory=lambda: defaultdict(list))
    editions: Mapping[UUID, int] = field(default_factory=dict)

    def fixed_in(self, question: Question) -> list[PageUse]:
        """Quizzes that ask it of everybody."""
        return self.fixed.get(question.pk, [])

    def drawn_in(self, question: Question) -> list[PageUse]:
        """Quizzes that may draw it: a practice question is never drawn."""
        return [] if question.is_practice else self.drawn.get(question.category_id, [])

    def practiced_in(self, question: Question) -> list[PageUse]:
        """Lessons that practice with it."""
        return self.practiced.get(question.pk, [])

    def is_used(self, question: Question) -> bool:
        """Whether any page or edition has it."""
        pages = self.fixed_in(question) or self.drawn_in(question) or self.practiced_in(question)
        return bool(pages) or question.key in self.editions


@dataclass(frozen=True)
class QuestionUsage:
    """Where one question stands."""

    fixed: list[PageUse]
    drawn: list[PageUse]
    practiced: list[PageUse]
    editions: list[CourseEdition]
    people: int
    """How many learners answered it in a quiz; 0 when they are too few to tell."""
    practicers: int
    """How many practiced with it; 0 when they are too few to tell."""
    has_few: bool
    """Whether there are people who are too few to tell."""


def question_usage(question: Question) -> QuestionUsage:
    """Everything that the page *Waar staat deze vraag?* tells."""
    usage = bank_usage()
    counts = [people_asked(question.key), people_practiced(question.key)]
    people, practicers = (count if count >= ENOUGH else 0 for count in counts)
    return QuestionUsage(
        fixed=usage.fixed_in(question),
        drawn=usage.drawn_in(question),
        practiced=usage.practiced_in(question),
        editions=list(editions_with(question.key)),
        people=people,
        practicers=practicers,
        has_few=any(0 < count < ENOUGH for count in counts),
    )


def editions_with(key: UUID) -> Iterable[CourseEdition]:
    """Editions that hold any version of the question, newest first, with the title of its course.

    Trials of editors are none.
    """
    title = CoursePage.objects.filter(key=OuterRef("course__key")).values("title")[:1]
    editions = CourseEdition.objects.exclude(status=CourseEdition.Status.PREVIEW).filter(questions__question_key=key)
    editions = editions.annotate(course_title=Subquery(title)).distinct().select_related("course").defer("source")
    return editions.order_by("course__slug", "-major", "-minor")


def people_asked(key: UUID) -> int:
    """Learners who answered it in a quiz."""
    answered = AnswerEvent.objects.filter(item__version__question_key=key, response__isnull=False)
    items = AttemptItem.objects.filter(pk__in=answered.values("item"), attempt__purpose=Purpose.LEARNER)
    return items.values("attempt__learner").distinct().count()


def people_practiced(key: UUID) -> int:
    """Learners who answered it in a lesson."""
    answers = PracticeAnswer.objects.filter(version__question_key=key, enrollment__purpose=Purpose.LEARNER)
    return answers.values("enrollment__learner").distinct().count()


def bank_usage() -> BankUsage:
    """The use of every question: five queries, however many questions there are."""
    usage = BankUsage(editions=edition_counts())
    courses = dict(CoursePage.objects.values_list("path", "title"))
    drafts = draft_contents()
    for quiz in QuizPage.objects.order_by("path"):
        add_quiz(usage, quiz, courses, stream_of(drafts.get(quiz.pk), "slots"))
    for lesson in LessonPage.objects.order_by("path"):
        add_lesson(usage, lesson, courses, stream_of(drafts.get(lesson.pk), "screens"))
    return usage


def edition_counts() -> dict[UUID, int]:
    """Question key → how many editions hold it."""
    held = CourseEdition.objects.exclude(status=CourseEdition.Status.PREVIEW).filter(questions__isnull=False)
    return dict(
        Counter(key for key, _edition in held.order_by().values_list("questions__question_key", "pk").distinct())
    )


def draft_contents() -> dict[int, Mapping[str, Any]]:
    """Page id → what stands in its draft, for lessons and quizzes with something that was not published."""
    pages = Page.objects.type(LessonPage, QuizPage).filter(has_unpublished_changes=True)
    drafts = Revision.objects.filter(pk__in=pages.values("latest_revision"))
    return {int(page): content for page, content in drafts.values_list("object_id", "content")}


def stream_of(content: Mapping[str, Any] | None, name: str) -> Any:
    """The blocks of a stream in a draft; None without a draft."""
    return None if content is None else json.loads(content[name])


def add_quiz(usage: BankUsage, quiz: QuizPage, courses: Mapping[str, str], draft: Any) -> None:
    """Adds what a quiz asks."""
    stored = set(slots_in(quiz.slots.raw_data))
    drafted = stored if draft is None else set(slots_in(draft))
    live = stored if quiz.live else set()
    for slot in sorted(live | drafted):
        target = usage.fixed if slot[0] == "fixed" else usage.drawn
        target[slot[1]].append(page_use(quiz, courses, slot in live, slot in drafted))


def add_lesson(usage: BankUsage, lesson: LessonPage, courses: Mapping[str, str], draft: Any) -> None:
    """Adds what a lesson practices with."""
    stored = set(practice_in(lesson.screens.raw_data))
    drafted = stored if draft is None else set(practice_in(draft))
    live = stored if lesson.live else set()
    for pk in sorted(live | drafted):
        usage.practiced[pk].append(page_use(lesson, courses, pk in live, pk in drafted))


def page_use(page: Any, courses: Mapping[str, str], is_live: bool, is_draft: bool) -> PageUse:
    """One line about a page."""
    course = courses.get(page.path[: -page.steplen], "")
    return PageUse(page.pk, page.title, course, page.key if isinstance(page, QuizPage) else None, is_live, is_draft)


def slots_in(stream: Iterable[Mapping[str, Any]]) -> Iterator[tuple[str, int]]:
    """("fixed", question) and ("draw", category) of a quiz; what points at nothing is left out."""
    names = {"fixed": "question", "draw": "category"}
    for block in stream:
        pk = block["value"].get(names.get(block["type"], ""))
        if pk:
            yield block["type"], pk


def practice_in(stream: Iterable[Mapping[str, Any]]) -> Iterator[int]:
    """The questions that the screens of a lesson practice with."""
    for screen in stream:
        for block in screen["value"].get("content", ()):
            if block["type"] == "practice" and block["value"].get("question"):
                yield block["value"]["question"]
