"""What is in use stays, and the editor reads why and what to do instead (issue 4)."""

import pytest
from django.contrib.auth.models import Group as RoleGroup
from django.test import Client
from django.urls import reverse
from wagtail.models import Collection

from accounts.models import User
from accounts.roles import Role
from courses.models import CourseImage, Meldpunt, Question, Source
from tests.courses.changes import first_lesson
from tests.courses.deleting.doors import bulk_url, delete_urls, stands, told
from tests.courses.deleting.uses import HISTORY, PAGES, USED, add_block, new_course, new_document
from tests.courses.deleting.world import World
from tests.courses.desk import signed_in, words
from tests.factories.courses import make_editor, make_image, make_learner


@pytest.mark.parametrize("case", PAGES | USED)
def test_what_is_in_use_stays_and_the_editor_reads_why(root: User, case: str) -> None:
    """Also for somebody with every right, and right after the edit: the worker has filled no index here."""
    make, sentences = (PAGES | USED)[case]
    row = make()
    client = signed_in(root)
    for url in delete_urls(row):
        response = client.post(url, {"confirm": "WABP Academie"}, follow=True)
        assert response.status_code == 200, url
        for sentence in (str(row), *sentences):
            assert " ".join(sentence.split()) in told(response), url
        assert stands(row), url
        assert client.get(url).status_code in {200, 302, 405}, url


@pytest.mark.slow
@pytest.mark.parametrize("who", ["editor", "chief", "admin"])
@pytest.mark.parametrize("case", [*PAGES, "photo", "photo of a hotspot", "document in a draft", "released question"])
def test_no_role_deletes_what_is_in_use(world: World, case: str, who: str) -> None:
    row = (PAGES | USED)[case][0]()
    client = world.client(who)
    for url in delete_urls(row):
        assert client.post(url, {"confirm": "WABP Academie"}, follow=True).status_code == 200
        assert stands(row), url


@pytest.mark.parametrize("case", PAGES)
def test_one_in_use_keeps_the_whole_selection(root: User, case: str) -> None:
    """All or nothing: half a selection that is gone is what nobody asked for."""
    row, fresh = PAGES[case][0](), new_course()
    response = signed_in(root).post(bulk_url("delete", [row, fresh], back=""), follow=True)
    assert HISTORY in words(response)
    assert stands(row)
    assert stands(fresh)


def test_in_bulk_from_a_list_without_a_way_back(root: User) -> None:
    """Wagtail itself would lead to its own address without a selection, which is not there."""
    document = new_document()
    add_block("download", document=document.pk, title="Kaart")
    for row in (first_lesson(), Question.objects.first(), document):
        assert signed_in(root).post(bulk_url("delete", [row], back=""), follow=True).status_code == 200


def test_many_places_are_not_all_told(root: User) -> None:
    source = Source.objects.create(title="De wet")
    for number in range(9):
        Meldpunt.objects.create(name=f"Lijn {number}", when="altijd", source=source)
    response = signed_in(root).post(delete_urls(source)[0], follow=True)
    assert "en op nog 4 andere plekken." in words(response)


def test_a_collection_with_files(root: User) -> None:
    collection = Collection.get_first_root_node().add_child(name="Straten")
    image = make_image()
    CourseImage.objects.filter(pk=image.pk).update(collection=collection)
    client, url = signed_in(root), reverse("wagtailadmin_collections:delete", args=[collection.pk])
    assert "In de verzameling ‘Straten’ zitten nog bestanden." in words(client.post(url, follow=True))
    assert stands(collection)
    CourseImage.objects.filter(pk=image.pk).delete()
    client.post(url)
    assert not stands(collection)


def test_a_role_of_the_site(root: User) -> None:
    group, own = RoleGroup.objects.get(name=Role.EDITOR), RoleGroup.objects.create(name="Eigen")
    client = signed_in(root)
    response = client.post(reverse("wagtailusers_groups:delete", args=[group.pk]), follow=True)
    assert "is een vaste rol van deze site" in words(response)
    assert stands(group)
    client.post(reverse("wagtailusers_groups:delete", args=[own.pk]))
    assert not stands(own)


@pytest.mark.parametrize("way", ["single", "bulk"])
def test_accounts_with_history(world: World, way: str) -> None:
    """Learners half-way and with a certificate, and who released and was written down."""
    client = world.client("root")
    people = [*User.objects.filter(learner__enrollments__isnull=False), world.people["chief"]]
    assert len(people) == 3
    for user in people:
        url = reverse("wagtailusers_users:delete", args=[user.pk])
        response = client.post(bulk_url("delete", [user]) if way == "bulk" else url, follow=True)
        assert response.status_code == 200
        assert "account" in words(response).lower()
        assert stands(user)


# --- not allowed at all, or not there ---------------------------------------------------------------
@pytest.mark.parametrize("case", ["lesson", "meldpunt", "photo", "released question", "document"])
def test_who_may_not_delete_reads_nothing_about_it(world: World, case: str) -> None:
    row = (PAGES | USED)[case][0]()
    registrar = make_editor(Role.REGISTRAR, email="register@example.nl")
    learner = make_learner(email="nog-iemand@example.nl").user
    for client in (signed_in(registrar), signed_in(learner), Client()):
        for url in delete_urls(row):
            response = client.post(url, follow=True)
            assert response.status_code in {200, 403, 404}
            assert "in gebruik" not in response.content.decode()
            assert "editie" not in response.content.decode()
            assert stands(row)


@pytest.mark.parametrize("pk", ["0", "999999", "99999999999999999999999"])
def test_rows_that_are_not_there(root: User, pk: str) -> None:
    client = signed_in(root)
    paths = ["pages/{}/delete/", "images/{}/delete/", "documents/delete/{}/", "images/multiple/{}/delete/",
             "snippets/courses/question/delete/{}/", "snippets/courses/meldpunt/delete/x{}/", "collections/{}/delete/",
             "bulk/wagtailcore/page/delete/?id={}", "bulk/courses/courseimage/delete/?id={}",
             "bulk/wagtailcore/page/delete/?childOf={}&id=all"]  # fmt: skip
    for path in paths:
        url = f"/beheer/{path.format(pk)}"
        assert client.post(url).status_code in {302, 404}, url


def test_a_dropped_file_in_use_is_refused_to_the_script(root: User) -> None:
    image = USED["photo"][0]()
    url = delete_urls(image)[1]
    response = signed_in(root).post(url, headers={"x-requested-with": "XMLHttpRequest"})
    assert response.json()["success"] is False
    assert stands(image)
