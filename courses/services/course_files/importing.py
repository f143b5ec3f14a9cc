"""Taking in a course file: everything, or nothing (DESIGN §4)."""

from dataclasses import dataclass
from datetime import datetime
from typing import IO, Any

from django.core.files.base import File
from django.db import IntegrityError, transaction
from django.db.models import Model
from django.utils.text import slugify
from django.utils.translation import gettext as _

from accounts import audit
from accounts.models import User
from courses.models import Course, CourseIndexPage, CoursePage, Meldpunt, Question, Source
from courses.services.course_files.errors import UnusableFile
from courses.services.course_files.fields import PAGES, row_fields
from courses.services.course_files.held import free_row
from courses.services.course_files.looking import Look, Mode, is_same, look_at, rows_here
from courses.services.course_files.making import Maker, told
from courses.services.course_files.package import Package, opened
from courses.services.course_files.renewing import renewed_course
from courses.services.course_files.uploads import Uploads, forgotten_on_failure
from courses.services.freezing import CannotFreeze, freeze_course

__all__ = ["Imported", "free_slug", "import_course", "look_into"]

MAX_SLUG = 50
Names = dict[tuple[type[Model], str], int]


@dataclass(frozen=True)
class Imported:
    """The course after the import; `is_exact` says that a release gives the edition that the file came from."""

    page: CoursePage
    mode: Mode
    is_exact: bool


def look_into(file: IO[bytes] | File[bytes]) -> Look:
    """What is in a course file and what it would do here. Writes nothing. Raises UnusableFile."""
    with opened(file) as package:
        return look_at(package.data)


def import_course(*, file: IO[bytes] | File[bytes], mode: str, by: User, now: datetime) -> Imported:
    """Takes in a course file, in one of the ways that `look_into` gives. Raises UnusableFile; nothing was saved then.

    A new course is published with its questions, but not released; an update and a copy are drafts.
    """
    with opened(file) as package, forgotten_on_failure() as stored:
        try:
            with transaction.atomic():
                page = taken_in(package, Uploads(package, stored, by=by), mode, by, now)
        except IntegrityError:
            raise UnusableFile(
                _("Iemand veranderde net hetzelfde. Er is niets overgenomen. Probeer het opnieuw.")
            ) from None
        expected = package.data["edition_hash"]
    page = CoursePage.objects.get(pk=page.pk)
    return Imported(page, Mode(mode), mode == Mode.NEW and bool(expected) and hash_now(page) == expected)


def hash_now(page: CoursePage) -> str:
    try:
        return freeze_course(page).content_hash
    except CannotFreeze:
        return ""


def taken_in(package: Package, uploads: Uploads, mode: str, by: User, now: datetime) -> CoursePage:
    look = look_at(package.data)
    if mode not in look.modes:
        raise UnusableFile(" ".join(look.clashes) or _("Zo kan dit bestand niet worden overgenomen. Kies opnieuw."))
    names = uploads.take() | sources_and_numbers(package.data)
    page = WAYS[Mode(mode)](look, names, by)
    audit.record(actor=by, verb="course.imported", target=page, at=now, mode=mode, slug=page.slug)
    return page


def sources_and_numbers(data: dict[str, Any]) -> Names:
    """Sources and meldpunten: ours when they are here, else new."""
    names: Names = {}
    maker = Maker(data, names, by=None, live=True)
    for row in data["sources"]:
        names[Source, row["key"]] = here_or_new(Source, row, maker).pk
    for row in data["meldpunten"]:
        source = names.get((Source, row.get("source") or ""))
        names[Meldpunt, row["key"]] = here_or_new(Meldpunt, row, maker, source_id=source).pk
    return names


def here_or_new(model: type[Any], row: dict[str, Any], maker: Maker, **more: Any) -> Any:
    found = model.objects.filter(key=row["key"]).first()
    if found is None:
        found = model(key=row["key"], **row_fields(model, row, maker.walk), **more)
        with told(row.get("name") or row.get("title", "")):
            found.full_clean()
        found.save()
    return found


# --- the three ways in ----------------------------------------------------------------------------------
def shelf() -> CourseIndexPage:
    index = CourseIndexPage.objects.first()
    if index is None:
        raise UnusableFile(_("Er is nog geen pagina waar de cursussen onder staan. Maak die eerst."))
    return index


def made_new(look: Look, names: Names, by: User) -> CoursePage:
    """A course that is not here: published, for somebody to release."""
    maker = Maker(look.data, names, by=by, live=True)
    make_bank(maker)
    return maker.course(shelf())


def made_copy(look: Look, names: Names, by: User) -> CoursePage:
    """Another course with the same content: new keys, and all drafts."""
    title = _("%(title)s (kopie)") % {"title": look.data["course"]["title"][:200]}
    slug = free_slug(look.data["course"]["slug"])
    maker = Maker(renewed_course(look.data, title=title, slug=slug, own_questions=True), names, by=by, live=False)
    make_bank(maker)
    return maker.course(shelf())


def make_bank(maker: Maker) -> None:
    """Categories and questions; a question that is here stays as it is."""
    for row in maker.data["categories"]:
        maker.category(row)
    here = dict(
        Question.objects.filter(key__in=[row["key"] for row in maker.data["questions"]]).values_list("key", "pk")
    )
    maker.names.update({(Question, str(key)): number for key, number in here.items()})
    for row in maker.data["questions"]:
        if (Question, row["key"]) not in maker.names:
            maker.question(row)


def updated(look: Look, names: Names, by: User) -> CoursePage:
    """The course that is here, with what the file says as drafts on top; its address stays."""
    page = look.page
    if page is None:
        raise UnusableFile(_("Deze cursus staat hier niet meer. Kies het bestand opnieuw."))
    data = with_slug(look.data, page.slug)
    here = rows_here(look.data, page)
    maker = Maker(data, names, by=by, live=False)
    make_bank(maker)
    own = {row["key"] for row in data["categories"] if row["course_slug"] == page.slug}
    for row in data["questions"]:
        if row["category"] in own and row["key"] in here and not is_same(row, here):
            draft_question(maker, row)
    draft_pages(maker, page, here)
    return page


def with_slug(data: dict[str, Any], slug: str) -> dict[str, Any]:
    """The course under the address that it has here."""
    old = data["course"]["slug"]
    categories = [row | {"course_slug": slug} if row["course_slug"] == old else row for row in data["categories"]]
    return data | {"course": data["course"] | {"slug": slug}, "categories": categories}


def draft_question(maker: Maker, row: dict[str, Any]) -> None:
    question = free_row(Question.objects.get(key=row["key"])).get_latest_revision_as_object()
    mark = question.idnumber
    maker.fill_question(question, row)
    question.idnumber = mark
    save_draft(maker, question)


def draft_pages(maker: Maker, course: CoursePage, here: dict[str, Any]) -> None:
    """New pages at the end, and a draft on every page that says something else."""
    children = {str(child.specific.key): child.specific for child in course.get_children()}
    maker.pages |= {key: child.pk for key, child in children.items()} | {str(course.key): course.pk}
    rows = [row for row in maker.data["pages"] if row["key"] not in children]
    made = [(maker.page(course, PAGES[row["kind"]], row), row) for row in rows]
    for page, row in made:
        maker.write(page, row)
    for row in [maker.data["course"], *maker.data["pages"]]:
        target = course if row["key"] == str(course.key) else children.get(row["key"])
        if target is not None and not is_same(row, here):
            draft = free_row(target).get_latest_revision_as_object()
            with told(row["title"]):
                maker.fill(draft, row)
                draft.full_clean(exclude=["latest_revision", "live_revision"])
            save_draft(maker, draft)


def save_draft(maker: Maker, target: Any) -> None:
    """A revision; what was never published follows its draft, as in the editor."""
    if not target.live:
        target.save()
    maker.save_revision(target, log="wagtail.edit")


WAYS = {Mode.NEW: made_new, Mode.COPY: made_copy, Mode.UPDATE: updated}


def free_slug(slug: str) -> str:
    """An address that no course has or had."""
    taken = {*CoursePage.objects.values_list("slug", flat=True), *Course.objects.values_list("slug", flat=True)}
    base = slugify(slug)[: MAX_SLUG - 10].strip("-") or "cursus"
    number = 2
    while (name := f"{base}-{number}") in taken:
        number += 1
    return name
