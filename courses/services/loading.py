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
from courses.services.file_names import (
    COURSE_EXTRAS,
    QUIZ_EXTRAS,
    SOURCE_EXTRAS,
    meldpunt_key,
    names_of,
    said,
    source_key,
)
from courses.services.freezing import CannotFreeze, freeze_course
from courses.services.loaded_parts import Parts
from courses.services.releasing import release_edition

__all__ = ["CONTENT", "Loaded", "load_course"]

CONTENT = Path(__file__).resolve().parent.parent / "content"
PRACTICE_CATEGORY = "oefenen"


@dataclass(frozen=True)
class Loaded:
    """What a load did: the page, the newest edition, whether this load made it, and what it left alone.

    `edited` are titles of parts that an editor changed since they were loaded. While there are any nothing is released
    after the first edition: a person judges what goes out. `edition` is the newest, also when it was withdrawn.
    """

    page: CoursePage
    edition: CourseEdition
    released: bool
    edited: tuple[str, ...] = ()


class Loader:
    """One load of one folder; holds the rows that blocks refer to by their id in the files."""

    def __init__(self, folder: Path, index: CourseIndexPage, now: datetime) -> None:
        self.course = tomllib.loads((folder / "course.toml").read_text(encoding="utf-8"))
        self.lessons = [tomllib.loads(path.read_text(encoding="utf-8")) for path in lesson_files(folder)]
        self.questions = tomllib.loads((folder / "vragen.toml").read_text(encoding="utf-8"))["questions"]
        self.index, self.parts = index, Parts(now)
        self.sources: dict[str, Source] = {}
        self.meldpunten: dict[str, Meldpunt] = {}
        self.question_rows: dict[str, Question] = {}

    def page(self) -> CoursePage | None:
        """The page of the course, when it was loaded before."""
        return CoursePage.objects.filter(key=self.course["key"]).first()

    def load(self) -> CoursePage:
        """Sources, numbers, questions, pages: in the order in which they refer to each other."""
        for source in self.course["sources"]:
            self.sources[source["id"]] = self.load_source(source)
        for meldpunt in self.course["meldpunten"]:
            self.meldpunten[meldpunt["id"]] = self.load_meldpunt(meldpunt)
        for question in self.questions:
            self.question_rows[question["key"]] = self.load_question(question)
        page = self.load_page(self.index, CoursePage, self.course["key"], self.course_fields())
        self.parts.name(page.key, self.names())
        for lesson in self.lessons:
            fields = {name: lesson[name] for name in ("title", "slug", "message")}
            fields["screens"] = [self.screen(screen) for screen in lesson["screens"]]
            self.load_page(page, LessonPage, lesson["key"], fields)
        quiz = self.course["quiz"]
        fields = {name: quiz[name] for name in ("title", "slug", "intro")}
        fields["slots"] = [self.slot(quiz["key"], place, slot) for place, slot in enumerate(quiz["slots"])]
        fields["pass_mark"] = self.course["pass_mark"]
        fields |= said(quiz, QUIZ_EXTRAS)
        if "bands" in quiz:
            fields["bands"] = [{"type": "band", "value": band} for band in quiz["bands"]]
        self.load_page(page, QuizPage, quiz["key"], fields)
        return page

    # --- pages --------------------------------------------------------------------------------------
    def course_fields(self) -> dict[str, Any]:
        names = ["title", "slug", "subtitle", "for_whom", "intro", "closing", "illustration", "valid_months"]
        fields = {name: self.course[name] for name in names} | {"goals": "\n".join(self.course["goals"])}
        return fields | said(self.course, COURSE_EXTRAS)

    def names(self) -> list[list[str]]:
        """The ids of sources and numbers, and which source this course gives for a number."""
        pairs = [[str(row.key), name] for rows in (self.sources, self.meldpunten) for name, row in rows.items()]
        rows = self.course["meldpunten"]
        return pairs + [[f"{self.meldpunten[row['id']].key}:source", row.get("source", "")] for row in rows]

    def load_page(self, parent: Page, model: type[Page], key: str, fields: dict[str, Any]) -> Any:
        """The page with this key below `parent`: made, or published anew when a field differs."""
        page = model.objects.filter(key=key).first()
        if page is None:
            page = model(key=key, **stream_ready(model, fields))
            parent.add_child(instance=page)
            self.publish(page, fields)
        elif self.parts.may_write(page, fields):
            self.rewrite(page, fields)
        return page

    def rewrite(self, row: Any, fields: dict[str, Any]) -> None:
        """Publishes what the files say now."""
        for name, value in stream_ready(type(row), fields).items():
            setattr(row, name, value)
        self.publish(row, fields)

    def publish(self, row: Any, fields: dict[str, Any]) -> None:
        row.save_revision().publish()
        self.parts.keep(row, fields)

    def slot(self, key: str, place: int, slot: Mapping[str, Any]) -> dict[str, Any]:
        """A draw or a fixed question of the quiz, with a lasting id."""
        block_id = str(uuid5(UUID(key), f"slot:{place}"))
        if "question" in slot:
            return {"type": "fixed", "id": block_id, "value": {"question": self.question_rows[slot["question"]].pk}}
        category = Category.objects.get(course_slug=slot.get("course", self.course["slug"]), slug=slot["category"])
        return {"type": "draw", "id": block_id, "value": {"count": slot["count"], "category": category.pk}}

    # --- snippets -----------------------------------------------------------------------------------
    def load_source(self, source: Mapping[str, Any]) -> Source:
        key = source.get("key") or source_key(UUID(self.course["key"]), source["id"])
        fields = {"title": source["title"], "url": source.get("url", ""), "role": source.get("role", "")}
        fields |= said(source, SOURCE_EXTRAS)
        row, is_new = Source.objects.get_or_create(key=key, defaults=fields)
        if is_new:
            self.parts.keep(row, fields)
        elif self.parts.may_write(row, fields):
            Source.objects.filter(key=key).update(**fields)
            self.parts.keep(row, fields)
            row.refresh_from_db()
        return row

    def load_meldpunt(self, meldpunt: Mapping[str, Any]) -> Meldpunt:
        key = meldpunt.get("key") or meldpunt_key(meldpunt["id"])
        fields = {name: meldpunt.get(name, "") for name in ("name", "number", "when")}
        fields["source"] = self.sources.get(meldpunt.get("source", ""))
        return Meldpunt.objects.get_or_create(key=key, defaults=fields)[0]

    def load_question(self, question: Mapping[str, Any]) -> Question:
        """The bank question with this key: made, or published anew when it differs."""
        fields = {
            "title": question["title"],
            "category": self.category(question["category"], question.get("course", "")),
            "is_practice": question.get("practice", False),
            "screen_key": UUID(question["screen"]) if question.get("screen") else None,
            "facts": [
                {"type": "fact", "id": str(uuid5(UUID(question["key"]), f"fact:{place}")), "value": self.fact(fact)}
                for place, fact in enumerate(question.get("facts", []))
            ],
            "body": question_body(question, UUID(question["key"])),
        }
        row = Question.objects.filter(key=question["key"]).first()
        if row is None:
            row = Question(key=question["key"], **stream_ready(Question, fields))
            row.save()
            self.publish(row, fields)
        elif self.parts.may_write(row, fields):
            self.rewrite(row, fields)
        self.parts.name(UUID(question["key"]), names_of(question, UUID(question["key"])))
        return row

    def category(self, slug: str, elsewhere: str) -> Category:
        """The category of this course, or of the course `elsewhere`; made when it is not there yet."""
        made = {"name": self.category_name(slug), "key": self.derived("category", f"{elsewhere}/{slug}".strip("/"))}
        own = elsewhere or self.course["slug"]
        return Category.objects.get_or_create(course_slug=own, slug=slug, defaults=made)[0]

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
            "paper": screen.get("paper", ""),
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
            "check_by": fact.get("check_by", ""),
        }


def items(key: str, name: str, value: Any) -> Any:
    """A list in the shape of a ListBlock, each item with a lasting id; anything else as it is."""
    if not isinstance(value, list):
        return value
    return [
        {"type": "item", "id": str(uuid5(UUID(key), f"{name}:{place}")), "value": child}
        for place, child in enumerate(value)
    ]


def lesson_files(folder: Path) -> list[Path]:
    """In the order of their number."""
    return sorted(folder.glob("les-*.toml"), key=lambda path: (len(path.name), path.name))


STREAMS = {"screens", "body", "slots", "facts", "bands"}


def stream_ready(model: Any, fields: Mapping[str, Any]) -> dict[str, Any]:
    """`fields` with stored JSON turned into what the StreamField of `model` holds."""
    return {
        name: model._meta.get_field(name).stream_block.to_python(value) if name in STREAMS else value
        for name, value in fields.items()
    }


@transaction.atomic
def load_course(*, folder: Path, index: CourseIndexPage, now: datetime) -> Loaded:
    """Loads one course and releases an edition when its content differs from the newest one.

    Words only: a *kleine verbetering*; anything more: a new edition. What an editor changed since the last load stays
    as it is. Then, when something published waits for its release and when the newest edition was withdrawn, nothing
    goes out but the very first edition: a person judges that. Raises what `freeze_course` and `release_edition` raise.
    """
    loader = Loader(folder, index, now)
    newest = CourseEdition.objects.filter(course__key=loader.course["key"]).numbered().newest_first().first()
    is_waiting = newest is not None and waits_for_somebody(newest, loader.page())
    page = loader.load()
    page.refresh_from_db()
    edited = tuple(loader.parts.edited)
    if newest and (edited or is_waiting):
        return Loaded(page, newest, released=False, edited=edited)
    frozen = freeze_course(page)
    if newest and newest.content_hash == frozen.content_hash:
        return Loaded(page, newest, released=False)
    is_minor = newest is not None and not minor_refusals(newest, frozen)
    kind = CourseEdition.Kind.MINOR if is_minor else CourseEdition.Kind.MAJOR
    edition = release_edition(
        page=page, kind=kind, by=None, reason="Geladen uit de bestanden", seen=frozen.content_hash, now=now
    )
    return Loaded(page, edition, released=True, edited=edited)


def waits_for_somebody(newest: CourseEdition, page: CoursePage | None) -> bool:
    """Whether somebody withdrew what went out, or what is published is no longer that."""
    if page is None or newest.status != CourseEdition.Status.RELEASED:
        return True
    try:
        return freeze_course(page).content_hash != newest.content_hash
    except CannotFreeze:
        return True
