"""Reads that several screens share: the catalog, and where a learner stands in a course."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.db.models import F, prefetch_related_objects
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import Learner
from courses.models import Completion, Course, CourseEdition, Enrollment, Path, ScreenPass
from courses.services.enrolling import passed_quiz_keys
from courses.services.following import Safety, safety_for
from courses.services.reading import Content, LessonContent, QuizContent, ScreenContent, edition_content
from courses.services.rendering import edition_svg

__all__ = ["Standing", "catalog_cards", "courses_of", "current_standing", "path_cards", "standing_in"]


@dataclass(frozen=True)
class Standing:
    """Where somebody stands in a course; `enrollment` is None for who has not begun."""

    course: Course
    edition: CourseEdition
    content: Content
    enrollment: Enrollment | None
    passes: Iterable[ScreenPass] = ()
    completion: Completion | None = None

    @cached_property
    def passed(self) -> frozenset[str]:
        """Keys of the screens that were passed; asked only by pages that show progress."""
        return frozenset(str(passed.screen_key) for passed in self.passes)

    @cached_property
    def minutes_left(self) -> int:
        """Minutes of the screens that were not passed yet."""
        screens = (screen for lesson in self.content.lessons for screen in lesson.screens)
        return sum(screen.minutes for screen in screens if screen.key not in self.passed)

    @cached_property
    def is_read(self) -> bool:
        return self.content.screen_keys <= self.passed

    @cached_property
    def passed_quizzes(self) -> frozenset[str]:
        """Keys of the quizzes with a passing grade."""
        return frozenset(passed_quiz_keys(self.enrollment)) if self.enrollment else frozenset()

    @cached_property
    def safety(self) -> Safety | None:
        """The safety edition that came out since: he reads why, and who is half-way moves at the next lesson."""
        return safety_for(self.enrollment) if self.enrollment else None

    def has_read(self, lesson: LessonContent) -> bool:
        return lesson.keys <= self.passed

    @cached_property
    def next_screen(self) -> tuple[LessonContent, ScreenContent] | None:
        """The first screen that was not passed; None when all were."""
        for lesson in self.content.lessons:
            for screen in lesson.screens:
                if screen.key not in self.passed:
                    return lesson, screen
        return None

    @cached_property
    def lessons_left(self) -> list[LessonContent]:
        return [lesson for lesson in self.content.lessons if not self.has_read(lesson)]

    @property
    def next_url(self) -> str:
        """Where *Ga verder* leads: the next screen, else the quiz."""
        if self.next_screen:
            lesson, screen = self.next_screen
            return screen_url(self.course.slug, lesson, screen)
        return self.quiz_url or reverse("courses:course", args=[self.course.slug])

    @property
    def quiz(self) -> QuizContent | None:
        """The quiz to take: the first that counts and is not passed yet, else the first."""
        quizzes = self.content.counting_quizzes
        if len(quizzes) > 1:  # one query, only for courses with more than one
            left = [quiz for quiz in quizzes if quiz.key not in self.passed_quizzes]
            return (left or list(quizzes))[0]
        return next(iter(quizzes), None)

    @property
    def quiz_url(self) -> str:
        return reverse("courses:quiz", args=[self.course.slug, self.quiz.slug]) if self.quiz else ""

    def houses(self, now: LessonContent | None = None, *, just: LessonContent | None = None) -> list[dict[str, Any]]:
        """The street of LOOK.md: one house per lesson, lit when read; `just` is lit this moment."""
        return [
            {
                "state": "done" if self.has_read(lesson) else "now" if lesson is now else "todo",
                "just": lesson is just,
            }
            for lesson in self.content.lessons
        ]

    @property
    def street(self) -> list[dict[str, Any]]:
        """The houses, with the lesson to go on with as the open one."""
        return self.houses(self.next_screen[0] if self.next_screen else None)

    @property
    def words(self) -> str:
        """The street in words, for everybody."""
        total, read = len(self.content.lessons), len(self.content.lessons) - len(self.lessons_left)
        if self.completion:
            return _("Klaar: je hebt deze cursus gehaald")
        if self.is_read:
            return _("Alle lessen gelezen · nu nog de toets")
        words = ngettext(
            "%(read)d van %(total)d lessen klaar · nog %(left)d minuut",
            "%(read)d van %(total)d lessen klaar · nog %(left)d minuten",
            self.minutes_left,
        )
        return words % {"read": read, "total": total, "left": self.minutes_left}

    def words_in(self, lesson: LessonContent) -> str:
        """The street in words, while reading `lesson`."""
        place = _("Les %(number)d van %(total)d") % {"number": lesson.number, "total": len(self.content.lessons)}
        left = self.minutes_left
        if not left:
            return _("%(place)s · alles gelezen") % {"place": place}
        words = ngettext("%(place)s · nog %(left)d minuut", "%(place)s · nog %(left)d minuten", left)
        return words % {"place": place, "left": left}


def screen_url(slug: str, lesson: LessonContent, screen: ScreenContent) -> str:
    """The address of a screen."""
    return reverse("courses:screen", args=[slug, lesson.slug, screen.slug])


def standing_in(slug: str, learner: Learner | None) -> Standing | None:
    """Where `learner` stands in the course with this slug: his own edition, or the current one.

    None when there is no such course, or when it takes no new starters and he is not in it.
    """
    # An open one first: SQLite sorts NULL first by itself, PostgreSQL last.
    newest = (F("closed_at").asc(nulls_first=True), "-started_at", "-pk")
    # Not course__slug: without statistics SQLite then walks through everybody who takes the course.
    enrollment = enrollments_of(learner).filter(course__in=Course.objects.filter(slug=slug)).order_by(*newest).first()
    if enrollment is not None:
        return standing_of(enrollment, enrollment.passes.all())
    return current_standing(slug)


def current_standing(slug: str) -> Standing | None:
    """The course with this slug for who begins today; None when it takes no new starters."""
    course = Course.objects.open().filter(slug=slug).first()
    if course is None:
        return None
    edition = current_of(course)
    return Standing(course, edition, edition_content(edition), None)


# What pages read of an enrollment. Reading forty columns more, JSON among them, costs more than the query itself.
ENROLLMENT_FIELDS = (
    "key", "learner_id", "purpose", "started_at", "last_seen_at", "closed_at",
    "course__key", "course__slug", "course__current",
    "edition__course_id", "edition__major", "edition__minor", "edition__status", "edition__content_hash",
    "edition__released_at",
    "completion__completed_at",
)  # fmt: skip


def enrollments_of(learner: Learner | None) -> Any:
    """The enrollments of a learner with what every screen needs, and without the JSON of the edition."""
    enrollments = Enrollment.objects.for_learner(learner).select_related("course", "edition", "completion")
    return enrollments.only(*ENROLLMENT_FIELDS)


def standing_of(enrollment: Enrollment, passes: Iterable[ScreenPass]) -> Standing:
    """The standing of one enrollment, with its passes already fetched or lazy."""
    enrollment.edition.course = enrollment.course
    return Standing(
        course=enrollment.course,
        edition=enrollment.edition,
        content=edition_content(enrollment.edition),
        enrollment=enrollment,
        passes=passes,
        completion=getattr(enrollment, "completion", None),
    )


def courses_of(learner: Learner | None) -> list[Standing]:
    """All courses of a learner, the one he touched last first; closed ones only when nothing newer is open."""
    enrollments = enrollments_of(learner).order_by("-last_seen_at", "-pk")
    newest: dict[int, Enrollment] = {}
    for enrollment in sorted(enrollments, key=lambda row: row.closed_at is not None):
        newest.setdefault(enrollment.course_id, enrollment)
    # Progress is shown of what somebody is still in.
    prefetch_related_objects([row for row in newest.values() if not hasattr(row, "completion")], "passes")
    return [standing_of(enrollment, enrollment.passes.all()) for enrollment in newest.values()]


def catalog_cards() -> list[dict[str, Any]]:
    """One card per course that takes new starters: key, title, subtitle, url, minutes, lessons, houses, picture."""
    return [card_of(current_of(course)) for course in Course.objects.open()]


def path_cards(cards: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """One card per learning path with a course among `cards`: title, intro, minutes, courses. Three queries."""
    by_key = {card["key"]: card for card in cards}
    found = []
    for path in Path.objects.prefetch_related("steps__page"):
        courses = [by_key[step.page.key] for step in path.steps.all() if step.page.key in by_key]
        minutes = sum(course["minutes"] for course in courses)
        found.append({"title": path.title, "intro": path.intro, "minutes": minutes, "courses": courses})
    return [card for card in found if card["courses"]]


def current_of(course: Course) -> CourseEdition:
    """The edition for who begins today, with its course at hand."""
    assert course.current is not None  # noqa: S101  (Course.objects.open() leaves such courses out)
    course.current.course = course
    return course.current


def card_of(edition: CourseEdition) -> dict[str, Any]:
    """The card of one edition."""
    content = edition_content(edition)
    return {
        "key": edition.course.key,
        "title": content.course["title"],
        "subtitle": content.course["subtitle"],
        "for_whom": content.course["for_whom"],
        "url": reverse("courses:course", args=[edition.course.slug]),
        "minutes": content.minutes,
        "lessons": len(content.lessons),
        "houses": [{"state": "todo", "just": False} for _ in content.lessons],
        "illustration_svg": edition_svg(content.course["illustration"], ""),
    }
