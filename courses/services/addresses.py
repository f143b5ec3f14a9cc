"""Which addresses of courses, lessons and screens there are: for advice on links. Nothing is ever fetched."""

from collections.abc import Iterable, Mapping
from functools import cached_property
from typing import Any
from urllib.parse import unquote, urlsplit

from django.conf import settings

from courses.models import Course, CoursePage, LessonPage, QuizPage

__all__ = ["Addresses"]

RESERVED = frozenset(["opnieuw"])


class Addresses:
    """Asks the database only when a text holds a link to a course, and then four times at most."""

    def __init__(self, host: str = "") -> None:
        self.host = host or urlsplit(settings.ACADEMIE_URL).netloc
        self.screens: dict[tuple[str, str], set[str]] = {}

    def add_screens(self, course: str, lessons: Iterable[Mapping[str, Any]]) -> None:
        """Makes the screens of a frozen course known."""
        for lesson in lessons:
            self.screens[course, lesson["slug"]] = {screen["slug"] for screen in lesson["screens"]}

    def exists(self, href: str) -> bool:
        """Whether an address leads somewhere; true for everything that is not a course of ours."""
        parts = urlsplit(href) if is_readable(href) else None
        if parts is None or parts.scheme not in {"", "http", "https"} or parts.netloc not in {"", self.host}:
            return True
        first, *rest = [unquote(part) for part in parts.path.split("/")[1:] if part] or [""]
        if first not in {"cursussen", "leren"} or (first == "cursussen" and not rest):
            return True
        return self.in_course(rest)

    def in_course(self, path: list[str]) -> bool:
        """Whether there is a course, and in it a lesson, quiz and screen, at `path`."""
        if not path or path[0] not in self.courses:
            return False
        course, *rest = path
        if rest[:1] == ["toets"]:
            return len(rest) == 2 and rest[1] in self.courses[course]
        if not rest or rest[0] in RESERVED:
            return True
        screens = self.screens.get((course, rest[0]))
        return rest[0] in self.courses[course] and (len(rest) == 1 or screens is None or rest[1] in screens)

    @cached_property
    def courses(self) -> dict[str, set[str]]:
        """Course → the slugs of its lessons and quizzes, as editors have them now."""
        pages = list(CoursePage.objects.values_list("path", "slug"))
        found: dict[str, set[str]] = {slug: set() for slug in Course.objects.values_list("slug", flat=True)}
        found |= {slug: set() for _path, slug in pages}
        slugs = dict(pages)
        for model in (LessonPage, QuizPage):
            for path, slug in model.objects.values_list("path", "slug"):
                course = slugs.get(path[: -model.steplen])
                if course:
                    found[course].add(slug)
        for course, lesson in self.screens:
            found.setdefault(course, set()).add(lesson)
        return found


def is_readable(href: str) -> bool:
    """Whether Python can take the address apart."""
    try:
        urlsplit(href)
    except ValueError:
        return False
    return True
