"""What the pictures of the guide need besides the demo: run inside Django (`manage.py shell`) by `scripts.guide_shots`.

A released improvement, another one that is not out yet, a panel that has spoken, and figures.
"""

import json
import re
from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone

from accounts.models import User
from courses.models import (
    CoursePage,
    LessonPage,
    Meldpunt,
    PanelComment,
    PanelMember,
    PanelReview,
    Question,
    QuestionVersion,
    QuizPage,
)
from courses.services.measuring import measure_all
from courses.services.panel_judging import give_verdict, write_comment
from courses.services.panels import Invitee, open_panel
from courses.services.releasing import release_edition

__all__ = ["prepare"]

GOOD, ADJUST = PanelMember.Verdict.GOOD, PanelMember.Verdict.ADJUST
SAID = [
    (
        Invitee("Sam de Vries"),
        "Mooi begin. Zeg ook dat je de gordijnen open mag laten.",
        GOOD,
        "Duidelijk, ook voor een nieuwe beheerder.",
    ),
    (Invitee("Noor Bakker", role="gemeente"), "De tip is wat lang.", ADJUST, "Noem ook het nummer van de gemeente."),
    (Invitee("Joris Maas", role="politie"), "Goed dat bellen voor appen komt.", GOOD, "Dit klopt met wat wij vragen."),
]


def prepare() -> None:
    """Makes it all and prints, as JSON, the addresses that the walks need."""
    now = timezone.now()
    chief = User.objects.get(email="eindredacteur@demo.example.org")
    page = CoursePage.objects.get(slug="saar")
    other_words(page, "Het is donderdagavond, half elf, en je doet de gordijnen dicht.")
    release_edition(page=page, kind="minor", by=chief, reason="Een duidelijker begin.", now=now)
    other_words(page, "Het is vrijdagavond, half elf. Je loopt nog even met de hond.")
    judge(page, chief, now)
    measure_all(now=now)
    print(json.dumps(addresses(page)))


def first_lesson(page: CoursePage) -> LessonPage:
    """Of this course: the demo has six."""
    return LessonPage.objects.child_of(page).order_by("path")[0]


def other_words(page: CoursePage, sentence: str) -> None:
    """Another first sentence in the first lesson, published."""
    lesson = first_lesson(page)
    screens: Any = lesson.screens.get_prep_value()
    text = next(block for block in screens[0]["value"]["content"] if block["type"] == "text")["value"]
    text["html"] = re.sub(r"(<p[^>]*>)[^.]*\.", rf"\g<1>{sentence}", text["html"], count=1)
    lesson.screens = LessonPage._meta.get_field("screens").stream_block.to_python(screens)
    lesson.save_revision().publish()


def judge(page: CoursePage, chief: User, now: datetime) -> None:
    """A panel with a comment and a verdict of everybody."""
    question = "Is dit duidelijk voor een nieuwe beheerder?"
    people, until = [invitee for invitee, *_ in SAID], now + timedelta(days=14)
    _, links = open_panel(page=page, question=question, closes_at=until, invitees=people, by=chief, now=now)
    lesson = first_lesson(page)
    for member, (_, words, verdict, reason) in zip(links, SAID, strict=True):
        write_comment(member=member, part=PanelComment.Part.LESSON, part_key=lesson.key, text=words, now=now)
        give_verdict(member=member, verdict=verdict, reason=reason, now=now)


def addresses(page: CoursePage) -> dict[str, str]:
    """Name → path."""
    lesson, quiz = first_lesson(page), QuizPage.objects.child_of(page).get()
    question = Question.objects.get(title="Welke zin helpt de politie?")
    version = QuestionVersion.objects.filter(question_key=question.key)[0]
    panel, meldpunt = PanelReview.objects.get(), Meldpunt.objects.filter(number="").order_by("pk")[0]
    return {
        "lessons": f"/beheer/pages/{page.pk}/",
        "lesson": f"/beheer/pages/{lesson.pk}/edit/",
        "quiz": f"/beheer/pages/{quiz.pk}/edit/",
        "course": f"/beheer/cursussen/{page.pk}/",
        "figures": f"/beheer/toetsen/cijfers/{quiz.key}/",
        "correction": f"/beheer/toetsen/correcties/nieuw/{version.pk}/",
        "panel": f"/beheer/redactie/panels/{panel.key}/",
        "meldpunt": f"/beheer/snippets/courses/meldpunt/edit/{meldpunt.pk}/",
    }
