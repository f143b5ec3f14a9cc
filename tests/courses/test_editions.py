"""An edition stays whole, whatever happens to the manuscript; its HTML is a cache (DESIGN §4)."""

import hashlib
from typing import Any

import pytest
from django.core.files.storage import default_storage
from django.db import transaction
from django.test import Client
from django.utils.html import strip_tags

from courses.models import (
    Attempt,
    CourseEdition,
    CoursePage,
    LessonPage,
    Source,
)
from courses.services import rendering
from courses.services.loading import Loaded
from courses.services.reading import edition_content
from courses.services.rendering import screen_parts
from tests.conftest import NOW
from tests.courses.conftest import client_of
from tests.courses.pages import result_url
from tests.factories.courses import (
    answer_all,
    edit_lesson,
    finish_course,
    image_block,
    make_attempt,
    make_enrollment,
    make_image,
    make_learner,
    release,
    saar_page,
)

pytestmark = pytest.mark.usefixtures("saar")
MINOR, MAJOR, SAFETY = CourseEdition.Kind.MINOR, CourseEdition.Kind.MAJOR, CourseEdition.Kind.SAFETY


def edition_texts(edition: CourseEdition) -> str:
    """All words of the screens of an edition, without tags."""
    content = edition_content(edition)
    parts = [part for lesson in content.lessons for screen in lesson.screens for part in screen_parts(screen, content)]
    return " ".join(strip_tags(part["html"]) for part in parts)


# --- editions stay whole ----------------------------------------------------------------------------
def edition_with_photo() -> tuple[CourseEdition, Any]:
    image = make_image("red")
    lesson = LessonPage.objects.order_by("path").first()
    edit_lesson(lesson, lambda screens: screens[0]["value"]["content"].append(image_block(image)))
    return release(MINOR), image


def photo_of(edition: CourseEdition) -> dict[str, Any]:
    blocks = edition_content(edition).lessons[0].screens[0].blocks
    return next(block["value"] for block in blocks if block["type"] == "image")


def test_replacing_and_deleting_a_photo_leaves_the_edition_whole() -> None:
    edition, image = edition_with_photo()
    name = photo_of(edition)["file"]
    with default_storage.open(name) as file:
        before = file.read()
    # What Wagtail does when an editor replaces the file: the old file and its renditions go.
    old_file, other = image.file.name, make_image("blue")
    image.file = other.file.name
    image.save()
    image.renditions.all().delete()
    default_storage.delete(old_file)
    image.delete()
    with default_storage.open(name) as file:
        after = file.read()
    assert after == before
    assert hashlib.sha256(after).hexdigest() in name
    response = Client().get("/leren/saar/volgorde/wat-zou-jij-doen/")
    assert response.status_code == 200
    assert f'src="/media/{name}"' in response.content.decode()
    assert Client().get(f"/media/{name}").status_code == 200


def test_archiving_and_deleting_the_pages_leaves_learners_whole(saar: Loaded) -> None:
    attempt, done = make_attempt(), finish_course()
    client = client_of(attempt.learner)
    for page in saar_page().get_descendants():
        page.specific.unpublish()
    saar_page().unpublish()
    saar.edition.course.archived_at = NOW
    saar.edition.course.save()
    with transaction.atomic():
        saar_page().delete()
    assert not CoursePage.objects.exists()
    assert client.get("/leren/saar/volgorde/wat-zou-jij-doen/").status_code == 200
    assert client.get("/leren/saar/toets/toets/vraag/1/").status_code == 200
    answer_all(attempt)
    response = client.post("/leren/saar/toets/toets/nakijken/", {"attempt": str(attempt.key)}, follow=True)
    assert response.status_code == 200
    assert Attempt.objects.get(pk=attempt.pk).state == "submitted"
    assert client_of(done.learner).get(result_url(Attempt.objects.get(enrollment=done))).status_code == 200
    assert client_of(done.learner).get("/cursussen/saar/").status_code == 200
    # An archived course takes no new starters.
    assert Client().get("/cursussen/saar/").status_code == 404
    assert Client().post("/leren/saar/volgorde/wat-zou-jij-doen/").status_code == 404


def test_a_withdrawn_edition_takes_no_new_starters(saar: Loaded) -> None:
    halfway = make_enrollment()
    CourseEdition.objects.update(status="withdrawn")
    assert Client().get("/cursussen/saar/").status_code == 404
    assert "SAAR" not in Client().get("/cursussen/").content.decode().split("<main")[1]
    assert client_of(halfway.learner).get("/leren/saar/volgorde/wat-zou-jij-doen/").status_code == 200


# --- HTML is a cache --------------------------------------------------------------------------------
def test_a_new_template_version_leaves_the_text(saar: Loaded, monkeypatch: pytest.MonkeyPatch) -> None:
    before = edition_texts(saar.edition)
    calls = []
    render = rendering.render_to_string
    monkeypatch.setattr(rendering, "render_to_string", lambda *args: calls.append(args) or render(*args))
    assert edition_texts(saar.edition) == before
    assert calls == []  # from the cache
    monkeypatch.setattr(rendering, "TEMPLATE_VERSION", rendering.TEMPLATE_VERSION + 1)
    assert edition_texts(saar.edition) == before
    assert calls  # rendered anew


def test_the_kept_html_is_free_of_what_changes(saar: Loaded) -> None:
    content = edition_content(saar.edition)
    for lesson in content.lessons:
        for screen in lesson.screens:
            for part in screen_parts(screen, content):
                assert "csrf" not in part["html"]
                assert "/static/" not in part["html"]
                assert " style=" not in part["html"]
                assert "<script" not in part["html"]


def test_two_editions_keep_their_own_sources(saar: Loaded) -> None:
    """The screen did not change, its source did: each edition shows what it was released with."""
    before = edition_texts(saar.edition)
    source = Source.objects.get(title__startswith="Gemeente Stein")
    source.title = "Een andere titel van de bron"
    source.save()
    edition = release(MINOR)
    assert "Een andere titel van de bron" in edition_texts(edition)
    assert edition_texts(CourseEdition.objects.get(pk=saar.edition.pk)) == before


def test_every_screen_can_be_read(saar: Loaded) -> None:
    enrollment = make_enrollment(make_learner())
    client = client_of(enrollment.learner)
    content = edition_content(saar.edition)
    for lesson in content.lessons:
        for screen in lesson.screens:
            response = client.get(f"/leren/saar/{lesson.slug}/{screen.slug}/")
            assert response.status_code == 200
            assert screen.title in response.content.decode().replace("&#x27;", "'")
