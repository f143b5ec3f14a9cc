"""The quizzes of a course and the bank they ask from, frozen (DESIGN §4)."""

from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from courses.models import Category, CoursePage, Question, QuizPage
from courses.quiz import QUESTION_TYPES, InvalidQuestion
from courses.services.frozen import Frozen
from courses.services.question_problems import why_unfinished

__all__ = ["Bank", "freeze_bank", "freeze_quiz"]


@dataclass
class Bank:
    """The live questions by category, and the screen that explains each.

    A category of the course itself goes by its slug, one of another course by `<course>/<slug>`.
    """

    course_slug: str
    by_category: dict[str, list[str]] = field(default_factory=dict)
    screens: dict[str, str] = field(default_factory=dict)


def freeze_bank(page: CoursePage, frozen: Frozen, problems: list[str]) -> Bank:
    """Every live quiz question of the course; what a quiz draws from another course comes when it is asked for."""
    bank = Bank(page.slug)
    add_questions(Question.objects.filter(category__course_slug=page.slug), bank, frozen, problems)
    return bank


def add_questions(questions: QuerySet[Question], bank: Bank, frozen: Frozen, problems: list[str]) -> None:
    """Those of `questions` that a quiz may draw."""
    questions = questions.filter(is_practice=False)
    questions = questions if frozen.drafts else questions.filter(live=True)
    for question in questions.select_related("category").order_by("key"):
        # A preview asks what can be asked.
        key = keep_question(question, bank, frozen, [] if frozen.drafts else problems)
        if key:
            bank.by_category.setdefault(name_in(bank, question.category), []).append(key)


def name_in(bank: Bank, category: Category) -> str:
    """How an edition names a category: two courses may have one with the same slug."""
    own = category.course_slug == bank.course_slug
    return category.slug if own else f"{category.course_slug}/{category.slug}"


def drawn_from(category: Category, bank: Bank, frozen: Frozen, problems: list[str]) -> str:
    """The name of a category in the edition, its questions added when they are of another course."""
    name = name_in(bank, category)
    if category.course_slug != bank.course_slug and name not in bank.by_category:
        bank.by_category[name] = []
        add_questions(Question.objects.filter(category=category), bank, frozen, problems)
    return name


def keep_question(question: Question, bank: Bank, frozen: Frozen, problems: list[str]) -> str:
    """Adds a question to the edition and gives its key; "" when it cannot be asked yet."""
    try:
        key = frozen.use(question)["key"]
    except InvalidQuestion as error:
        why = why_unfinished(frozen.newest(question), error)
        problems.append(_("De vraag ‘%(title)s’ is nog niet af. %(why)s") % {"title": question.title, "why": why})
        return ""
    if question.screen_key:
        bank.screens[key] = str(question.screen_key)
    return key


def freeze_quiz(page: QuizPage, bank: Bank, frozen: Frozen, problems: list[str]) -> dict[str, Any]:
    """A quiz with its policy, what it asks, and the questions it may draw from."""
    slots = [slot for child in page.slots if (slot := freeze_slot(page, child, bank, frozen, problems))]
    if not slots:
        problems.append(_("De toets ‘%(title)s’ stelt geen enkele vraag.") % {"title": page.title})
    problems += missing_questions(page, slots, bank) + nothing_scored(page, slots, bank, frozen)
    if page.counts and page.feedback == "each" and page.max_tries > 1 and not page.penalty:
        words = _(
            "De toets ‘%(title)s’ telt voor het certificaat, maar wie blijft proberen, haalt altijd alles. "
            "Geef aftrek per foute poging, laat één poging toe, of laat de toets niet meetellen."
        )
        problems.append(words % {"title": page.title})
    wanted = {slot["category"] for slot in slots if slot["kind"] == "draw"}
    return {
        "key": str(page.key),
        "slug": page.slug,
        "title": page.title,
        "intro": page.intro,
        "counts": page.counts,
        "policy": page.policy().to_json(),
        "bands": sorted(
            # A draft may have a sentence without its "from".
            ({"from": band.value["low"] or 0, "text": band.value["text"]} for band in page.bands),
            key=lambda band: band["from"],
        ),
        "slots": slots,
        "bank": {name: bank.by_category.get(name, []) for name in sorted(wanted)},
    }


def freeze_slot(page: QuizPage, child: Any, bank: Bank, frozen: Frozen, problems: list[str]) -> dict[str, Any] | None:
    """One draw or fixed question as the engine's slot; None when it points at nothing."""
    if child.block_type == "draw":
        return freeze_draw(page, child.value, bank, frozen, problems)
    question = child.value["question"]
    if not frozen.may_use(question):
        words = _("In de toets ‘%(title)s’ is een vaste vraag weggehaald of nog een concept.")
        problems.append(words % {"title": page.title})
        return None
    key = keep_question(question, bank, frozen, problems)
    return {"kind": "fixed", "question": key} if key else None


def freeze_draw(page: QuizPage, value: Any, bank: Bank, frozen: Frozen, problems: list[str]) -> dict[str, Any] | None:
    """A draw; None when it does not say yet from what, or how many."""
    category, count = value["category"], value["count"]
    if category is None:
        words = _("In de toets ‘%(title)s’ is een categorie weggehaald. Kies een andere.")
        problems.append(words % {"title": page.title})
    elif not count:
        words = _("In de toets ‘%(title)s’ staat niet hoeveel vragen je vraagt uit ‘%(category)s’. Vul een aantal in.")
        problems.append(words % {"title": page.title, "category": category.name})
    else:
        return {"kind": "draw", "category": drawn_from(category, bank, frozen, problems), "count": count}
    return None


def nothing_scored(page: QuizPage, slots: list[dict[str, Any]], bank: Bank, frozen: Frozen) -> list[str]:
    """A sentence for a quiz that may come out without one question to score."""

    def sure(slot: dict[str, Any]) -> int:
        pool = [slot["question"]] if slot["kind"] == "fixed" else bank.by_category.get(slot["category"], [])
        without = sum(not QUESTION_TYPES[frozen.questions[key]["type"]].is_scored for key in pool)
        return int(slot.get("count", 1)) - without

    if slots and not any(sure(slot) > 0 for slot in slots):
        words = _("De toets ‘%(title)s’ kan alleen vragen zonder goed of fout stellen. Voeg een gewone vraag toe.")
        return [words % {"title": page.title}]
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
    words = _("De toets ‘%(title)s’ vraagt %(count)d vragen uit ‘%(name)s’, maar daar staan er %(available)d.")
    lines = [
        words % {"title": page.title, "count": count, "name": name, "available": available}
        for name, count in wanted.items()
        if (available := len(set(bank.by_category.get(name, [])) - fixed.keys())) < count
    ]
    if any(times > 1 for times in fixed.values()):
        lines.append(_("In de toets ‘%(title)s’ staat een vaste vraag twee keer.") % {"title": page.title})
    return lines
