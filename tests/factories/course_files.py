"""A course with everything in it, an empty installation, and files that somebody tampered with."""

import json
import zipfile
from collections.abc import Callable
from io import BytesIO
from typing import Any
from uuid import uuid4

from django.core.files.base import ContentFile
from django.core.files.images import ImageFile
from PIL import Image

from courses.models import (
    Category,
    Course,
    CourseDocument,
    CourseEdition,
    CourseImage,
    CoursePage,
    CourseVideo,
    EditionAsset,
    LessonPage,
    Meldpunt,
    Question,
    QuestionVersion,
    QuizPage,
    Source,
)
from courses.services.course_files import export_course
from tests.conftest import NOW
from tests.factories.blocks import VALUES, make_video, stored_block, stored_screen, write_screens
from tests.factories.courses import edit_question, saar_page
from tests.factories.quizzes import add_question, stream
from tests.quiz import samples

PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"
Change = Callable[[dict[str, Any]], Any]


def jpeg(**extra: Any) -> bytes:
    """A small photo; `exif` and the like as Pillow takes them."""
    out = BytesIO()
    image = Image.linear_gradient("L").convert("RGB").resize((800, 600))
    image.save(out, "JPEG", quality=90, progressive=True, **extra)
    return out.getvalue()


def make_photo() -> CourseImage:
    return CourseImage.objects.create(title="Plein", file=ImageFile(BytesIO(jpeg()), name="plein.jpg"))


def full_course() -> CoursePage:
    """SAAR with every block, every type of question, links, films, and questions of another course."""
    page = saar_page()
    document = CourseDocument.objects.create(title="Kaartje", file=ContentFile(PDF, name="kaartje.pdf"))
    other = LessonPage.objects.order_by("path").last()
    links = (
        f'<p>Lees <a linktype="page" id="{other.pk}">deze les</a> en <a href="https://www.example.org/">dit</a>.</p>'
    )
    blocks = [stored_block(kind) for kind in VALUES if kind not in {"download", "video", "text"}]
    blocks += [
        stored_block("text", html=links),
        stored_block("download", document=document.pk),
        stored_block("video", video=make_video(poster=make_photo()).pk),
    ]
    write_screens(blocks)
    add_bank(page)
    return CoursePage.objects.get(pk=page.pk)


def add_bank(page: CoursePage) -> None:
    """A second quiz with all its rules, that asks every type, and draws from another course."""
    contents = samples.ALL | {"hotspot": samples.hotspot(picture={"drawing": "kijken", "alt": "Een straat"})}
    rows = [add_question(content, slug="saar", category="alles") for content in contents.values()]
    Question.objects.filter(pk=rows[0].pk).update(idnumber="SAAR-1", screen_key=screen_key())
    rows[0].refresh_from_db()
    rows[0].tags.set(["basis", "avond"])
    rows[0].save()
    edit_question(rows[-1], photo=make_photo().pk)
    elsewhere = add_question(samples.single(), slug="andere", category="gedeeld")
    slots = [{"type": "fixed", "value": {"question": row.pk}} for row in rows]
    slots.append({"type": "draw", "value": {"count": 1, "category": elsewhere.category_id}})
    bands = [{"type": "band", "value": {"low": 50, "text": "Goed bezig."}}]
    quiz = QuizPage(title="Alles", slug="alles", intro="Alles.", counts=False, pass_mark=60, feedback="each",
                    max_tries=2, penalty=10, wait_minutes=5, slots=stream(QuizPage, "slots", slots),
                    bands=stream(QuizPage, "bands", bands))  # fmt: skip
    page.add_child(instance=quiz)
    quiz.save_revision().publish()


def screen_key() -> str:
    return str(LessonPage.objects.order_by("path").first().screens[0].id)


def add_plain_lesson(page: CoursePage, slug: str = "erbij") -> LessonPage:
    screens = stream(LessonPage, "screens", [stored_screen("Erbij", stored_block("heading"))])
    lesson = page.add_child(instance=LessonPage(title="Erbij", slug=slug, message="Nog iets.", screens=screens))
    lesson.save_revision().publish()
    return lesson


def wipe() -> None:
    """An installation without a course in it; numbers go on where they were, so nothing has its old primary key."""
    Course.objects.update(current=None)
    for edition in CourseEdition.objects.all():
        edition.questions.clear()
        edition.assets.clear()
    for page in CoursePage.objects.all():
        page.delete()
    models = [CourseEdition, Course, QuestionVersion, EditionAsset, Question, Category, Meldpunt, Source, CourseVideo]
    for model in [*models, CourseImage, CourseDocument]:
        model.objects.all().delete()


def exported(page: CoursePage | None = None) -> bytes:
    with export_course(page=page or saar_page(), on=NOW.date()) as file:
        return file.read()


def data_of(file: bytes) -> dict[str, Any]:
    with zipfile.ZipFile(BytesIO(file)) as archive:
        data: dict[str, Any] = json.loads(archive.read("cursus.json"))
        return data


def tampered(file: bytes, change: Change | None = None, *, leave_out: str = "", **more: bytes) -> bytes:
    """The file with its JSON changed, without the entries that begin with `leave_out`, and with `more` entries."""
    data = data_of(file)
    if change:
        change(data)
    return zipped(file, json.dumps(data).encode(), leave_out=leave_out, **more)


def zipped(file: bytes, manifest: bytes, *, leave_out: str = "", **more: bytes) -> bytes:
    out = BytesIO()
    with zipfile.ZipFile(BytesIO(file)) as archive, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        target.writestr("cursus.json", manifest)
        for name in archive.namelist():
            if name != "cursus.json" and not (leave_out and name.startswith(leave_out)):
                target.writestr(name, archive.read(name))
        for name, content in more.items():
            target.writestr(name, content)
    return out.getvalue()


def with_asset(file: bytes, kind: str, content: bytes, ending: str) -> bytes:
    """The file with the first of `images` or `documents` replaced by these bytes, rightly named."""
    from hashlib import sha256

    name = f"bestanden/{sha256(content).hexdigest()}.{ending}"
    old = data_of(file)[kind][0]["file"]

    def change(data: dict[str, Any]) -> None:
        data[kind][0]["file"] = name
        text = json.dumps(data).replace(old, name)
        data.clear()
        data.update(json.loads(text))

    return tampered(file, change, **{name: content})


def fresh_key() -> str:
    return str(uuid4())
