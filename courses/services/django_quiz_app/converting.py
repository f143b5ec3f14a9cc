"""From django-quiz-app's questions and quizzes to ours: content JSON, slots and rules; the database is not asked.

What cannot come along is told in Dutch, one line each.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from django.utils.text import slugify

from courses.quiz.interchange.contents import Answer, Own, single_choice, true_false
from courses.quiz.interchange.html import plain_text
from courses.quiz.interchange.items import BankItem, Collector, Draft, Notes, SkippedQuestion, one_line
from courses.quiz.interchange.problems import UnreadableFile
from courses.quiz.reader import NO_TEXT
from courses.services.django_quiz_app.source import Source, SourceQuestion, SourceQuiz, Unreadable

__all__ = ["REST", "Converted", "ConvertedQuiz", "convert", "idnumber_of"]

MAX_ASKED = 50
MAX_NAME = 120
MAX_LABEL = 100
RIGHT_OR_WRONG = [{"id": "r1", "text": "Het antwoord is goed", "points": 1}]
"""django-quiz-app has an essay marked as right or wrong; an editor may write a better rubric."""
PASSED = "Je bent geslaagd."
REST = "rest"
"""The category of questions that had none."""


@dataclass(frozen=True)
class ConvertedQuiz:
    """One quiz page: `fields` of QuizPage, `bands` as (from percent, text).

    It asks `questions` (idnumbers) in this order, or draws `count` of the category `draw`.
    """

    id: int
    is_draft: bool
    fields: dict[str, Any]
    bands: tuple[tuple[int, str], ...]
    questions: tuple[str, ...]
    draw: str = ""
    count: int = 0


@dataclass
class Converted:
    """What can be stored, and the report.

    `categories`: name → title; `homes`: idnumber → name of its category; `labels`: idnumber → the title of the
    category that it left for a draw.
    """

    items: dict[str, BankItem] = field(default_factory=dict)
    categories: dict[str, str] = field(default_factory=dict)
    homes: dict[str, str] = field(default_factory=dict)
    labels: dict[str, str] = field(default_factory=dict)
    quizzes: list[ConvertedQuiz] = field(default_factory=list)
    lines: list[str] = field(default_factory=list)
    skipped: int = 0


def idnumber_of(question: int) -> str:
    """The lasting name of a question of the source in our bank."""
    return f"django-quiz-app:{question}"


def convert(source: Source) -> Converted:
    """All questions and quizzes; raises Unreadable when there are more questions than a bank takes in."""
    converted = Converted()
    try:
        convert_questions(source, converted)
    except UnreadableFile as error:
        raise Unreadable(error.message) from None
    name_categories(source, converted)
    pools: dict[frozenset[str], str] = {}
    for quiz in source.quizzes:
        asked = [idnumber_of(question.id) for question in source.questions if quiz.id in question.quizzes]
        convert_quiz(quiz, source, [name for name in asked if name in converted.items], pools, converted)
    return converted


# --- questions --------------------------------------------------------------------------------------
def convert_questions(source: Source, converted: Converted) -> None:
    """Every question that our engine can ask, and a line for each other one, picture and missing explanation."""
    collector = Collector("question")
    for question in source.questions:
        collector.add(question.id, lambda notes, question=question: bank_item(question, notes))  # type: ignore[misc]
    found = collector.result()
    converted.items = {item.idnumber: item for item in found.items}
    converted.lines += [problem.message for problem in found.problems]
    converted.skipped = len(source.questions) - len(found.items)
    converted.lines += [
        f"Vraag {question.id} had een plaatje: {title_of(question.figure)}. Zet het zelf op een scherm."
        for question in source.questions
        if question.figure
    ]
    converted.lines += [
        f"Antwoord {answer} hoort bij een vraag die er niet meer is. We hebben het overgeslagen."
        for answer in source.strays
    ]
    bare = [item.place.split()[-1] for item in found.items if not item.content["explanation"]]
    if bare:
        converted.lines.append(f"Deze vragen hebben nog geen uitleg. Schrijf die zelf: {', '.join(bare)}.")


def bank_item(question: SourceQuestion, notes: Notes) -> BankItem:
    """One question in our content JSON. Raises SkippedQuestion and InvalidQuestion."""
    draft = Draft(
        notes=notes,
        stem=plain_text(question.text, "moodle", notes),
        explanation=plain_text(question.explanation, "moodle", notes),
        idnumber=idnumber_of(question.id),
    )
    return draft.finish(own_fields(question, notes))


def own_fields(question: SourceQuestion, notes: Notes) -> Own:
    """What only this type has."""
    if question.kind == "choice":
        return choice(question, notes)
    if question.kind == "true_false":
        return true_false(correct=question.correct, if_true="", if_false="")
    if question.kind == "essay":
        return {"type": "open_text", "rubric": RIGHT_OR_WRONG, "model_answer": ""}
    raise SkippedQuestion("unknown_type", "geen meerkeuze, waar of niet waar, of open vraag")


def choice(question: SourceQuestion, notes: Notes) -> Own:
    """One option is chosen; every right one gives all points, as it did there."""
    answers = [
        Answer(text=plain_text(answer.text, "moodle", notes), share=Fraction(answer.correct))
        for answer in question.answers
    ]
    if question.answer_order == "content":
        answers.sort(key=lambda answer: answer.text)
    return single_choice(answers, notes, shuffle=question.answer_order == "random")


def name_categories(source: Source, converted: Converted) -> None:
    """The titles of all categories and subcategories, and where each question lives."""
    for number, name in source.categories.items():
        converted.categories[f"category:{number}"] = title_of(name, f"Categorie {number}")
    for number, (name, parent) in source.subcategories.items():
        above = converted.categories.get(f"category:{parent}", "")
        own = title_of(name, f"Subcategorie {number}")
        converted.categories[f"subcategory:{number}"] = title_of(f"{above}: {own}" if above else own)
    for question in source.questions:
        names = [f"subcategory:{question.subcategory}", f"category:{question.category}"]
        home = next((name for name in names if name in converted.categories), REST)
        if idnumber_of(question.id) in converted.items:
            converted.homes[idnumber_of(question.id)] = home
    if REST in converted.homes.values():
        converted.categories[REST] = "Zonder categorie"


def title_of(name: str, otherwise: str = "") -> str:
    """A name on one line that fits, without characters that a database refuses."""
    return one_line(NO_TEXT.sub(" ", name))[:MAX_NAME].rstrip() or otherwise


# --- quizzes ----------------------------------------------------------------------------------------
def convert_quiz(
    quiz: SourceQuiz, source: Source, pool: list[str], pools: dict[frozenset[str], str], converted: Converted
) -> None:
    """Add one quiz that asks from `pool`, or a line why not; `pools` are the draws so far, with their categories."""
    title = title_of(quiz.title, f"Toets {quiz.id}")
    asked = min(quiz.max_questions, len(pool)) if quiz.max_questions > 0 else len(pool)
    if not 1 <= asked <= MAX_ASKED:
        why = f"stelt {asked} vragen, en dat mogen er hoogstens {MAX_ASKED} zijn" if asked else "heeft geen vragen"
        converted.lines.append(f"De toets ‘{title}’ {why}. We hebben de toets overgeslagen.")
        return
    notes = Notes(place=f"Toets {quiz.id}", title=title)
    try:
        fields, bands = fields_of(quiz, title, notes), bands_of(quiz, notes)
    except SkippedQuestion:
        converted.lines.append(f"De toets ‘{title}’ heeft te veel opmaak in een tekst. We hebben hem overgeslagen.")
        return
    converted.lines += [problem.message for problem in notes.problems()] + told(quiz, title, source)
    name = draw_of(quiz, title, asked, pool, pools, converted)
    questions = () if name else tuple(pool[:asked])
    converted.quizzes.append(ConvertedQuiz(quiz.id, quiz.draft, fields, bands, questions, name, asked if name else 0))


def fields_of(quiz: SourceQuiz, title: str, notes: Notes) -> dict[str, Any]:
    """The fields of QuizPage: its words and its rules (docs/django-quiz-app.md)."""
    return {
        "title": title,
        "slug": slugify(quiz.url)[:60].strip("-") or slugify(title)[:60].strip("-") or f"toets-{quiz.id}",
        "intro": quiz_text(quiz.description, notes),
        "pass_mark": pass_mark_of(quiz),
        "shuffle_questions": quiz.random_order,
        "feedback": "end" if quiz.answers_at_end else "each",
        "max_tries": 1,
        "max_attempts": int(quiz.single_attempt),
    }


def pass_mark_of(quiz: SourceQuiz) -> int:
    """A percentage of 1 to 100."""
    return min(max(quiz.pass_mark, 1), 100)


def bands_of(quiz: SourceQuiz, notes: Notes) -> tuple[tuple[int, str], ...]:
    """What somebody reads who failed, and who passed."""
    failed, passed = quiz_text(quiz.fail_text, notes), quiz_text(quiz.success_text, notes)
    # Without words for who passed, those for who failed would be read to him.
    bands = ((0, failed), (pass_mark_of(quiz), passed or (PASSED if failed else "")))
    return tuple(band for band in bands if band[1])


def quiz_text(text: str, notes: Notes) -> str:
    return NO_TEXT.sub("", plain_text(text, "moodle", notes))


def told(quiz: SourceQuiz, title: str, source: Source) -> list[str]:
    """What an editor should know of a quiz that came along."""
    lines = []
    if quiz.pass_mark != pass_mark_of(quiz):
        lines.append(f"De toets ‘{title}’ had {quiz.pass_mark} als slaaggrens. Het is nu {pass_mark_of(quiz)} procent.")
    if quiz.fail_text and not quiz.success_text:
        lines.append(f"De toets ‘{title}’ had geen slotzin voor wie slaagt. Het is nu: {PASSED}")
    if quiz.category in source.categories:
        name = title_of(source.categories[quiz.category])
        lines.append(f"De toets ‘{title}’ stond in de categorie ‘{name}’. Bij ons hebben alleen vragen een categorie.")
    return lines


def draw_of(
    quiz: SourceQuiz,
    title: str,
    asked: int,
    pool: Sequence[str],
    pools: dict[frozenset[str], str],
    converted: Converted,
) -> str:
    """The category that this quiz draws from, made for it; "" when it asks fixed questions."""
    if asked == len(pool):
        return ""
    wanted = frozenset(pool)
    if wanted in pools:
        return pools[wanted]
    if any(wanted & other for other in pools):
        converted.lines.append(
            f"De toets ‘{title}’ koos {asked} van {len(pool)} vragen. Een deel staat al in de categorie van een andere "
            f"toets, dus nu zijn het altijd de eerste {asked}. Kies zelf als je het anders wilt."
        )
        return ""
    pools[wanted] = name = f"quiz:{quiz.id}"
    converted.categories[name] = title_of(f"Toets: {title}")
    left = {question: converted.homes[question] for question in pool}
    converted.labels |= {key: converted.categories[home][:MAX_LABEL] for key, home in left.items() if home != REST}
    converted.homes |= dict.fromkeys(pool, name)
    return name
