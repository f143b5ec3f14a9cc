"""What an editor can do to the SAAR course, ready to be released: functions without arguments, for tables."""

import copy
from datetime import datetime
from typing import Any

from accounts.models import User
from courses.models import LessonPage, Meldpunt, Question
from courses.services.meldpunten import release_meldpunten
from tests.factories.courses import edit_lesson, edit_question, practice_screens, saar_page

Screens = list[dict[str, Any]]


def first_lesson() -> LessonPage:
    return LessonPage.objects.order_by("path").first()


def first_text(screens: Screens, words: str) -> None:
    """Other words in the first text block of the first screen."""
    blocks = screens[0]["value"]["content"]
    next(block for block in blocks if block["type"] == "text")["value"]["html"] = f"<p>{words}</p>"


def other_words(words: str = "Andere woorden.") -> None:
    edit_lesson(first_lesson(), lambda screens: first_text(screens, words))


def other_number(by: User, now: datetime) -> None:
    """Another number to call, out in a safety edition: the one release that waits for no plan."""
    Meldpunt.objects.exclude(number="112").update(number="0900-1234")
    release_meldpunten(by=by, now=now)


def other_title(title: str = "Een andere titel") -> None:
    """A title is a word too, but the address of the screen follows it."""
    edit_lesson(first_lesson(), lambda screens: screens[0]["value"].update(title=title))


def add_screen() -> None:
    def change(screens: Screens) -> None:
        extra = copy.deepcopy(screens[-1])
        extra["id"] = "7b2c7a52-0000-4000-8000-000000000001"
        screens.append(extra)

    edit_lesson(first_lesson(), change)


def swap_screens() -> None:
    edit_lesson(first_lesson(), lambda screens: screens.reverse())


def move_lesson() -> None:
    first, second = LessonPage.objects.order_by("path")[:2]
    first.move(second, pos="right")


def edit_course(**fields: Any) -> None:
    """Changes the course page and publishes it."""
    page = saar_page()
    for name, value in fields.items():
        setattr(page, name, value)
    page.save_revision().publish()


def all_lessons_optional() -> None:
    edit_course(all_lessons_required=False)


# --- questions: words -------------------------------------------------------------------------------
def question_of(kind: str, *, is_practice: bool = False) -> Question:
    """A question of this type."""
    questions = Question.objects.filter(is_practice=is_practice).order_by("key")
    return next(question for question in questions if question.body[0].block_type == kind)


def other_question() -> None:
    edit_question(Question.objects.filter(is_practice=False).first(), stem="Een andere vraag?")


def other_practice() -> None:
    edit_question(Question.objects.filter(is_practice=True).first(), explanation="Een andere uitleg.")


def stored_options(question: Question) -> list[dict[str, Any]]:
    return question.body.get_prep_value()[0]["value"]["options"]


def other_option_words() -> None:
    """Another wording of an option, and of what is said about it."""
    question = question_of("single_choice")
    options = stored_options(question)
    options[0]["value"] |= {"text": "Hetzelfde, anders gezegd.", "feedback": "Ook dit."}
    edit_question(question, options=options)


# --- questions: what is right -----------------------------------------------------------------------
def move_the_right_answer(question: Question) -> None:
    options = stored_options(question)
    right = [option["value"]["correct"] for option in options]
    for option, is_right in zip(options, right[1:] + right[:1], strict=True):
        option["value"]["correct"] = is_right
    edit_question(question, options=options)


def other_answer() -> None:
    move_the_right_answer(question_of("single_choice"))


def other_practice_answer() -> None:
    move_the_right_answer(question_of("single_choice", is_practice=True))


def critical_question() -> None:
    question = question_of("single_choice")
    edit_question(question, critical=not question.content()["critical"])


def one_option_less() -> None:
    question = question_of("single_choice")
    options = stored_options(question)
    options.remove(next(option for option in options if not option["value"]["correct"]))
    edit_question(question, options=options)


def other_practice_question() -> None:
    """The block of a screen points at another question of the bank."""
    lesson_slug = practice_screens()[0][0].split("/")[3]
    lesson = LessonPage.objects.get(slug=lesson_slug)
    other = Question.objects.filter(is_practice=False).first()

    def change(screens: Screens) -> None:
        blocks = [block for screen in screens for block in screen["value"]["content"] if block["type"] == "practice"]
        blocks[0]["value"]["question"] = other.pk

    edit_lesson(lesson, change)


def one_question_less() -> None:
    Question.objects.filter(category__slug="signaleer", is_practice=False).first().unpublish()
