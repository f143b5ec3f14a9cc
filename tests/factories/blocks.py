"""A block of every type as the editor stores it, and the rows that they point at."""

from collections.abc import Callable, Sequence
from typing import Any
from uuid import uuid4

from django.core.files.base import ContentFile

from courses.models import CourseDocument, CourseVideo, LessonPage, Meldpunt, Question
from tests.factories.courses import edit_lesson, make_image

MP4 = b"\0\0\0\x18ftypisom\0\0\0\0isommp42\0\0\0\x08moov"
CAPTIONS = b"WEBVTT\n\n00:00.000 --> 00:04.000\nNoor belt 112.\n"
TABLE = "Wat je ziet\tWie je belt\nEr wordt ingebroken\t112\nJe fiets is gestolen\t0900-8844"


def make_video(**fields: Any) -> CourseVideo:
    """A film with captions and transcript; `captions` and `transcript` may be left empty."""
    values = {
        "title": "Bellen met 112",
        "file": ContentFile(MP4, name="bellen.mp4"),
        "captions": ContentFile(CAPTIONS, name="bellen.vtt"),
        "transcript": "Noor belt 112.\n\nZe zegt waar ze is.",
    }
    return CourseVideo.objects.create(**values | fields)


def make_document(title: str = "Kaartje") -> CourseDocument:
    return CourseDocument.objects.create(title=title, file=ContentFile(b"%PDF-1.7 inhoud", name="kaartje.pdf"))


VALUES: dict[str, Callable[[], dict[str, Any]]] = {
    "text": lambda: {"html": "<p>Kijk eerst.</p>"},
    "heading": lambda: {"text": "Waarom eerst bellen?"},
    "callout": lambda: {"kind": "hulp", "title": "Praat erover", "html": "<p>Je hoeft dit niet alleen te doen.</p>"},
    "quote": lambda: {"text": "Nu bel ik gewoon.", "by": "Gerrit"},
    "table": lambda: {"caption": "Wie bel je wanneer?", "cells": TABLE, "row_heads": True},
    "accordion": lambda: {
        "items": listed({"title": "Mag ik filmen?", "text": "Ja.\n\nVeilig."}, {"title": "En dan?", "text": "Bel."})
    },
    "illustration": lambda: {"name": "samen", "alt": "Buren praten", "decorative": False, "caption": ""},
    "image": lambda: {"image": make_image().pk, "alt": "Een straat", "decorative": False, "caption": "Onze straat"},
    "video": lambda: {"video": make_video().pk},
    "link_video": lambda: {
        "title": "Een gesprek met 112",
        "url": "https://www.example.org/film?v=1&t=2",
        "about": "Je hoort wat er gevraagd wordt.",
        "minutes": 3,
    },
    "steps": lambda: {"items": listed({"title": "Kijk", "text": "Goed."}, {"title": "Bel", "text": ""})},
    "do_dont": lambda: {"dos": listed("Bellen"), "donts": listed("Erheen gaan")},
    "checklist": lambda: {"title": "Vandaag nog", "items": listed("Zet het nummer in je telefoon.")},
    "message": lambda: {
        "lines": listed({"who": "Fatma", "time": "21:14", "text": "Ik heb gebeld."}),
        "good": True,
        "note": "Wat en waar.",
    },
    "flip_cards": lambda: {"cards": listed({"front": "Zien", "back": "Kijken."}, {"front": "Doen", "back": "Bellen."})},
    "download": lambda: {"document": make_document().pk, "title": "Kaartje bij de deur"},
    "practice": lambda: {"question": Question.objects.filter(is_practice=True, live=True).first().pk},
    "meldpunt": lambda: {"meldpunt": Meldpunt.objects.first().pk},
}


def listed(*values: Any) -> list[dict[str, Any]]:
    """The items of a ListBlock."""
    return [{"type": "item", "id": str(uuid4()), "value": value} for value in values]


def stored_block(kind: str, /, **fields: Any) -> dict[str, Any]:
    """A block of this type, with other `fields` where they matter."""
    return {"type": kind, "id": str(uuid4()), "value": VALUES[kind]() | {"facts": []} | fields}


def stored_screen(title: str, *blocks: dict[str, Any]) -> dict[str, Any]:
    return {"type": "screen", "id": str(uuid4()), "value": {"title": title, "minutes": 1, "content": list(blocks)}}


def write_screens(blocks: Sequence[dict[str, Any]], lesson: LessonPage | None = None) -> LessonPage:
    """Publishes a lesson (the first one) with these blocks after what it had, six on a screen."""
    lesson = lesson or LessonPage.objects.order_by("path").first()
    screens = [stored_screen(f"Blokken {at // 6 + 1}", *blocks[at : at + 6]) for at in range(0, len(blocks), 6)]
    return edit_lesson(lesson, lambda stored: stored.extend(screens))
