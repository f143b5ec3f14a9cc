"""Loading a written course from its TOML files into the manuscript, and releasing it when it changed.

The files stand in `courses/content/<slug>/`: `course.toml`, `les-<n>.toml`, `vragen.toml`. Loading twice changes
nothing. Keys come from the files, so that the same course has the same keys in every installation.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import UUID, uuid5

from django.db import transaction
from wagtail.models import Page

from courses.blocks import question_body
from courses.models import (
    Category,
    Course,
    CourseEdition,
    CourseIndexPage,
    CoursePage,
    LessonPage,
    Meldpunt,
    Question,
    QuizPage,
    Source,
)
from courses.services.comparing import minor_refusals
from courses.services.freezing import freeze_course
from courses.services.releasing import release_edition

__all__ = ["CONTENT", "Loaded", "load_course"]

CONTENT = Path(__file__).resolve().parent.parent / "content"
PRACTICE_CATEGORY = "oefenen"


@dataclass(frozen=True)
class Loaded:
    """What a load did: the page, the edition that stands now, and whether this load made it."""

    page: CoursePage
    edition: CourseEdition
    released: bool


class Loader:
    """One load of one folder; holds the rows that blocks refer to by their id in the files."""

    def __init__(self, folder: Path, index: CourseIndexPage) -> None:
        self.course = tomllib.loads((folder / "course.toml").read_text(encoding="utf-8"))
        self.lessons = [tomllib.loads(path.read_text(encoding="utf-8")) for path in sorted(folder.glob("les-*.toml"))]
        self.questions = tomllib.loads((folder / "vragen.toml").read_text(encoding="utf-8"))["questions"]
        self.index = index
        self.sources: dict[str, Source] = {}
        self.meldpunten: dict[str, Meldpunt] = {}
        self.question_rows: dict[str, Question] = {}

    def load(self) -> CoursePage:
        """Sources, numbers, questions, pages: in the order in which they refer to each other."""
        for source in self.course["sources"]:
            self.sources[source["id"]] = self.load_source(source)
        for meldpunt in self.course["meldpunten"]:
            self.meldpunten[meldpunt["id"]] = self.load_meldpunt(meldpunt)
        for question in self.questions:
            self.question_rows[question["key"]] = self.load_question(question)
        page = self.load_page(self.index, CoursePage, self.course["key"], self.course_fields())
        for lesson in self.lessons:
            fields = {name: lesson[name] for name in ("title", "slug", "message")}
            fields["screens"] = [self.screen(screen) for screen in lesson["screens"]]
            self.load_page(page, LessonPage, lesson["key"], fields)
        quiz = self.course["quiz"]
        fields = {name: quiz[name] for name in ("title", "slug", "intro")}
        fields["slots"] = [self.slot(quiz["key"], place, slot) for place, slot in enumerate(quiz["slots"])]
        fields["pass_mark"] = self.course["pass_mark"]
        self.load_page(page, QuizPage, quiz["key"], fields)
        return page

    # --- pages --------------------------------------------------------------------------------------
    def course_fields(self) -> dict[str, Any]:
        names = ["title", "slug", "subtitle", "for_whom", "intro", "closing", "illustration", "valid_months"]
        return {name: self.course[name] for name in names} | {"goals": "\n".join(self.course["goals"])}

    def load_page(self, parent: Page, model: type[Page], key: str, fields: dict[str, Any]) -> Any:
        """The page with this key below `parent`: made, or published anew when a field differs."""
        page = model.objects.filter(key=key).first()
        if page is None:
            page = model(key=key, **stream_ready(model, fields))
            parent.add_child(instance=page)
            page.save_revision().publish()
        elif differs(page, fields):
            for name, value in stream_ready(model, fields).items():
                setattr(page, name, value)
            page.save_revision().publish()
        return page

    def slot(self, key: str, place: int, slot: Mapping[str, Any]) -> dict[str, Any]:
        """A draw or a fixed question of the quiz, with a lasting id."""
        block_id = str(uuid5(UUID(key), f"slot:{place}"))
        if "question" in slot:
            return {"type": "fixed", "id": block_id, "value": {"question": self.question_rows[slot["question"]].pk}}
        category = Category.objects.get(course_slug=self.course["slug"], slug=slot["category"])
        return {"type": "draw", "id": block_id, "value": {"count": slot["count"], "category": category.pk}}

    # --- snippets -----------------------------------------------------------------------------------
    def load_source(self, source: Mapping[str, Any]) -> Source:
        key = self.derived("source", source["id"])
        fields = {"title": source["title"], "url": source.get("url", ""), "role": source.get("role", "")}
        return Source.objects.update_or_create(key=key, defaults=fields)[0]

    def load_meldpunt(self, meldpunt: Mapping[str, Any]) -> Meldpunt:
        # A number belongs to all courses, so its key depends on the number only.
        key = uuid5(UUID(int=0), f"meldpunt:{meldpunt['id']}")
        fields = {name: meldpunt.get(name, "") for name in ("name", "number", "when")}
        fields["source"] = self.sources.get(meldpunt.get("source", ""))
        return Meldpunt.objects.get_or_create(key=key, defaults=fields)[0]

    def load_question(self, question: Mapping[str, Any]) -> Question:
        """The bank question with this key: made, or published anew when it differs."""
        slug = question["category"]
        category, _ = Category.objects.get_or_create(
            course_slug=self.course["slug"],
            slug=slug,
            defaults={"name": self.category_name(slug), "key": self.derived("category", slug)},
        )
        fields = {
            "title": question["title"],
            "category": category,
            "is_practice": question.get("practice", False),
            "screen_key": UUID(question["screen"]) if question.get("screen") else None,
            "facts": question.get("facts", []),
            "body": question_body(question, UUID(question["key"])),
        }
        row = Question.objects.filter(key=question["key"]).first()
        if row is None:
            row = Question(key=question["key"], **stream_ready(Question, fields))
            row.save()
            row.save_revision().publish()
        elif differs(row, fields):
            for name, value in stream_ready(Question, fields).items():
                setattr(row, name, value)
            row.save_revision().publish()
        return row

    def category_name(self, slug: str) -> str:
        """The title of the lesson with that address, else the slug in words."""
        titles = {lesson["slug"]: lesson["title"] for lesson in self.lessons}
        return titles.get(slug, slug.replace("-", " ").capitalize())

    def derived(self, kind: str, name: str) -> UUID:
        """A key for what the files name by a short id."""
        return uuid5(UUID(self.course["key"]), f"{kind}:{name}")

    # --- screens ------------------------------------------------------------------------------------
    def screen(self, screen: Mapping[str, Any]) -> dict[str, Any]:
        value = {
            "title": screen["title"],
            "minutes": screen["minutes"],
            "content": [self.block(block) for block in screen["blocks"]],
        }
        return {"type": "screen", "id": screen["key"], "value": value}

    def block(self, block: Mapping[str, Any]) -> dict[str, Any]:
        """A block as Wagtail stores it: lists as items with ids, choosers as primary keys."""
        key = block["key"]
        value = {name: child for name, child in block.items() if name not in {"key", "type", "id", "facts"}}
        if block["type"] == "meldpunt":
            value = {"meldpunt": self.meldpunten[block["id"]].pk}
        elif block["type"] == "practice":
            value = {"question": self.question_rows[block["question"]].pk}
        value = {name: items(key, name, child) for name, child in value.items()}
        value["facts"] = items(key, "facts", [self.fact(fact) for fact in block.get("facts", [])])
        return {"type": block["type"], "id": key, "value": value}

    def fact(self, fact: Mapping[str, Any]) -> dict[str, Any]:
        return {
            "sentence": fact["sentence"],
            "source": self.sources[fact["source"]].pk,
            "status": fact["status"],
            "checked_on": str(fact["checked_on"]) if fact.get("checked_on") else None,
        }


def items(key: str, name: str, value: Any) -> Any:
    """A list in the shape of a ListBlock, each item with a lasting id; anything else as it is."""
    if not isinstance(value, list):
        return value
    return [
        {"type": "item", "id": str(uuid5(UUID(key), f"{name}:{place}")), "value": child}
        for place, child in enumerate(value)
    ]


STREAMS = {"screens", "body", "slots"}


def stream_ready(model: Any, fields: Mapping[str, Any]) -> dict[str, Any]:
    """`fields` with stored JSON turned into what the StreamField of `model` holds."""
    return {
        name: model._meta.get_field(name).stream_block.to_python(value) if name in STREAMS else value
        for name, value in fields.items()
    }


def differs(row: Any, fields: Mapping[str, Any]) -> bool:
    """Whether the stored row says anything else than the files."""
    for name, value in fields.items():
        stored = getattr(row, name)
        if name in STREAMS:
            block = type(row)._meta.get_field(name).stream_block
            if block.get_prep_value(stored) != block.get_prep_value(block.to_python(value)):
                return True
        elif stored != value:
            return True
    return False


@transaction.atomic
def load_course(*, folder: Path, index: CourseIndexPage, now: datetime) -> Loaded:
    """Loads one course and releases an edition when its content differs from the newest one.

    Words only: a *kleine verbetering*; anything more: a new edition.
    """
    page = Loader(folder, index).load()
    page.refresh_from_db()
    course = Course.objects.filter(key=page.key).first()
    newest = course.editions.current().first() if course else None
    frozen = freeze_course(page)
    if newest and newest.content_hash == frozen.content_hash:
        return Loaded(page, newest, released=False)
    is_minor = newest is not None and not minor_refusals(newest, frozen)
    kind = CourseEdition.Kind.MINOR if is_minor else CourseEdition.Kind.MAJOR
    edition = release_edition(page=page, kind=kind, by=None, reason="Geladen uit de bestanden", now=now)
    return Loaded(page, edition, released=True)
