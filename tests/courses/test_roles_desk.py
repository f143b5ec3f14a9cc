"""Who may do what with pages, the bank and files in `/beheer/`: a redacteur writes, an eindredacteur releases.

Asked of Wagtail itself for every page type and model, and tried by HTTP.
"""

from typing import Any

import pytest
from django.urls import reverse
from wagtail.documents.permissions import permission_policy as documents
from wagtail.images.permissions import permission_policy as images
from wagtail.models import Collection, Page

from accounts.models import User
from cms.models import HomePage
from courses.models import (
    Category,
    CourseIndexPage,
    CoursePage,
    CourseVideo,
    LessonPage,
    Meldpunt,
    Question,
    QuizPage,
    Source,
)
from tests.courses.desk import edit_url, signed_in
from tests.courses.test_editor_together import save
from tests.factories.courses import saar_page

pytestmark = pytest.mark.usefixtures("saar")

# --- pages ------------------------------------------------------------------------------------------
PAGES = [HomePage, CourseIndexPage, CoursePage, LessonPage, QuizPage]
WRITES = {"can_edit", "can_add_subpage", "can_copy", "can_submit_for_moderation", "can_view_revisions"}
RELEASES = {
    "can_publish", "can_unpublish", "can_publish_subpage", "can_lock", "can_unlock", "can_unschedule",
    "can_reorder_children", "can_move", "can_set_view_restrictions",
}  # fmt: skip
# The front is the site and a course with editions stays: nobody deletes those.
KEPT = {"can_delete"}


def may(user: User, page: Page) -> set[str]:
    """What Wagtail says that this person may do with this page."""
    tester = page.specific.permissions_for_user(user)
    return {name for name in WRITES | RELEASES | KEPT if getattr(tester, name)()}


@pytest.mark.parametrize("model", PAGES)
def test_pages(editor: User, chief: User, model: type[Page]) -> None:
    page = model._default_manager.all()[0]
    # Nothing new goes below a lesson or a quiz, nor beside the shelf of courses; the site has one front.
    barren = {"can_add_subpage"} if model in {HomePage, LessonPage, QuizPage} else set()
    shut = {"can_publish_subpage"} if model in {LessonPage, QuizPage} else set()
    assert may(editor, page) == WRITES - barren
    assert may(chief, page) == (WRITES | RELEASES) - barren - shut


def test_a_course_that_was_never_out_is_the_eindredacteurs_to_delete(editor: User, chief: User) -> None:
    page = saar_page().copy(update_attrs={"slug": "saar-2", "title": "Kopie"})
    assert [page.permissions_for_user(user).can_delete() for user in (editor, chief)] == [False, True]


@pytest.mark.parametrize(
    ("action", "who"),
    [("publish", {"chief"}), ("unpublish", {"chief"}), ("move", {"chief"}), ("delete", set())],
)
def test_bulk_actions_on_pages(editor: User, chief: User, action: str, who: set[str]) -> None:
    """One that may not is shown the page among those that are left out."""
    page = LessonPage.objects.all()[0]
    url = f"{reverse('wagtail_bulk_action', args=['wagtailcore', 'page', action])}?id={page.pk}"
    shown = {name: signed_in(user).get(url) for name, user in (("editor", editor), ("chief", chief))}
    assert {name for name, response in shown.items() if response.context and response.context["items"]} == who


# --- the bank and the files -------------------------------------------------------------------------
BANK = [Question, Category, Source, Meldpunt, CourseVideo]
ACTIONS = ("add", "change", "delete", "publish", "lock", "unlock")


@pytest.mark.parametrize("model", BANK)
def test_the_bank(editor: User, chief: User, model: Any) -> None:
    policy = model.snippet_viewset.permission_policy
    held = [{name for name in ACTIONS if policy.user_has_permission(user, name)} for user in (editor, chief)]
    assert held[0] == {"add", "change"}
    assert held[1] == ({"add", "change", "delete"} if model is not Question else set(ACTIONS))


@pytest.mark.parametrize("policy", [images, documents], ids=["images", "documents"])
def test_files(editor: User, chief: User, policy: Any) -> None:
    """Both add, choose and mend files of everybody, in every collection."""
    root = Collection.get_first_root_node()
    root.add_child(name="Foto's van de straat")
    for user in (editor, chief):
        assert all(policy.user_has_permission(user, name) for name in ("add", "change", "choose"))
        assert policy.collections_user_has_permission_for(user, "choose").count() == Collection.objects.count()
        assert user.has_perm("wagtailcore.add_collection") is False


# --- by HTTP ----------------------------------------------------------------------------------------
@pytest.mark.parametrize(("who", "status", "title"), [("editor", 302, "Oud"), ("chief", 302, "Nieuw")])
def test_the_button_publish(request: Any, who: str, status: int, title: str) -> None:
    """A redacteur who posts it all the same has saved a draft."""
    page = saar_page()
    page.title = "Oud"
    page.save_revision().publish()
    response = save(request.getfixturevalue(who), page, button="action-publish", title="Nieuw")
    assert (response.status_code, saar_page().title) == (status, title)
    assert saar_page().get_latest_revision_as_object().title == "Nieuw"


@pytest.mark.parametrize("way", ["unpublish", "move", "delete", "lock", "privacy"])
def test_what_a_redacteur_is_refused(editor: User, way: str) -> None:
    page = LessonPage.objects.all()[0]
    names = {"lock": "wagtailadmin_pages:lock", "privacy": "wagtailadmin_pages:set_privacy"}
    url = reverse(names.get(way, f"wagtailadmin_pages:{way}"), args=[page.pk])
    assert signed_in(editor).post(url, {"new_parent_page": page.get_parent().pk}).status_code == 302
    kept = LessonPage.objects.get(pk=page.pk)
    assert (kept.live, kept.locked, kept.path, kept.view_restrictions.count()) == (True, False, page.path, 0)


def test_a_redacteur_publishes_no_question_and_deletes_none(editor: User, chief: User) -> None:
    question = Question.objects.all()[0]
    spare = Category.objects.create(course_slug="saar", slug="over", name="Over")
    client = signed_in(editor)
    buttons = client.get(edit_url(question)).content.decode()
    assert "action-publish" not in buttons
    assert "action-publish" in signed_in(chief).get(edit_url(question)).content.decode()
    url = reverse(Category.snippet_viewset.get_url_name("delete"), args=[spare.pk])  # type: ignore[attr-defined]
    client.post(url)
    assert Category.objects.filter(pk=spare.pk).exists()
    signed_in(chief).post(url)
    assert not Category.objects.filter(pk=spare.pk).exists()


def test_nobody_who_writes_opens_the_machinery(editor: User, chief: User) -> None:
    """What roles may do, workflows, collections, sites, users: not a matter of courses."""
    names = ["wagtailusers_groups:index", "wagtailusers_users:index", "wagtailadmin_workflows:index"]
    names += ["wagtailadmin_collections:index"]
    for user in (editor, chief):
        assert [signed_in(user).get(reverse(name)).status_code for name in names] == [302] * len(names)
