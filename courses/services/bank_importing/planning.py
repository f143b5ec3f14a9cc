"""What an import would do to each question: nieuw, gewijzigd or gelijk."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from courses.models import BankImportRow, Question
from courses.services.bank_importing.bank import Bank, Categories, Entry, read_bank
from courses.services.bank_importing.contents import item_hash
from courses.services.bank_importing.items import Item, has_own_title, problem_of

__all__ = ["Plan", "Step", "plan_import"]

Action = BankImportRow.Action


@dataclass(frozen=True)
class Step:
    """One item, and what to do with it; `question` is None for a new one and for its twins in the same file."""

    item: Item
    action: BankImportRow.Action
    question: Question | None

    def to_json(self) -> Item:
        """The item as a preview keeps it."""
        key = str(self.question.key) if self.question else ""
        return self.item | {"action": str(self.action.value), "question": key}


@dataclass
class Plan:
    """The steps in the order of the file; what is skipped has a problem and no step."""

    categories: Categories
    bank: Bank
    steps: list[Step] = field(default_factory=list)
    problems: list[dict[str, Any]] = field(default_factory=list)
    # Marks of this file and the content they came with, and contents that are new.
    marks: dict[str, str] = field(default_factory=dict)
    fresh: set[str] = field(default_factory=set)

    def add(self, item: Item) -> None:
        """Decide about one item: by its mark, else by its content."""
        found = item_hash(item["content"])
        if not found:
            return self.skip("not_ours", item)
        if item["idnumber"] in self.bank.elsewhere:
            self.problems.append(problem_of("other_course", item))
            item = item | {"idnumber": ""}
        mark = item["idnumber"]
        entry = self.bank.by_idnumber.get(mark) if mark else None
        if mark in self.marks:
            return self.repeat(item, entry, found)
        if mark:
            self.marks[mark] = found
        if entry is not None:
            return self.compare(item, entry, found)
        known = self.bank.by_hash.get(found)
        is_same = known is not None or found in self.fresh
        self.fresh.add(found)
        self.steps.append(Step(item, Action.SAME if is_same else Action.CREATED, known))
        return None

    def skip(self, code: str, item: Item) -> None:
        self.problems.append(problem_of(code, item))

    def repeat(self, item: Item, entry: Entry | None, found: str) -> None:
        """An item with a mark that this file gave before."""
        if self.marks[item["idnumber"]] != found:
            return self.skip("idnumber_twice", item)
        return self.steps.append(Step(item, Action.SAME, entry.question if entry else None))

    def compare(self, item: Item, entry: Entry, found: str) -> None:
        """An item with the mark of a question that is there."""
        if not self.differs(item, entry, found):
            return self.steps.append(Step(item, Action.SAME, entry.question))
        if entry.question.locked:
            return self.skip("locked", item)
        self.bank.by_hash.setdefault(found, entry.question)
        return self.steps.append(Step(item, Action.CHANGED, entry.question))

    def differs(self, item: Mapping[str, Any], entry: Entry, found: str) -> bool:
        """Whether the file says something else; what it does not say (title, category, labels) stays as it is."""
        if found != entry.hash or (has_own_title(item) and item["title"] != entry.title):
            return True
        if item["tags"] and {tag.casefold() for tag in item["tags"]} != entry.tags:
            return True
        category = self.categories.find(item["category"])
        return bool(item["category"]) and (category is None or category.pk != entry.category_id)


def plan_import(items: Iterable[Item], course_slug: str) -> Plan:
    """Compare the items with the bank of the course; writes nothing."""
    plan = Plan(Categories(course_slug), read_bank(course_slug))
    for item in items:
        plan.add(item)
    return plan
