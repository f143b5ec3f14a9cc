"""The pages of *Edities*, and an edition to see there: plain functions for tests."""

from typing import Any
from uuid import uuid4

from django.http import HttpResponse
from django.urls import reverse

from accounts.models import User
from courses.models import CourseEdition, Meldpunt
from courses.services.releasing import make_candidate
from tests.conftest import NOW
from tests.courses import changes
from tests.courses.pages import soup_of
from tests.factories.courses import release, saar_page

MINOR, MAJOR, SAFETY = CourseEdition.Kind.MINOR, CourseEdition.Kind.MAJOR, CourseEdition.Kind.SAFETY


def at(name: str, *args: Any) -> str:
    return reverse(name, args=args or [saar_page().pk])


def card(response: HttpResponse, head: str) -> str:
    """What the card of one edition says."""
    for item in soup_of(response).find_all(class_="ed-card"):
        text = " ".join(item.get_text(" ").split())
        if text.startswith(head):
            return text
    raise AssertionError(f"no card {head!r}")


def next_edition(kind: str = MAJOR, text: str = "", **fields: Any) -> CourseEdition:
    changes.other_words(text or f"Tekst {uuid4()}")
    return release(kind, **fields)


def make_candidate_of(text: str, chief: User) -> CourseEdition:
    changes.other_words(text)
    return make_candidate(page=saar_page(), by=chief, now=NOW)


def change_number() -> Meldpunt:
    """Another number in the list of meldpunten, as the editor changes it."""
    meldpunt = Meldpunt.objects.get(number="112")
    meldpunt.number = "113"
    meldpunt.save()
    return meldpunt
