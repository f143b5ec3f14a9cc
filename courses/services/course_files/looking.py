"""What a course file would do here: what is new, what is here already, and which ways in there are."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from courses.models import (
    Category,
    Course,
    CoursePage,
    CourseVideo,
    LessonPage,
    Meldpunt,
    Question,
    QuizPage,
    Source,
)
from courses.services.course_files.collecting import Collected, add_questions, complete, references
from courses.services.course_files.errors import NotExportable, UnusableFile
from courses.services.course_files.export import Writer
from courses.services.course_files.fields import PAGES
from courses.services.course_files.held import held

__all__ = ["Look", "Mode", "State", "clashes", "look_at"]

Row = Mapping[str, Any]


class Mode(StrEnum):
    """The ways in."""

    NEW = "nieuw"
    UPDATE = "bijwerken"
    COPY = "kopie"


class State(StrEnum):
    """What is here already."""

    NEW = "nieuw"
    SAME = "gelijk"
    CHANGED = "anders"
    TAKEN = "bezet"


@dataclass(frozen=True)
class Look:
    """What an editor sees before he decides."""

    data: dict[str, Any]
    state: State
    modes: tuple[Mode, ...]
    counts: dict[str, int]
    notes: list[str]
    clashes: list[str]
    page: CoursePage | None


def look_at(data: dict[str, Any]) -> Look:
    """What is in a checked file, against what is here. Writes nothing."""
    page = CoursePage.objects.filter(key=data["course"]["key"]).first()
    here = rows_here(data, page)
    state, clashing = state_of(data, page, here), clashes(data, page) + held_here(data, here, page)
    return Look(
        data=data,
        state=state,
        modes=modes_of(state, clashing),
        counts=counts_of(data),
        notes=[
            *other_here(data, here, page),
            *kept_here(data, here),
            *kept_questions(data, here, page),
            *left_alone(data, page),
        ],
        clashes=clashing,
        page=page,
    )


def modes_of(state: State, clashing: list[str]) -> tuple[Mode, ...]:
    own = {State.NEW: Mode.NEW, State.CHANGED: Mode.UPDATE}.get(state)
    return (own, Mode.COPY) if own and not clashing else (Mode.COPY,)


def counts_of(data: Row) -> dict[str, int]:
    kinds = [page["kind"] for page in data["pages"]]
    lists = ("questions", "images", "documents", "videos")
    return {"lessons": kinds.count("lesson"), "quizzes": kinds.count("quiz")} | {
        name: len(data[name]) for name in lists
    }


# --- what is here ---------------------------------------------------------------------------------------
def rows_here(data: Row, page: CoursePage | None) -> dict[str, Row]:
    """Key → what an export would say of the rows that are here by the keys of the file."""
    pages = list(page.get_children().order_by("path").specific()) if page else []
    found = Collected(page, pages)
    add_questions(found, Question.objects.filter(key__in=keys_of(data["questions"])))
    complete(found, references([*pages, *found.of(Question).values()]))
    for name, model in (
        ("sources", Source),
        ("meldpunten", Meldpunt),
        ("videos", CourseVideo),
        ("categories", Category),
    ):
        found.fetch(model, model._default_manager.filter(key__in=keys_of(data[name])).values_list("pk", flat=True))
    try:
        here = Writer(found).portable().data
    except NotExportable as error:
        raise UnusableFile(str(error)) from None
    rows = [*here["pages"], *here["questions"], *here["sources"], *here["meldpunten"], *here["videos"]]
    return {row["key"]: row for row in [*rows, *([here["course"]] if page else [])]}


def keys_of(rows: list[Row]) -> list[str]:
    return [row["key"] for row in rows]


def is_same(row: Row, here: Mapping[str, Row]) -> bool:
    """Whether what is here says the same about all that the file tells."""
    ours = here.get(row["key"])
    return ours is not None and all(ours.get(name) == value for name, value in row.items())


def state_of(data: Row, page: CoursePage | None, here: Mapping[str, Row]) -> State:
    key, slug = data["course"]["key"], data["course"]["slug"]
    if page is None:
        others = Course.objects.exclude(key=key).filter(slug=slug).exists()
        return State.TAKEN if others or CoursePage.objects.filter(slug=slug).exists() else State.NEW
    rows = [data["course"], *data["pages"], *data["questions"]]
    order = [child.key for child in page.get_children().live().order_by("path").specific()]
    same_order = list(map(str, order)) == keys_of(data["pages"])
    return State.SAME if same_order and all(is_same(row, here) for row in rows) else State.CHANGED


# --- what stands in the way -----------------------------------------------------------------------------
def clashes(data: Row, page: CoursePage | None) -> list[str]:
    """Why the keys of the file cannot be used here: they belong to another course. Dutch sentences."""
    return [*clashing_pages(data, page), *clashing_questions(data, page)]


def clashing_pages(data: Row, page: CoursePage | None) -> Iterator[str]:
    kinds = {row["key"]: row["kind"] for row in data["pages"]}
    for kind, model in PAGES.items():
        for found in model.objects.filter(key__in=kinds):
            ours = page is not None and found.is_child_of(page)
            if not ours or kinds[str(found.key)] != kind:
                text = _("‘%(title)s’ staat hier al in een andere cursus. Neem het bestand over als nieuwe kopie.")
                yield text % {"title": found.title}
    strangers = LessonPage.objects.filter(key=data["course"]["key"]).exists()
    if strangers or QuizPage.objects.filter(key=data["course"]["key"]).exists():
        yield _("De sleutel van deze cursus is hier van een les. Neem het bestand over als nieuwe kopie.")


def clashing_questions(data: Row, page: CoursePage | None) -> Iterator[str]:
    """A question that belongs to another course here than the file says."""
    own, slug = data["course"]["slug"], page.slug if page else data["course"]["slug"]
    courses = {row["key"]: slug if row["course_slug"] == own else row["course_slug"] for row in data["categories"]}
    wanted = {row["key"]: courses[row["category"]] for row in data["questions"]}
    for question in Question.objects.filter(key__in=wanted).select_related("category"):
        if question.category.course_slug != wanted[str(question.key)]:
            text = _("De vraag ‘%(title)s’ hoort hier bij een andere cursus. Neem het bestand over als nieuwe kopie.")
            yield text % {"title": question.title}


# --- what is held here ----------------------------------------------------------------------------------
def held_here(data: Row, here: Mapping[str, Row], page: CoursePage | None) -> list[str]:
    """Why the course cannot be updated now: what would get a draft is locked or in review. Dutch sentences."""
    if page is None:
        return []
    own = {row["key"] for row in data["categories"] if row["course_slug"] == data["course"]["slug"]}
    rows = [data["course"] | {"slug": page.slug}, *data["pages"]]
    rows += [row for row in data["questions"] if row["category"] in own]
    changed = {row["key"] for row in rows if row["key"] in here and not is_same(row, here)}
    pages = [one for one in [page, *page.get_children().order_by("path").specific()] if str(one.key) in changed]
    return held(pages) + held(Question.objects.filter(key__in=changed).order_by("title", "pk"))


# --- what the file brings ---
def other_here(data: Row, here: Mapping[str, Row], page: CoursePage | None) -> Iterator[str]:
    """What is new or different in a course that is here already."""
    if page is None:
        return
    if not is_same(data["course"], here):
        yield _("De gegevens van de cursus zelf zijn hier anders.")
    for row in data["pages"]:
        if not is_same(row, here):
            text = _("‘%(title)s’ is hier anders.") if row["key"] in here else _("‘%(title)s’ is hier nieuw.")
            yield text % {"title": row["title"]}
    if new := sum(row["key"] not in here for row in data["questions"]):
        yield ngettext("%(new)d vraag is hier nieuw.", "%(new)d vragen zijn hier nieuw.", new) % {"new": new}


# --- what stays as it is --------------------------------------------------------------------------------
def kept_here(data: Row, here: Mapping[str, Row]) -> Iterator[str]:
    """Rows of this installation that say something else: ours stay."""
    words = {
        "meldpunten": _("Het nummer ‘%(title)s’ is hier anders dan in het bestand. Dat van hier blijft."),
        "sources": _("De bron ‘%(title)s’ is hier anders dan in het bestand. Die van hier blijft."),
        "videos": _("De film ‘%(title)s’ is hier anders dan in het bestand. Die van hier blijft."),
    }
    for name, text in words.items():
        for row in data[name]:
            if row["key"] in here and not is_same(row, here):
                yield text % {"title": row.get("name") or row["title"]}


def kept_questions(data: Row, here: Mapping[str, Row], page: CoursePage | None) -> Iterator[str]:
    there = [row for row in data["questions"] if row["key"] in here]
    if same := sum(is_same(row, here) for row in there):
        text = ngettext("%(same)d vraag staat hier al, precies zo.", "%(same)d vragen staan hier al, precies zo.", same)
        yield text % {"same": same}
    own = {row["key"] for row in data["categories"] if row["course_slug"] == data["course"]["slug"]}
    for row in there:
        if not is_same(row, here):
            text = _("De vraag ‘%(title)s’ is hier anders. Die van hier blijft.")
            if page and row["category"] in own:
                text = _(
                    "De vraag ‘%(title)s’ is hier anders. Bij bijwerken komt die uit het bestand er als concept bij."
                )
            yield text % {"title": row["title"]}


def left_alone(data: Row, page: CoursePage | None) -> Iterator[str]:
    """What is here and not in the file."""
    if page is None:
        return
    keys = set(keys_of(data["pages"]))
    for child in page.get_children().order_by("path").specific():
        if str(child.key) not in keys:
            yield _("‘%(title)s’ staat niet in het bestand. Bij bijwerken blijft het staan.") % {"title": child.title}
        elif child.has_unpublished_changes:
            text = _("‘%(title)s’ heeft hier een concept. Bij bijwerken komt dat in de geschiedenis te staan.")
            yield text % {"title": child.title}
