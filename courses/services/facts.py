"""The facts of the manuscript as they were written last: of every lesson and every bank question (DESIGN §4).

They are read from the stored JSON, so that a thousand of them cost as many queries as one.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from hashlib import sha256
from typing import Any

from courses import fact_rules
from courses.models import CoursePage, LessonPage, Question, Source

__all__ = ["STREAMS", "Fact", "Place", "StoredFact", "all_facts", "newest_stream", "stored_facts"]

Place = LessonPage | Question
STREAMS: dict[type[Any], str] = {LessonPage: "screens", Question: "facts"}
"""The field that holds the facts."""


@dataclass(frozen=True)
class StoredFact:
    """One fact inside a stored stream: `value` is the stored dictionary itself, so a change of it changes the stream.

    `path` leads Wagtail's editor to it; `screen` is the title of its screen, "" in a question.
    """

    id: str
    value: dict[str, Any]
    path: str
    screen: str = ""

    @property
    def fingerprint(self) -> str:
        """Changes with everything that a check is about."""
        said = [str(self.value.get(name) or "") for name in ("sentence", "source", "status", "checked_on", "check_by")]
        return sha256("\0".join(said).encode()).hexdigest()[:16]


@dataclass(frozen=True)
class Fact:
    """One fact and where it stands; `title` is that of the lesson or question as it was written last."""

    place: Place
    title: str
    course_slug: str
    course: str
    stored: StoredFact
    source: Source | None

    @property
    def sentence(self) -> str:
        return str(self.stored.value["sentence"])

    @property
    def check_by(self) -> str:
        """The role that has to check it, "" when nobody chose one."""
        return str(self.stored.value.get("check_by") or "")

    @property
    def status(self) -> str:
        return str(self.stored.value.get("status") or "")

    @cached_property
    def checked_on(self) -> date | None:
        return stored_date(self.stored.value.get("checked_on"))

    def due(self, today: date) -> fact_rules.Due | None:
        """Why somebody has to look at it; None when nobody has."""
        source_checked_on = self.source.checked_on if self.source else None
        return fact_rules.due(self.status, self.checked_on, source_checked_on, today)


def all_facts() -> list[Fact]:
    """Every fact, by course: its lessons in order, then its questions. Four queries."""
    courses = list(CoursePage.objects.only("path", "slug", "title"))
    sources = Source.objects.in_bulk()
    facts = [*lesson_facts({course.path: course for course in courses}, sources)]
    facts += question_facts({course.slug: course.title for course in courses}, sources)
    return sorted(facts, key=lambda fact: (fact.course.casefold(), fact.course_slug))


def lesson_facts(courses: dict[str, CoursePage], sources: dict[int, Source]) -> Iterator[Fact]:
    """The facts of all lessons, in the order of the page tree."""
    for page in LessonPage.objects.select_related("latest_revision").order_by("path"):
        course = courses.get(page.path[: -page.steplen])
        if course:
            yield from facts_at(page, course.slug, course.title, sources)


def question_facts(titles: dict[str, str], sources: dict[int, Source]) -> Iterator[Fact]:
    """The facts of the whole bank."""
    questions = Question.objects.select_related("category", "latest_revision")
    for question in questions.order_by("category__slug", "title", "pk"):
        slug = question.category.course_slug
        yield from facts_at(question, slug, titles.get(slug, slug), sources)


def facts_at(place: Place, slug: str, course: str, sources: dict[int, Source]) -> Iterator[Fact]:
    """The facts of one place."""
    title = str(newest_content(place).get("title") or place.title)
    for stored in stored_facts(place, newest_stream(place)):
        chosen = stored.value.get("source")
        yield Fact(place, title, slug, course, stored, sources.get(chosen) if isinstance(chosen, int) else None)


def newest_content(place: Place) -> dict[str, Any]:
    """What the latest revision holds; empty when there never was one."""
    return dict(place.latest_revision.content) if place.latest_revision else {}


def newest_stream(place: Place) -> list[dict[str, Any]]:
    """The stored stream that holds the facts, as it was written last."""
    name = STREAMS[type(place)]
    written = newest_content(place).get(name)
    if written is None:
        written = getattr(place, name).get_prep_value()
    stream: list[dict[str, Any]] = json.loads(written) if isinstance(written, str) else written
    return stream


def stored_facts(place: Place, stream: list[dict[str, Any]]) -> Iterator[StoredFact]:
    """Every fact in the stored stream of a lesson or a question."""
    if isinstance(place, Question):
        yield from facts_in(stream, "facts")
        return
    for screen in stream:
        title = str(screen["value"].get("title") or "")
        for block in screen["value"].get("content") or []:
            path = f"screens.{screen.get('id', '')}.content.{block.get('id', '')}.facts"
            yield from facts_in(block["value"].get("facts") or [], path, title)


def facts_in(items: list[Any], path: str, screen: str = "") -> Iterator[StoredFact]:
    """The facts of one list; what was stored before lists had ids has none."""
    for item in items:
        value, key = (item["value"], str(item.get("id") or "")) if "value" in item else (item, "")
        if value.get("sentence"):
            yield StoredFact(key, value, f"{path}.{key}" if key else path, screen)


def stored_date(value: Any) -> date | None:
    """A day as a stream stores it; None for anything else."""
    try:
        return date.fromisoformat(str(value))
    except ValueError:
        return None
