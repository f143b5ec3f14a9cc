"""Sending a remark as a browser without JavaScript does, and one that is simply there."""

from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from django.http import HttpResponse
from django.test import Client

from accounts.models import User
from courses.models import Course, LessonPage, Question, Remark
from courses.services.remarking import Subject, handle_remark, send_remark
from tests.conftest import NOW
from tests.courses.pages import link, only_form, post

LINK = "Klopt er iets niet?"
WORDS = "De tweede zin spreekt de eerste tegen."
CHECKING = Subject(words=("Certificaat controleren",))


def about_saar(**fields: Any) -> Subject:
    """About the first lesson of SAAR."""
    lesson = LessonPage.objects.get(slug="volgorde")
    fields = {"edition_number": "1.0", "lesson_key": lesson.key} | fields
    return Subject(words=("SAAR", "Les 1: De volgorde"), course=Course.objects.get(slug="saar"), **fields)


def some_question() -> Question:
    return Question.objects.filter(is_practice=False).order_by("pk")[0]


def make_remark(
    subject: Subject, *, text: str = WORDS, address: str = "192.0.2.1", now: datetime = NOW, key: UUID | None = None
) -> Remark:
    return send_remark(key=key or uuid4(), subject=subject, kind="wrong", text=text, address=address, now=now)


def handled(remark: Remark, by: User, *, now: datetime = NOW, note: str = "Zin verbeterd.") -> Remark:
    return handle_remark(remark=remark, by=by, note=note, now=now)


def remark_on(client: Client, url: str, words: str = LINK, *, text: str = WORDS, kind: str = "wrong") -> HttpResponse:
    """Follows the link on the page at `url`, fills the form and sends it; the page that comes then."""
    form = only_form(client.get(link(client.get(url), words)))
    return post(client, form, "Verstuur", text=text, kind=kind)
