"""The pages in `/beheer/` where a course file comes in or goes out (DESIGN §4)."""

from collections.abc import Iterator
from datetime import timedelta
from uuid import uuid4

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import storages
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from accounts.roles import Role
from cms.services.rights import grant_rights
from courses.models import (
    CoursePage,
    LessonPage,
)
from courses.services.course_files import clean_uploads, keep_upload
from courses.services.loading import Loaded
from tests.courses.desk import signed_in, words
from tests.factories.course_files import (
    add_plain_lesson,
    data_of,
    exported,
    wipe,
)
from tests.factories.courses import make_editor, saar_page
from tests.factories.quizzes import add_question
from tests.quiz import samples


@pytest.fixture
def desk(saar: Loaded, chief: User) -> Iterator[Client]:
    yield signed_in(chief)


URL = "/beheer/redactie/cursus-invoeren/"


@pytest.fixture(autouse=True)
def nobody_waits() -> Iterator[None]:
    """Uploads of other tests are gone."""
    yield
    for name in waiting():
        storages["private"].delete(f"cursusbestanden/{name}")


def send(client: Client, file: bytes, name: str = "saar.cursus.zip") -> HttpResponse:
    return client.post(URL, {"file": SimpleUploadedFile(name, file, "application/zip")})


def upload_of(response: HttpResponse) -> dict[str, str]:
    return {"upload": str(response.context["upload"]), "act": "overnemen", "way": "nieuw"}


def waiting() -> list[str]:
    storage = storages["private"]
    return storage.listdir("cursusbestanden")[1] if storage.exists("cursusbestanden") else []


def test_the_download(desk: Client) -> None:
    response = desk.get(reverse("course_export", args=[saar_page().pk]))
    assert response["Content-Type"] == "application/zip"
    assert response["Content-Disposition"] == 'attachment; filename="saar.cursus.zip"'
    assert data_of(b"".join(response.streaming_content))["course"]["slug"] == "saar"


def test_the_download_of_nothing(desk: Client) -> None:
    for lesson in LessonPage.objects.all():
        lesson.unpublish()
    response = desk.get(reverse("course_export", args=[saar_page().pk]), follow=True)
    assert "Er is nog geen les gepubliceerd" in words(response)


def test_look_first_then_take_in(desk: Client, file: bytes) -> None:
    wipe()
    look = send(desk, file)
    assert "Deze cursus staat hier nog niet" in words(look)
    assert not CoursePage.objects.exists()
    done = desk.post(URL, upload_of(look), follow=True)
    assert "precies zoals in het bestand" in words(done)
    assert done.redirect_chain[-1][0] == reverse("release_course", args=[saar_page().pk])
    assert "staat niet meer klaar" in words(desk.post(URL, upload_of(look), follow=True))
    assert waiting() == []


def test_never_mind(desk: Client, file: bytes) -> None:
    wipe()
    look = send(desk, file)
    assert "er is niets overgenomen" in words(desk.post(URL, upload_of(look) | {"act": "toch-niet"}, follow=True))
    assert (CoursePage.objects.count(), waiting()) == (0, [])


def test_a_refusal_leaves_the_page_as_it_was(desk: Client, file: bytes) -> None:
    look = send(desk, file)
    response = desk.post(URL, upload_of(look))
    assert response.status_code == 400
    assert "Kies opnieuw" in words(response)
    assert str(response.context["upload"]) == str(look.context["upload"])


def test_a_file_that_broke_while_it_waited(desk: Client, file: bytes) -> None:
    """It cannot be taken in, and not be shown again either."""
    look = send(desk, file)
    (name,) = waiting()
    storages["private"].delete(f"cursusbestanden/{name}")
    storages["private"].save(f"cursusbestanden/{name}", ContentFile(b"geen zip meer"))
    done = desk.post(URL, upload_of(look), follow=True)
    assert done.redirect_chain == [(URL, 302)]
    assert "Download het opnieuw" in words(done)
    assert waiting() == []


def test_what_somebody_else_sent_is_not_there(desk: Client, file: bytes) -> None:
    look = send(desk, file)
    other = signed_in(make_editor(Role.ADMIN, email="beheer@example.nl"))
    assert "staat niet meer klaar" in words(other.post(URL, upload_of(look), follow=True))


@pytest.mark.parametrize("content", [b"", b"geen zip"])
def test_a_bad_file_is_told_in_the_form(desk: Client, content: bytes) -> None:
    response = send(desk, content)
    assert response.status_code == 400
    assert response.context["form"].errors
    assert waiting() == []


def test_bad_fields(desk: Client) -> None:
    assert desk.post(URL, {}).status_code == 400
    for upload in ("x", "a\0b", str(uuid4()), "9" * 5000):
        assert desk.post(URL, {"upload": upload, "act": "overnemen", "way": "\0"}, follow=True).status_code in {
            200,
            400,
        }
    assert desk.put(URL).status_code == 405


def test_who_may(saar: Loaded, editor: User) -> None:
    client = signed_in(editor)
    assert client.get(URL).status_code == 302
    assert client.get(reverse("course_export", args=[saar_page().pk])).status_code == 200
    grant_rights()
    registrar = signed_in(make_editor(Role.REGISTRAR, email="register@example.nl"))
    assert registrar.get(reverse("course_export", args=[saar_page().pk])).status_code == 302
    assert registrar.get(reverse("course_duplicate", args=[saar_page().pk])).status_code == 302


def test_uploads_go_after_a_day(saar: Loaded, chief: User) -> None:
    keep_upload(file=SimpleUploadedFile("a.zip", b"PK"), by=chief)
    assert clean_uploads(now=timezone.now() + timedelta(hours=23)) == 0
    assert clean_uploads(now=timezone.now() + timedelta(hours=25)) == 1
    assert clean_uploads(now=timezone.now() + timedelta(hours=25)) == 0


def test_queries_of_download_and_look_do_not_grow(desk: Client) -> None:
    """With lessons and questions."""

    def counted() -> list[int]:
        with CaptureQueriesContext(connection) as download:
            made = exported()
        with CaptureQueriesContext(connection) as look:
            assert send(desk, made).status_code == 200
        return [len(download), len(look)]

    counted()
    few = counted()
    for number in range(5):
        add_plain_lesson(saar_page(), slug=f"les-{number}-erbij")
        add_question(samples.single(stem=f"Vraag {number}?"), slug="saar", category="alles")
    assert counted() == few
