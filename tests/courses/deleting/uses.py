"""Rows of the manuscript that something stands on, and rows that nothing does: functions without arguments."""

from collections.abc import Callable
from typing import Any
from uuid import uuid4

from django.core.files.uploadedfile import SimpleUploadedFile

from cms.models import HomePage
from courses.models import (
    Category,
    CourseDocument,
    CourseImage,
    CourseIndexPage,
    CoursePage,
    CourseVideo,
    LessonPage,
    Meldpunt,
    Question,
    QuizPage,
    Source,
)
from tests.courses.changes import first_lesson
from tests.factories.courses import make_image, saar_page
from tests.factories.hotspots import make_hotspot

Case = tuple[Callable[[], Any], tuple[str, ...]]
"""Makes a row; the sentences that an editor reads when he deletes it."""

HISTORY = "hoort bij een uitgegeven cursus: deelnemers en certificaten hangen eraan. Verwijderen kan niet meer."
IN_EDITION = "zit in een editie: er horen antwoorden van deelnemers bij. Verwijderen kan niet meer."
IN_USE = "Haal het daar eerst weg, en verwijder het dan."
WITHDRAW = "Trek de publicatie in"
ON_EDITIONS = "Een cursus sluit je op de pagina Edities."


# --- new rows ---------------------------------------------------------------------------------------
def new_course(slug: str = "nieuw") -> CoursePage:
    page = CoursePage(title="Nieuw", slug=slug, subtitle="x", for_whom="x", intro="x", goals="x", illustration="kijken")
    return CourseIndexPage.objects.get().add_child(instance=page)


def new_question(title: str = "Nieuwe vraag") -> Question:
    """A question that was never released."""
    old = Question.objects.filter(is_practice=False).first()
    return Question.objects.create(title=title, category=old.category, body=old.body)


def new_category() -> Category:
    return Category.objects.create(course_slug="saar", slug="nieuw", name="Nieuw")


def new_meldpunt(**fields: Any) -> Meldpunt:
    return Meldpunt.objects.create(name="Milieulijn", number="0800 9009", when="bij stank", **fields)


def new_document() -> CourseDocument:
    return CourseDocument.objects.create(title="Kaart", file=SimpleUploadedFile("kaart.pdf", b"%PDF-1.7 %%EOF"))


def new_video(**fields: Any) -> CourseVideo:
    return CourseVideo.objects.create(title="Film", file=SimpleUploadedFile("film.mp4", b"x"), **fields)


# --- taking them into use ---------------------------------------------------------------------------
def add_block(kind: str, *, live: bool = True, **value: Any) -> None:
    """Puts a block on the first screen of the first lesson, in public or in a draft."""
    lesson = first_lesson()
    screens = lesson.screens.get_prep_value()
    screens[0]["value"]["content"][-1] = {"type": kind, "id": str(uuid4()), "value": {"facts": []} | value}
    lesson.screens = LessonPage._meta.get_field("screens").stream_block.to_python(screens)
    revision = lesson.save_revision()
    if live:
        revision.publish()


def add_slot(kind: str, *, live: bool = True, **value: Any) -> None:
    """Adds a line to what the quiz asks."""
    quiz = QuizPage.objects.get()
    slots = [*quiz.slots.get_prep_value(), {"type": kind, "id": str(uuid4()), "value": value}]
    quiz.slots = QuizPage._meta.get_field("slots").stream_block.to_python(slots)
    revision = quiz.save_revision()
    if live:
        revision.publish()


def shown(make: Callable[[], Any], kind: str, name: str, *, live: bool, **value: Any) -> Callable[[], Any]:
    """A new row that a lesson shows."""

    def use() -> Any:
        row = make()
        add_block(kind, live=live, **{name: row.pk}, **value)
        return row

    return use


def asked(make: Callable[[], Any], kind: str, name: str, *, live: bool, **value: Any) -> Callable[[], Any]:
    """A new row that the quiz asks, or draws from."""

    def use() -> Any:
        row = make()
        add_slot(kind, live=live, **{name: row.pk}, **value)
        return row

    return use


def fact(source: Source, kind: str) -> dict[str, Any]:
    value = {"sentence": "Dit mag.", "source": source.pk, "status": "te_controleren", "checked_on": None}
    return {"type": kind, "id": str(uuid4()), "value": value | {"check_by": ""}}


def source_of_a_fact(*, live: bool) -> Source:
    source = Source.objects.create(title="De wet")
    add_block("quote", live=live, text="Zo is het.", by="", facts=[fact(source, "item")])
    return source


def source_of_a_question() -> Source:
    source, question = Source.objects.create(title="De richtlijn"), new_question()
    question.facts = Question._meta.get_field("facts").stream_block.to_python([fact(source, "fact")])
    question.save()
    return source


def photo_of_a_hotspot() -> CourseImage:
    image = make_image()
    make_hotspot(Category.objects.first(), photo=image.pk)
    return image


def poster() -> CourseImage:
    image = make_image()
    new_video(poster=image)
    return image


def source_of_a_meldpunt() -> Source:
    source = Source.objects.create(title="De gemeente")
    new_meldpunt(source=source)
    return source


# --- the tables -------------------------------------------------------------------------------------
PAGES: dict[str, Case] = {
    "home": (HomePage.objects.get, (HISTORY, ON_EDITIONS)),
    "shelf": (CourseIndexPage.objects.get, (HISTORY, ON_EDITIONS)),
    "course": (saar_page, (HISTORY, ON_EDITIONS)),
    "lesson": (first_lesson, (HISTORY, WITHDRAW)),
    "quiz": (QuizPage.objects.get, (HISTORY, WITHDRAW)),
}
PHOTO = {"alt": "", "caption": ""}
USED: dict[str, Case] = {
    "released question": (lambda: Question.objects.filter(is_practice=False).first(), (IN_EDITION, WITHDRAW)),
    "released practice question": (lambda: Question.objects.filter(is_practice=True).first(), (IN_EDITION, WITHDRAW)),
    "fixed question": (asked(new_question, "fixed", "question", live=True), (IN_USE, "toets ‘")),
    "fixed question in a draft": (asked(new_question, "fixed", "question", live=False), (IN_USE, "toets ‘")),
    "practice question in a draft": (shown(new_question, "practice", "question", live=False), (IN_USE, "les ‘")),
    "category with questions": (lambda: Category.objects.get(slug="signaleer"), (IN_USE, "toets ‘")),
    "category of a draft question": (lambda: new_question().category, (IN_USE,)),
    "category that a draft draws": (asked(new_category, "draw", "category", live=False, count=2), (IN_USE, "toets ‘")),
    "source of a meldpunt": (source_of_a_meldpunt, (IN_USE, "meldpunt ‘Milieulijn")),
    "source of a fact": (lambda: source_of_a_fact(live=True), (IN_USE, "les ‘")),
    "source of a fact in a draft": (lambda: source_of_a_fact(live=False), (IN_USE, "les ‘")),
    "source of a question": (source_of_a_question, (IN_USE, "vraag ‘Nieuwe vraag’")),
    "meldpunt": (lambda: Meldpunt.objects.get(number="112"), (IN_USE, "les ‘")),
    "meldpunt in a draft": (shown(new_meldpunt, "meldpunt", "meldpunt", live=False), (IN_USE, "les ‘")),
    "photo": (shown(make_image, "image", "image", live=True, **PHOTO), (IN_USE, "les ‘")),
    "photo in a draft": (shown(make_image, "image", "image", live=False, **PHOTO), (IN_USE, "les ‘")),
    "photo of a hotspot": (photo_of_a_hotspot, (IN_USE, "vraag ‘")),
    "poster": (poster, (IN_USE, "film ‘Film’")),
    "document": (shown(new_document, "download", "document", live=True, title="Kaart"), (IN_USE, "les ‘")),
    "document in a draft": (shown(new_document, "download", "document", live=False, title="K"), (IN_USE, "les ‘")),
    "film in a draft": (shown(new_video, "video", "video", live=False, caption=""), (IN_USE, "les ‘")),
}
UNUSED: dict[str, Callable[[], Any]] = {
    "course": new_course,
    "question": new_question,
    "category": new_category,
    "source": lambda: Source.objects.create(title="Niemand"),
    "meldpunt": new_meldpunt,
    "photo": make_image,
    "document": new_document,
    "film": new_video,
}
