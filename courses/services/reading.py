"""Reading an edition: its JSON as small frozen objects, kept per process because editions never change."""

from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from courses.models import CourseEdition
from courses.quiz import Policy, content_hash

__all__ = ["Content", "LessonContent", "QuizContent", "ScreenContent", "UnreadableEdition", "edition_content"]

BLOCK_TYPES = frozenset(
    [
        "text",
        "heading",
        "callout",
        "quote",
        "table",
        "accordion",
        "illustration",
        "image",
        "video",
        "link_video",
        "steps",
        "do_dont",
        "checklist",
        "message",
        "flip_cards",
        "download",
        "practice",
        "meldpunt",
    ]
)
KEPT_EDITIONS = 60


class UnreadableEdition(Exception):
    """The JSON of an edition holds what this code does not know: said loudly, never dropped (research/editions)."""


@dataclass(frozen=True)
class ScreenContent:
    """One screen; `hash` names all that it shows, `number` counts from 1 within the lesson."""

    key: str
    slug: str
    title: str
    minutes: int
    number: int
    hash: str
    blocks: tuple[Mapping[str, Any], ...]
    # What it looks like when it is printed, "a4" or "kaartje"; "" for a screen that is only read.
    paper: str = ""


@dataclass(frozen=True)
class LessonContent:
    """One lesson; `number` counts from 1 within the course."""

    key: str
    slug: str
    title: str
    message: str
    number: int
    screens: tuple[ScreenContent, ...]

    @cached_property
    def minutes(self) -> int:
        return sum(screen.minutes for screen in self.screens)

    @cached_property
    def keys(self) -> frozenset[str]:
        """The keys of the screens."""
        return frozenset(screen.key for screen in self.screens)

    def screen(self, slug: str) -> ScreenContent | None:
        return next((screen for screen in self.screens if screen.slug == slug), None)


@dataclass(frozen=True)
class QuizContent:
    """One quiz: policy, slots and the question keys it may draw, by category; `bands` from low to high."""

    key: str
    slug: str
    title: str
    intro: str
    counts: bool
    policy: Policy
    bands: tuple[Mapping[str, Any], ...]
    slots: tuple[Mapping[str, Any], ...]
    bank: Mapping[str, tuple[str, ...]]
    # Whether a question without right and wrong may be among them: then the points differ from attempt to attempt.
    may_be_unscored: bool = False

    @cached_property
    def question_count(self) -> int:
        return sum(slot.get("count", 1) for slot in self.slots)


@dataclass(frozen=True)
class Content:
    """A whole edition."""

    number: str
    course: Mapping[str, Any]
    lessons: tuple[LessonContent, ...]
    quizzes: tuple[QuizContent, ...]
    questions: Mapping[str, Mapping[str, Any]]
    sources: Mapping[str, Mapping[str, str]]

    @cached_property
    def minutes(self) -> int:
        return sum(lesson.minutes for lesson in self.lessons)

    @cached_property
    def screen_keys(self) -> frozenset[str]:
        return frozenset(screen.key for lesson in self.lessons for screen in lesson.screens)

    @cached_property
    def screen_places(self) -> dict[str, tuple[LessonContent, ScreenContent]]:
        """Screen key → its lesson and itself, to link an explanation back to where it came from."""
        return {screen.key: (lesson, screen) for lesson in self.lessons for screen in lesson.screens}

    @cached_property
    def papers(self) -> tuple[tuple[LessonContent, ScreenContent], ...]:
        """The screens to print, in order, each with its lesson."""
        return tuple(place for place in self.screen_places.values() if place[1].paper)

    def paper(self, lesson_slug: str, slug: str) -> ScreenContent | None:
        """The screen to print at this address; None for another screen."""
        asked = (lesson_slug, slug)
        return next((screen for lesson, screen in self.papers if (lesson.slug, screen.slug) == asked), None)

    @cached_property
    def counting_quizzes(self) -> tuple[QuizContent, ...]:
        """The quizzes that must be passed."""
        return tuple(quiz for quiz in self.quizzes if quiz.counts)

    def lesson(self, slug: str) -> LessonContent | None:
        return next((lesson for lesson in self.lessons if lesson.slug == slug), None)

    def quiz(self, slug: str) -> QuizContent | None:
        return next((quiz for quiz in self.quizzes if quiz.slug == slug), None)

    def quiz_by_key(self, key: str) -> QuizContent | None:
        return next((quiz for quiz in self.quizzes if quiz.key == key), None)


_kept: OrderedDict[str, Content] = OrderedDict()


def edition_content(edition: CourseEdition) -> Content:
    """The content of `edition`; its JSON (the deferred field `source`) is only loaded the first time.

    Raises UnreadableEdition when the JSON is of another schema or holds an unknown block.
    """
    cache_key = f"{edition.number}:{edition.content_hash}"
    content = _kept.get(cache_key)
    if content is None:
        content = parse(edition.source, edition.number)
        _kept[cache_key] = content
        while len(_kept) > KEPT_EDITIONS:
            _kept.popitem(last=False)
    return content


def parse(source: Mapping[str, Any], number: str) -> Content:
    """The objects of an edition's JSON; raises UnreadableEdition."""
    if source.get("schema") != 1:
        raise UnreadableEdition(f"schema {source.get('schema')}")
    return Content(
        number=number,
        course=source["course"],
        lessons=tuple(
            parse_lesson(lesson, place, source["sources"]) for place, lesson in enumerate(source["lessons"], start=1)
        ),
        quizzes=tuple(parse_quiz(quiz, source["questions"]) for quiz in source["quizzes"]),
        questions=source["questions"],
        sources=source["sources"],
    )


def parse_lesson(lesson: Mapping[str, Any], number: int, sources: Mapping[str, Any]) -> LessonContent:
    screens = tuple(parse_screen(screen, place, sources) for place, screen in enumerate(lesson["screens"], start=1))
    return LessonContent(
        key=lesson["key"],
        slug=lesson["slug"],
        title=lesson["title"],
        message=lesson["message"],
        number=number,
        screens=screens,
    )


def parse_screen(screen: Mapping[str, Any], number: int, sources: Mapping[str, Any]) -> ScreenContent:
    unknown = {block["type"] for block in screen["blocks"]} - BLOCK_TYPES
    if unknown:
        raise UnreadableEdition(f"blocks {sorted(unknown)}")
    return ScreenContent(
        key=screen["key"],
        slug=screen["slug"],
        title=screen["title"],
        minutes=screen["minutes"],
        number=number,
        # With the sources that it names: they are shown too, and may change between editions while the screen stays.
        hash=content_hash([screen, {key: sources[key] for key in source_keys(screen)}]),
        blocks=tuple(screen["blocks"]),
        paper=screen.get("paper", ""),
    )


def source_keys(screen: Mapping[str, Any]) -> set[str]:
    """The keys of the sources that the facts of a screen name."""
    return {fact["source"] for block in screen["blocks"] for fact in block["facts"]}


def parse_quiz(quiz: Mapping[str, Any], questions: Mapping[str, Mapping[str, Any]]) -> QuizContent:
    keys = {key for pool in quiz["bank"].values() for key in pool}
    keys |= {slot["question"] for slot in quiz["slots"] if slot["kind"] == "fixed"}
    return QuizContent(
        key=quiz["key"],
        slug=quiz["slug"],
        title=quiz["title"],
        intro=quiz["intro"],
        counts=quiz["counts"],
        policy=Policy.from_json(quiz["policy"]),
        bands=tuple(quiz.get("bands", ())),
        slots=tuple(quiz["slots"]),
        bank={name: tuple(pool) for name, pool in quiz["bank"].items()},
        may_be_unscored=any(not questions[key].get("scored", True) for key in keys),
    )
