"""Writing converted quizzes into the manuscript: a draft course that an editor looks at before anybody else.

Whether an editor changed a question or quiz since the import follows from the row itself: the id of its first block
is made of its key and of what the import wrote. Wagtail keeps that id on every edit, so an id that does not fit what
stands there now means that somebody else wrote it.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID, uuid5

from django.db import transaction
from django.db.models import Q
from django.utils.text import slugify

from accounts import audit
from courses.blocks import question_body
from courses.models import Category, Course, CourseIndexPage, CoursePage, Question, QuizPage
from courses.quiz import InvalidQuestion, content_hash
from courses.quiz.interchange.items import BankItem
from courses.services.django_quiz_app.converting import Converted, ConvertedQuiz, convert
from courses.services.django_quiz_app.source import Source

__all__ = ["ImportRefused", "Report", "import_quizzes"]

# Ours alone: the same source gives the same keys in every installation.
NAMESPACE = uuid5(UUID(int=0), "django-quiz-app")
MAX_SLUG = 50
COURSE = {
    "title": "Ingevoerde toetsen",
    "subtitle": "Toetsen uit django-quiz-app",
    "for_whom": "Schrijf hier voor wie deze cursus is.",
    "intro": "Schrijf hier een inleiding. Maak ook een les: een cursus zonder les kun je niet uitgeven.",
    "goals": "Schrijf hier de leerdoelen, één per regel.",
    "illustration": "kijken",
}
NO_INDEX = "De pagina ‘Cursussen’ ontbreekt. Maak die eerst."
BAD_SLUG = "Het webadres ‘{}’ kan niet. Gebruik hoogstens 50 kleine letters, cijfers en streepjes."
TAKEN = "Er is al een cursus met het webadres ‘{}’. Kies een ander webadres met --course."
ELSEWHERE = "Bij de cursus ‘{1}’ staat al een vraag met het kenmerk {0}. Neem over in die cursus, met --course."


class ImportRefused(Exception):
    """Nothing was written; the message is a Dutch sentence that says what to do."""


@dataclass
class Report:
    """What an import did, or would do: `lines` to read, and how many were new, changed, same, kept or skipped.

    "kept": an editor changed it, and the source too, so it stayed as it is here.
    """

    slug: str
    lines: list[str]
    questions: Counter[str] = field(default_factory=Counter)
    quizzes: Counter[str] = field(default_factory=Counter)

    @property
    def has_changes(self) -> bool:
        """Whether anything was written."""
        return any(count[done] for count in (self.questions, self.quizzes) for done in ("new", "changed"))


@transaction.atomic
def import_quizzes(*, source: Source, slug: str, dry_run: bool, now: datetime) -> Report:
    """Takes everything over into the draft course at `slug`; the same source twice changes nothing.

    A dry run does the same and takes it all back. Raises ImportRefused, and Unreadable for too many questions.
    """
    converted = convert(source)
    page, is_new = course_page(slug)
    storing = Storing(page, converted, Report(page.slug, list(converted.lines)))
    storing.store()
    if is_new or storing.report.has_changes:
        counts = {"questions": dict(storing.report.questions), "quizzes": dict(storing.report.quizzes)}
        audit.record(actor=None, verb="django_quiz_app.imported", target=page, at=now, **counts)
    if dry_run:
        transaction.set_rollback(True)
    return storing.report


def course_page(slug: str) -> tuple[CoursePage, bool]:
    """The course of this import, and whether it was made now: never published, never somebody else's."""
    if slugify(slug) != slug or not 1 <= len(slug) <= MAX_SLUG:
        raise ImportRefused(BAD_SLUG.format(slug))
    key = uuid5(NAMESPACE, f"course:{slug}")
    page = CoursePage.objects.filter(key=key).first()
    if page:
        return page, False
    index = CourseIndexPage.objects.first()
    if index is None:
        raise ImportRefused(NO_INDEX)
    if index.get_children().filter(slug=slug).exists() or Course.objects.filter(slug=slug).exists():
        raise ImportRefused(TAKEN.format(slug))
    page = CoursePage(key=key, slug=slug, live=False, **COURSE)
    index.add_child(instance=page)
    page.save_revision()
    return page, True


class Storing:
    """One import into one course; holds the rows that slots refer to."""

    def __init__(self, page: CoursePage, converted: Converted, report: Report) -> None:
        self.page = page
        self.converted = converted
        self.report = report
        self.categories: dict[str, Category] = {}
        self.questions: dict[str, Question] = {}

    def store(self) -> None:
        """Categories, questions, quizzes: in the order in which they refer to each other."""
        for name, title in self.converted.categories.items():
            self.categories[name] = self.category(name, title)
        for idnumber, item in self.converted.items.items():
            self.store_question(idnumber, item)
        for quiz in self.converted.quizzes:
            self.store_quiz(quiz)
        self.report.questions["skipped"] = self.converted.skipped

    # --- the bank -----------------------------------------------------------------------------------
    def category(self, name: str, title: str) -> Category:
        """The category with this name in the source; its title is the editor's after the first time."""
        key = uuid5(self.page.key, name)
        row = Category.objects.filter(key=key).first()
        if row:
            return row
        taken = set(Category.objects.filter(course_slug=self.page.slug).values_list("slug", flat=True))
        slug = free_slug(slugify(title)[:MAX_SLUG].strip("-") or "categorie", taken)
        return Category.objects.create(key=key, course_slug=self.page.slug, slug=slug, name=title)

    def store_question(self, idnumber: str, item: BankItem) -> None:
        """Makes the question as a draft, or changes its draft when the source changed and no editor did."""
        key = uuid5(self.page.key, idnumber)
        category = self.categories[self.converted.homes[idnumber]]
        wanted = Question(key=key, title=item.title, category=category, idnumber=idnumber, live=False)
        set_body(wanted, item.content)
        # An editor may have cleared the idnumber; the key stays.
        rows = Question.objects.filter(Q(key=key) | Q(idnumber=idnumber)).select_related("category")
        row = next((row for row in rows if row.key == key), None)
        if row is not None:
            self.update_question(row, wanted)
        elif rows:
            raise ImportRefused(ELSEWHERE.format(idnumber, rows[0].category.course_slug))
        else:
            self.add_question(wanted)

    def add_question(self, wanted: Question) -> None:
        self.label(wanted, wanted.idnumber)
        wanted.save()
        wanted.save_revision()
        self.questions[wanted.idnumber] = wanted
        self.report.questions["new"] += 1

    def update_question(self, row: Question, wanted: Question) -> None:
        self.questions[wanted.idnumber] = row
        draft = row.get_latest_revision_as_object()
        if first_id(draft.body) == first_id(wanted.body):
            self.report.questions["same"] += 1
        elif first_id(draft.body) != str(uuid5(wanted.key, question_mark(draft))):
            number = wanted.idnumber.partition(":")[2]
            self.report.lines.append(
                f"Vraag {number} is hier veranderd en ook in de bron. We hebben hem hier gelaten zoals hij is."
            )
            self.report.questions["kept"] += 1
        else:
            draft.title, draft.category, draft.body = wanted.title, wanted.category, wanted.body
            self.label(draft, wanted.idnumber)
            if not row.live:
                draft.save()
            draft.save_revision()
            self.report.questions["changed"] += 1

    def label(self, question: Question, idnumber: str) -> None:
        """Adds the label of the category that the question left for a draw."""
        label = self.converted.labels.get(idnumber)
        if label:
            question.tags.add(label)

    # --- quizzes ------------------------------------------------------------------------------------
    def store_quiz(self, quiz: ConvertedQuiz) -> None:
        """Makes the page of this quiz, or changes its draft when the source changed and no editor did."""
        key = uuid5(self.page.key, f"quiz:{quiz.id}")
        wanted = QuizPage(key=key, live=not quiz.is_draft, **quiz.fields)
        wanted.slots = stream("slots", self.slots(quiz))
        wanted.bands = stream("bands", [block(key, f"band:{low}", "band", low=low, text=t) for low, t in quiz.bands])
        set_first_id(wanted.slots, uuid5(key, quiz_mark(wanted)))
        row = QuizPage.objects.filter(key=key).first()
        if row is None:
            self.add_quiz(wanted)
        else:
            self.update_quiz(row, wanted, list(quiz.fields))

    def slots(self, quiz: ConvertedQuiz) -> list[dict[str, Any]]:
        """A draw or the fixed questions, as stored JSON."""
        key = uuid5(self.page.key, f"quiz:{quiz.id}")
        if quiz.draw:
            return [block(key, "draw", "draw", count=quiz.count, category=self.categories[quiz.draw].pk)]
        return [block(key, name, "fixed", question=self.questions[name].pk) for name in quiz.questions]

    def add_quiz(self, wanted: QuizPage) -> None:
        taken = set(self.page.get_children().values_list("slug", flat=True))
        wanted.slug = free_slug(wanted.slug, taken)
        self.page.add_child(instance=wanted)
        revision = wanted.save_revision()
        if wanted.live:
            revision.publish()
        self.report.quizzes["new"] += 1

    def update_quiz(self, row: QuizPage, wanted: QuizPage, fields: Sequence[str]) -> None:
        draft = row.get_latest_revision_as_object()
        if first_id(draft.slots) == first_id(wanted.slots):
            self.report.quizzes["same"] += 1
        elif first_id(draft.slots) != str(uuid5(wanted.key, quiz_mark(draft))):
            self.report.lines.append(
                f"De toets ‘{row.title}’ is hier veranderd en ook in de bron. We hebben hem hier gelaten zoals hij is."
            )
            self.report.quizzes["kept"] += 1
        else:
            for name in {*fields, "slots", "bands"} - {"slug"}:
                setattr(draft, name, getattr(wanted, name))
            draft.save_revision()
            self.report.quizzes["changed"] += 1


def set_body(question: Question, content: Mapping[str, Any]) -> None:
    """The one block of a question, with the id that tells what the import wrote."""
    stored = question_body(content, question.key)
    question.body = Question._meta.get_field("body").stream_block.to_python(stored)
    set_first_id(question.body, uuid5(question.key, question_mark(question)))


def question_mark(question: Question) -> str:
    """What an import decides of a question, as one hash; "" for a draft that cannot be asked."""
    try:
        content = question.content()
    except (InvalidQuestion, IndexError):
        return ""
    return content_hash({"title": question.title, "category": str(question.category.key), "content": content})


def quiz_mark(page: QuizPage) -> str:
    """What an import decides of a quiz, as one hash; the ids of its blocks left out."""
    slots = [[child.block_type, slot_values(child.value)] for child in page.slots]
    bands = [[band.value["low"], band.value["text"]] for band in page.bands]
    return content_hash([page.title, page.intro, page.counts, page.policy().to_json(), slots, bands])


def slot_values(value: Mapping[str, Any]) -> list[Any]:
    """The number and the keys in a slot; None for a row that is gone."""
    return [str(child.key) if hasattr(child, "key") else child for child in value.values()]


def block(key: UUID, name: str, kind: str, **value: Any) -> dict[str, Any]:
    """One block as Wagtail stores it, with an id that lasts."""
    return {"type": kind, "id": str(uuid5(key, name)), "value": value}


def stream(name: str, stored: list[dict[str, Any]]) -> Any:
    """Stored JSON as what this StreamField of a quiz holds."""
    return QuizPage._meta.get_field(name).stream_block.to_python(stored)


def first_id(stream_value: Any) -> str:
    """The id of the first block; "" without blocks."""
    return str(stream_value[0].id) if len(stream_value) else ""


def set_first_id(stream_value: Any, new: UUID) -> None:
    stream_value[0].id = str(new)


def free_slug(wanted: str, taken: set[str]) -> str:
    """`wanted`, or with the first number behind it that makes it free."""
    names = [wanted, *(f"{wanted[: MAX_SLUG - 4]}-{number}" for number in range(2, len(taken) + 3))]
    return next(name for name in names if name not in taken)
