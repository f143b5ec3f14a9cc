"""The bank, the photos, the documents, the numbers and the people, single and in bulk."""

from collections.abc import Iterable
from io import BytesIO
from typing import Any

from django.contrib.auth.models import Group as RoleGroup
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from PIL import Image
from wagtail.models import Collection

from accounts.models import User
from accounts.roles import Role
from courses.models import CourseDocument, CourseImage, CourseVideo, Meldpunt, Question
from tests.courses.changes import first_lesson
from tests.courses.deleting.acts import NOBODY, WRITERS, Act, Do, Get, bulk, select
from tests.courses.deleting.doors import delete_urls
from tests.courses.deleting.uses import UNUSED
from tests.factories.courses import edit_lesson

__all__ = ["ACTS_ON_ROWS"]

ROOT = ("root",)
BANK = ("question", "category", "source", "meldpunt", "film")
FILES = ("photo", "document")


# --- deleting ---------------------------------------------------------------------------------------
def delete(client: Client, rows: Iterable[Any]) -> list[HttpResponse]:
    """One by one, by the first door of each."""
    return [client.post(delete_urls(row)[0]) for row in rows]


def delete_in_bulk(client: Client, rows: Iterable[Any]) -> list[HttpResponse]:
    return [response for row in rows for response in bulk(client, "delete", [row])]


def unused(*names: str) -> Get:
    return lambda: [UNUSED[name]() for name in names]


def freed(model: Any) -> Get:
    """A file that learners see, taken out of the lesson that showed it."""

    def free() -> list[Any]:
        edit_lesson(first_lesson(), lambda screens: screens.pop())
        return [model.objects.first()]

    return free


# --- the bank ---------------------------------------------------------------------------------------
def snippet(view: str, **data: Any) -> Do:
    def do(client: Client, rows: Iterable[Any]) -> list[HttpResponse]:
        return [client.post(reverse(row.snippet_viewset.get_url_name(view), args=[row.pk]), data) for row in rows]

    return do


def emergency_number() -> list[Meldpunt]:
    return [Meldpunt.objects.get(number="112")]


NUMBER = {"name": "Spoed", "number": "113", "when": "bij nood", "source": ""}


# --- files ------------------------------------------------------------------------------------------
def new_file(client: Client, image: CourseImage) -> list[HttpResponse]:
    """Wagtail throws the old file away, and every copy that it made of it."""
    out = BytesIO()
    Image.new("RGB", (90, 60), "blue").save(out, "PNG")
    data = {"title": "Anders", "collection": image.collection_id, "file": SimpleUploadedFile("n.png", out.getvalue())}
    return [client.post(reverse("wagtailimages:edit", args=[image.pk]), data)]


def into_collection(client: Client, rows: Iterable[Any]) -> list[HttpResponse]:
    return bulk(client, "add_to_collection", rows, collection=Collection.objects.get(name="Apart").pk)


def apart(model: Any) -> Get:
    def make() -> list[Any]:
        Collection.get_first_root_node().add_child(name="Apart")
        return list(model.objects.all())

    return make


def private(client: Client, collection: Collection) -> list[HttpResponse]:
    url = reverse("wagtailadmin_collections:set_privacy", args=[collection.pk])
    return [client.post(url, {"restriction_type": "login"})]


# --- people -----------------------------------------------------------------------------------------
def learners() -> list[User]:
    return list(User.objects.filter(learner__enrollments__isnull=False))


def everybody() -> list[User]:
    return list(User.objects.exclude(is_superuser=True))


def delete_people(client: Client, people: list[User]) -> list[HttpResponse]:
    singles = [client.post(reverse("wagtailusers_users:delete", args=[user.pk])) for user in people]
    return [*singles, *bulk(client, "delete", people)]


def assign_role(client: Client, people: list[User]) -> list[HttpResponse]:
    return bulk(client, "assign_role", people, role=RoleGroup.objects.get(name=Role.ADMIN).pk)


def switch_off(client: Client, people: list[User]) -> list[HttpResponse]:
    return bulk(client, "set_active_state", people, mark_as_active="False")


ACTS_ON_ROWS: dict[str, Act] = {
    "delete what nobody uses of the bank": Act(unused(*BANK), delete),
    "delete what nobody uses of the bank in bulk": Act(unused(*BANK), delete_in_bulk),
    "delete files that nobody uses": Act(unused(*FILES), delete, may=WRITERS),
    "delete files that nobody uses in bulk": Act(unused(*FILES), delete_in_bulk, may=WRITERS),
    "delete a photo that only editions show": Act(freed(CourseImage), delete, may=WRITERS),
    "delete a document that only editions offer": Act(freed(CourseDocument), delete, may=WRITERS),
    "delete a film that only editions show": Act(freed(CourseVideo), delete),
    "unpublish every question": Act(Question.objects.all, snippet("unpublish")),
    "another number": Act(emergency_number, snippet("edit", **NUMBER), may=WRITERS),
    "no number": Act(emergency_number, snippet("edit", **NUMBER | {"number": "", "name": ""}), may=NOBODY),
    "another photo in the same place": Act(CourseImage.objects.first, new_file, may=WRITERS),
    "tags on photos": Act(CourseImage.objects.all, select("add_tags", tags="straat"), may=WRITERS),
    "tags on documents": Act(CourseDocument.objects.all, select("add_tags", tags="kaart"), may=WRITERS),
    "photos apart": Act(apart(CourseImage), into_collection, may=WRITERS),
    "documents apart": Act(apart(CourseDocument), into_collection, may=WRITERS),
    "files behind a login": Act(Collection.get_first_root_node, private, may=ROOT),
    "delete people": Act(everybody, delete_people, may=NOBODY),
    "a role for learners in bulk": Act(learners, assign_role, may=NOBODY),
    "learners switched off in bulk": Act(learners, switch_off, may=NOBODY),
}
