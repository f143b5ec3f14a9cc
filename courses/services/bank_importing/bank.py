"""The bank of one course, read at once: what an import is compared with."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.text import slugify
from taggit.models import Tag

from courses.models import Category, Question, QuestionTag
from courses.services.bank_importing.contents import hash_of, stream

__all__ = ["DEFAULT_CATEGORY", "Bank", "Categories", "Entry", "read_bank"]

DEFAULT_CATEGORY = "ingevoerd"
MAX_NAME = 120
MAX_SLUG = 50


@dataclass(frozen=True)
class Entry:
    """A question with what an editor sees of it: the newest draft, else what is live."""

    question: Question
    title: str
    category_id: int
    tags: frozenset[str]
    hash: str


@dataclass
class Bank:
    """The questions of a course by mark and by content, and the marks that other courses use."""

    by_idnumber: dict[str, Entry] = field(default_factory=dict)
    by_hash: dict[str, Question] = field(default_factory=dict)
    elsewhere: frozenset[str] = frozenset()


def read_bank(course_slug: str) -> Bank:
    """Five queries, whatever the size; a draft counts as well as what is live."""
    questions = list(
        Question.objects.filter(category__course_slug=course_slug).select_related("latest_revision").order_by("pk")
    )
    tags = tags_of(questions)
    bank = Bank(elsewhere=idnumbers_elsewhere(course_slug))
    for question in questions:
        entry = entry_of(question, tags)
        if question.idnumber:
            bank.by_idnumber[question.idnumber] = entry
        if entry.hash:
            bank.by_hash.setdefault(entry.hash, question)
    for question in questions:
        if question.has_unpublished_changes and question.live and (live := hash_of(question.body)):
            bank.by_hash.setdefault(live, question)
    return bank


def idnumbers_elsewhere(course_slug: str) -> frozenset[str]:
    """A mark is given once in the whole house."""
    others = Question.objects.exclude(category__course_slug=course_slug).exclude(idnumber="")
    return frozenset(others.values_list("idnumber", flat=True))


def draft_of(question: Question) -> Mapping[str, Any] | None:
    """The newest draft as it is stored; None when what is live is the newest. Costs no query after select_related."""
    revision = question.latest_revision
    return revision.content if question.has_unpublished_changes and revision else None


def entry_of(question: Question, tags: Mapping[int, frozenset[str]]) -> Entry:
    draft = draft_of(question)
    if draft is None:
        body, title, category = question.body, question.title, question.category_id
    else:
        body, title, category = stream(json.loads(draft["body"])), draft["title"], draft["category"]
    return Entry(question, title, category, tags[question.pk], hash_of(body))


def tags_of(questions: Iterable[Question]) -> dict[int, frozenset[str]]:
    """Question → its labels in small letters. Two queries."""
    numbers: dict[int, set[int]] = {question.pk: set() for question in questions}
    for question_id, tag_id in QuestionTag.objects.values_list("content_object_id", "tag_id"):
        if question_id in numbers:
            numbers[question_id].add(tag_id)
    for question in questions:
        if (draft := draft_of(question)) is not None:
            numbers[question.pk] = {row["tag"] for row in draft.get("tagged_items", ())}
    names = {pk: name.casefold() for pk, name in Tag.objects.values_list("pk", "name")}
    return {pk: frozenset(names[tag] for tag in found if tag in names) for pk, found in numbers.items()}


class Categories:
    """The categories of a course by the last part of a path; new ones are only made by `need`."""

    def __init__(self, course_slug: str) -> None:
        self.course_slug = course_slug
        self.by_name: dict[str, Category] = {}
        self.slugs: set[str] = set()
        for category in Category.objects.filter(course_slug=course_slug).order_by("pk"):
            self.add(category)

    def add(self, category: Category) -> None:
        self.slugs.add(category.slug)
        self.by_name.setdefault(category.name.casefold(), category)
        self.by_name.setdefault(category.slug, category)

    def find(self, path: Iterable[str]) -> Category | None:
        """The category with this name or slug; None when it has to be made."""
        return self.by_name.get(category_name(path).casefold())

    def need(self, path: Iterable[str]) -> Category:
        """The same, made when it is not there."""
        found = self.find(path)
        if found is None:
            name = category_name(path)
            found = Category.objects.create(course_slug=self.course_slug, slug=self.free_slug(name), name=name)
            self.add(found)
        return found

    def free_slug(self, name: str) -> str:
        """A slug that this course does not use yet."""
        base = slugify(name)[:MAX_SLUG].strip("-") or "categorie"
        slug, number = base, 2
        while slug in self.slugs:
            ending = f"-{number}"
            slug, number = base[: MAX_SLUG - len(ending)] + ending, number + 1
        return slug


def category_name(path: Iterable[str]) -> str:
    """The last part of a path; a question without a category goes to one of its own."""
    return ([DEFAULT_CATEGORY, *path][-1])[:MAX_NAME].rstrip()
