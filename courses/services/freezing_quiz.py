"""The quizzes of a course and the bank they ask from, frozen (DESIGN §4)."""

from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from courses.models import CoursePage, Question, QuizPage
from courses.quiz import QUESTION_TYPES, InvalidQuestion
from courses.services.frozen import Frozen

__all__ = ["Bank", "freeze_bank", "freeze_quiz"]


@dataclass
class Bank:
    """The live questions of a course by category, and the screen that explains each."""

    by_category: dict[str, list[str]] = field(default_factory=dict)
    screens: dict[str, str] = field(default_factory=dict)


def freeze_bank(page: CoursePage, frozen: Frozen, problems: list[str]) -> Bank:
    """Every live quiz question of the course."""
    bank = Bank()
    questions = Question.objects.filter(category__course_slug=page.slug, live=True, is_practice=False)
    for question in questions.select_related("category").order_by("key"):
        key = keep_question(question, bank, frozen, problems)
        if key:
            bank.by_category.setdefault(question.category.slug, []).append(key)
    return bank


def keep_question(question: Question, bank: Bank, frozen: Frozen, problems: list[str]) -> str:
    """Adds a question to the edition and gives its key; "" when it cannot be asked yet."""
    try:
        key = frozen.use(question)["key"]
    except InvalidQuestion as error:
        problems.append(f"De vraag ‘{question.title}’ klopt nog niet ({error.code}).")
        return ""
    if question.screen_key:
        bank.screens[key] = str(question.screen_key)
    return key


def freeze_quiz(page: QuizPage, bank: Bank, frozen: Frozen, problems: list[str]) -> dict[str, Any]:
    """A quiz with its policy, what it asks, and the questions it may draw from."""
    slots = [slot for child in page.slots if (slot := freeze_slot(page, child, bank, frozen, problems))]
    if not slots:
        problems.append(f"De toets ‘{page.title}’ stelt geen enkele vraag.")
    problems += missing_questions(page, slots, bank) + nothing_scored(page, slots, bank, frozen)
    if page.counts and page.feedback == "each" and page.max_tries > 1 and not page.penalty:
        problems.append(
            f"De toets ‘{page.title}’ telt voor het certificaat, maar wie blijft proberen, haalt altijd alles. "
            "Geef aftrek per foute poging, laat één poging toe, of laat de toets niet meetellen."
        )
    wanted = {slot["category"] for slot in slots if slot["kind"] == "draw"}
    return {
        "key": str(page.key),
        "slug": page.slug,
        "title": page.title,
        "intro": page.intro,
        "counts": page.counts,
        "policy": page.policy().to_json(),
        "bands": sorted(
            ({"from": band.value["low"], "text": band.value["text"]} for band in page.bands),
            key=lambda band: band["from"],
        ),
        "slots": slots,
        "bank": {name: bank.by_category.get(name, []) for name in sorted(wanted)},
    }


def freeze_slot(page: QuizPage, child: Any, bank: Bank, frozen: Frozen, problems: list[str]) -> dict[str, Any] | None:
    """One draw or fixed question as the engine's slot; None when it points at nothing."""
    if child.block_type == "draw":
        category = child.value["category"]
        if category is not None:
            return {"kind": "draw", "category": category.slug, "count": child.value["count"]}
        problems.append(f"In de toets ‘{page.title}’ is een categorie weggehaald. Kies een andere.")
        return None
    question = child.value["question"]
    if question is None or not question.live:
        problems.append(f"In de toets ‘{page.title}’ is een vaste vraag weggehaald of nog een concept.")
        return None
    key = keep_question(question, bank, frozen, problems)
    return {"kind": "fixed", "question": key} if key else None


def nothing_scored(page: QuizPage, slots: list[dict[str, Any]], bank: Bank, frozen: Frozen) -> list[str]:
    """A sentence for a quiz that may come out without one question to score."""

    def sure(slot: dict[str, Any]) -> int:
        pool = [slot["question"]] if slot["kind"] == "fixed" else bank.by_category.get(slot["category"], [])
        without = sum(not QUESTION_TYPES[frozen.questions[key]["type"]].is_scored for key in pool)
        return int(slot.get("count", 1)) - without

    if slots and not any(sure(slot) > 0 for slot in slots):
        return [f"De toets ‘{page.title}’ kan alleen vragen zonder goed of fout stellen. Voeg een gewone vraag toe."]
    return []


def missing_questions(page: QuizPage, slots: list[dict[str, Any]], bank: Bank) -> list[str]:
    """A sentence for every category with fewer questions than asked, and for a question that stands there twice.

    Two lines may draw from one category, and a fixed question is never drawn.
    """
    fixed = Counter(slot["question"] for slot in slots if slot["kind"] == "fixed")
    wanted: Counter[str] = Counter()
    for slot in slots:
        if slot["kind"] == "draw":
            wanted[slot["category"]] += slot["count"]
    lines = [
        f"De toets ‘{page.title}’ vraagt {count} vragen uit ‘{name}’, maar daar staan er {available}."
        for name, count in wanted.items()
        if (available := len(set(bank.by_category.get(name, [])) - fixed.keys())) < count
    ]
    if any(times > 1 for times in fixed.values()):
        lines.append(f"In de toets ‘{page.title}’ staat een vaste vraag twee keer.")
    return lines
