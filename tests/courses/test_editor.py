"""What editors do in `/beheer/`: write, look, publish, release; and what others may not."""

from typing import Any

import pytest
from django.core.management import call_command
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from accounts.models import User
from accounts.roles import Role
from cms.models import HomePage
from cms.services.rights import grant_rights
from courses.models import (
    Category,
    Course,
    CourseEdition,
    CourseIndexPage,
    CoursePage,
    LessonPage,
    Meldpunt,
    Question,
    QuizPage,
    Source,
)
from courses.services.loading import Loaded
from courses.services.reading import edition_content
from tests.courses.conftest import client_of
from tests.courses.pages import soup_of
from tests.factories.courses import (
    edit_lesson,
    make_editor,
    make_enrollment,
    make_learner,
    saar_edition,
    saar_page,
)

pytestmark = pytest.mark.usefixtures("saar")


@pytest.fixture
def chief() -> User:
    grant_rights()
    return make_editor(Role.CHIEF_EDITOR, email="eindredacteur@example.nl")


@pytest.fixture
def editor() -> User:
    grant_rights()
    return make_editor(Role.EDITOR, email="redacteur@example.nl")


@pytest.fixture
def root() -> User:
    """Somebody with every right, so that only our own refusals are left."""
    from allauth.mfa.models import Authenticator

    user = User.objects.create_superuser("alles@example.nl", "Alle Rechten")
    Authenticator.objects.create(user=user, type=Authenticator.Type.TOTP, data={"secret": "x"})
    return user


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def edit_url(row: Any) -> str:
    if isinstance(row, Question | Category | Source | Meldpunt):
        return reverse(row.snippet_viewset.get_url_name("edit"), args=[row.pk])
    return reverse("wagtailadmin_pages:edit", args=[row.pk])


def words(response: HttpResponse) -> str:
    return " ".join(soup_of(response).get_text(" ").split())


def form_data(response: HttpResponse) -> dict[str, Any]:
    """The fields of the big form of an edit page, as they stand; the stream comes from the row."""
    form = response.context["form"]
    return {name: form[name].value() for name in form.fields if form[name].value() is not None}


def stream_data(question: Question, **fields: Any) -> dict[str, Any]:
    """The one block of a single-choice question as the editor's form posts it."""
    block = question.body.get_prep_value()[0]
    value = block["value"] | fields
    posted = {f"body-0-value-{name}": text for name, text in value.items() if isinstance(text, str)}
    for number, item in enumerate(value["options"]):
        prefix = f"body-0-value-options-{number}"
        posted |= {f"{prefix}-id": item["id"], f"{prefix}-order": number, f"{prefix}-deleted": ""}
        posted |= {f"{prefix}-value-text": item["value"]["text"], f"{prefix}-value-feedback": item["value"]["feedback"]}
        if item["value"]["correct"]:
            posted[f"{prefix}-value-correct"] = "on"
    posted |= {"body-0-value-options-count": len(value["options"]), "body-0-value-shuffle": "on"}
    return posted | {"body-count": 1, "body-0-type": block["type"], "body-0-id": block["id"], "body-0-order": 0,
                     "body-0-deleted": ""}  # fmt: skip


def single_choice() -> Question:
    return next(one for one in Question.objects.filter(is_practice=False) if one.body[0].block_type == "single_choice")


# --- pages that must open ---------------------------------------------------------------------------
def rows() -> list[Any]:
    models = [HomePage, CourseIndexPage, CoursePage, LessonPage, QuizPage, Question, Category, Source, Meldpunt]
    return [model.objects.first() for model in models]


def test_every_edit_page_opens(chief: User) -> None:
    client = signed_in(chief)
    for row in rows():
        assert client.get(edit_url(row)).status_code == 200, row


def test_every_question_and_lesson_opens(chief: User) -> None:
    client = signed_in(chief)
    kinds = {question.body[0].block_type: question for question in Question.objects.all()}
    assert len(kinds) == 6
    for row in [*kinds.values(), *LessonPage.objects.all()]:
        assert client.get(edit_url(row)).status_code == 200, row


def test_lists_and_add_pages_open(chief: User) -> None:
    client = signed_in(chief)
    course = saar_page()
    for model in (Question, Category, Source, Meldpunt):
        for name in ("list", "add"):
            assert client.get(reverse(model.snippet_viewset.get_url_name(name))).status_code == 200, (model, name)
    for parent, name in ((course, "lessonpage"), (course, "quizpage"), (course.get_parent(), "coursepage")):
        url = reverse("wagtailadmin_pages:add", args=["courses", name, parent.pk])
        assert client.get(url).status_code == 200, name
    for page in (course, course.get_parent()):
        assert client.get(reverse("wagtailadmin_explore", args=[page.pk])).status_code == 200
    for row in (course, LessonPage.objects.first()):
        assert client.get(reverse("wagtailadmin_pages:history", args=[row.pk])).status_code == 200


def preview(client: Client, url: str, edit: str) -> HttpResponse:
    """The preview of what stands in the editor's form."""
    page = client.get(edit)
    assert page.status_code == 200
    client.post(url, form_data(page))
    return client.get(url)


def test_previews(chief: User) -> None:
    client = signed_in(chief)
    lesson = LessonPage.objects.order_by("path").first()
    response = client.get(reverse("wagtailadmin_pages:view_draft", args=[lesson.pk]))
    assert response.status_code == 200
    assert "Wat zou jij doen?" in words(response)
    for question in Question.objects.all():
        response = client.get(reverse(question.snippet_viewset.get_url_name("preview_on_edit"), args=[question.pk]))
        assert response.status_code == 200


def test_what_a_preview_of_a_question_shows(chief: User) -> None:
    from django.test import RequestFactory

    question = single_choice()
    request = RequestFactory().get("/")
    request.user = chief
    response = question.make_preview_request(request, "")
    response.render()
    html = words(response)
    content = question.content()
    assert content["stem"] in html
    assert content["explanation"] in html
    for option in content["options"]:
        assert option["text"] in html


def test_a_lesson_that_lost_a_number_can_be_looked_at(chief: User) -> None:
    """A draft with a hole: the preview says what is wrong, in place."""
    block = {"type": "meldpunt", "id": "0d3f4a8e-0000-4000-8000-000000000001", "value": {"meldpunt": None}}
    lesson = edit_lesson(
        LessonPage.objects.order_by("path").first(),
        lambda screens: screens[0]["value"]["content"].append(block),
    )
    response = signed_in(chief).get(reverse("wagtailadmin_pages:view_draft", args=[lesson.pk]))
    assert response.status_code == 200
    assert "Kies opnieuw" in words(response)


# --- the work of an editor --------------------------------------------------------------------------
def save_question(client: Client, question: Question, button: str, **fields: Any) -> HttpResponse:
    url = edit_url(question)
    data = form_data(client.get(url))
    data.pop("body", None)
    data = {name: value for name, value in data.items() if not isinstance(value, bool) or value}
    return client.post(url, data | stream_data(question, **fields) | ({button: "1"} if button else {}))


def test_from_an_edit_to_an_edition(chief: User, saar: Loaded) -> None:
    client, question = signed_in(chief), single_choice()
    response = save_question(client, question, "action-publish", stem="Een betere vraag?")
    assert response.status_code == 302, response.context["form"].errors
    question.refresh_from_db()
    assert question.live
    assert question.content()["stem"] == "Een betere vraag?"
    page = client.get(reverse("release_course", args=[saar_page().pk]))
    assert page.status_code == 200
    assert "Vragen gewijzigd: 1." in words(page)
    assert "Kan nu niet:" in words(page)
    halfway = make_enrollment()
    response = client.post(
        reverse("release_course", args=[saar_page().pk]), {"kind": "major", "reason": "Betere vraag\0"}, follow=True
    )
    assert "Editie 2.0 is uitgegeven." in words(response)
    edition = CourseEdition.objects.get(major=2)
    assert (edition.released_by, edition.reason) == (chief, "Betere vraag")
    halfway.refresh_from_db()
    assert halfway.edition == saar.edition


def test_ids_of_options_stay_when_an_editor_saves(chief: User) -> None:
    """Answers hang on them."""
    client, question = signed_in(chief), single_choice()
    before = [option["id"] for option in question.content()["options"]]
    save_question(client, question, "action-publish", stem="Een betere vraag?")
    question.refresh_from_db()
    assert [option["id"] for option in question.content()["options"]] == before


def test_a_question_with_two_right_answers_is_refused_in_words(chief: User) -> None:
    client, question = signed_in(chief), single_choice()
    options = question.body.get_prep_value()[0]["value"]["options"]
    for item in options:
        item["value"]["correct"] = True
    response = save_question(client, question, "action-publish", options=options)
    assert response.status_code == 200
    assert "Er mag maar één antwoord goed zijn." in response.content.decode().replace("\\u00e9", "é")
    question.refresh_from_db()
    assert sum(option["correct"] for option in question.content()["options"]) == 1


def test_the_messages_know_the_codes_of_the_engine() -> None:
    """Every code that an editor can cause with the form has a Dutch sentence."""
    import re
    from pathlib import Path

    from courses.blocks.questions import MESSAGES

    folder = Path(__file__).parents[2] / "courses" / "quiz"
    codes = {
        code
        for name in ("options", "single_choice", "ordering", "matching", "scenario_graph", "reader")
        for code in re.findall(r'(?:fail|InvalidQuestion)\(\s*"(\w+)"', (folder / f"{name}.py").read_text())
    }
    # What the form cannot bring about: shapes, ids and numbers are its own.
    impossible = {
        "not_an_object", "not_a_text", "not_a_flag", "not_a_list", "not_in_range", "unknown_value", "unknown_field",
        "unknown_choice",
    }  # fmt: skip
    assert codes - impossible <= MESSAGES.keys()
    assert MESSAGES.keys() <= codes | {"too_few", "too_many"}


def test_an_editor_may_not_release(editor: User) -> None:
    edit_lesson(LessonPage.objects.first(), lambda screens: screens[0]["value"].update(title="Anders"))
    client, url = signed_in(editor), reverse("release_course", args=[saar_page().pk])
    page = client.get(url)
    assert page.status_code == 200
    assert "Een eindredacteur geeft deze editie uit." in words(page)
    assert not soup_of(page).find("input", attrs={"name": "kind"})
    assert "Alleen een eindredacteur geeft een editie uit." in words(client.post(url, {"kind": "minor"}, follow=True))
    assert CourseEdition.objects.count() == 1


def test_an_editor_may_not_publish(editor: User) -> None:
    client, question = signed_in(editor), single_choice()
    save_question(client, question, "action-publish", stem="Een betere vraag?")
    question.refresh_from_db()
    assert question.content()["stem"] != "Een betere vraag?"
    save_question(client, question, "", stem="Een concept?")
    question.refresh_from_db()
    assert question.content()["stem"] != "Een concept?"
    assert question.get_latest_revision_as_object().content()["stem"] == "Een concept?"


@pytest.mark.parametrize("kind", ["", "safety", "x", "\0"])
def test_a_release_of_no_known_kind(chief: User, kind: str) -> None:
    edit_lesson(LessonPage.objects.first(), lambda screens: screens[0]["value"].update(title="Anders"))
    url = reverse("release_course", args=[saar_page().pk])
    assert "Kies of dit een kleine verbetering" in words(signed_in(chief).post(url, {"kind": kind}, follow=True))
    assert CourseEdition.objects.count() == 1


def test_a_release_that_is_refused_says_why(chief: User) -> None:
    client, url = signed_in(chief), reverse("release_course", args=[saar_page().pk])
    assert "Er is niets veranderd" in words(client.get(url))
    assert "Er is niets veranderd" in words(client.post(url, {"kind": "major"}, follow=True))
    Question.objects.filter(is_practice=True).first().unpublish()
    assert "is nog een concept. Publiceer hem eerst." in words(client.get(url))
    assert "is nog een concept. Publiceer hem eerst." in words(client.post(url, {"kind": "major"}, follow=True))


def test_others_get_wagtails_refusal(saar: Loaded) -> None:
    grant_rights()
    url = reverse("release_course", args=[saar_page().pk])
    people = {
        "learner": make_learner(email="fatma@example.nl").user,
        "officer": make_editor(Role.OFFICER, email="agent@example.nl"),
        "registrar": make_editor(Role.REGISTRAR, email="register@example.nl"),
        "certifier": make_editor(Role.CERTIFIER, email="certificaten@example.nl"),
    }
    for name, user in people.items():
        client = signed_in(user)
        for page in (url, edit_url(saar_page()), edit_url(Question.objects.first())):
            assert client.get(page).status_code in {302, 403}, name
            assert client.post(page, {"kind": "major"}).status_code in {302, 403}, name
    assert Client().get(url)["Location"].startswith("/inloggen/")
    assert CourseEdition.objects.count() == 1


def test_the_button_stands_on_every_page_of_a_course(chief: User) -> None:
    client, url = signed_in(chief), reverse("release_course", args=[saar_page().pk])
    for page in (saar_page(), LessonPage.objects.first(), QuizPage.objects.first()):
        assert url in client.get(edit_url(page)).content.decode()
    assert "/uitgeven/" not in client.get(edit_url(HomePage.objects.first())).content.decode()


# --- deleting ---------------------------------------------------------------------------------------
def test_pages_with_editions_cannot_be_deleted(root: User) -> None:
    """Single and bulk, and whatever holds them: refused with a message, never a 500 (DESIGN §3)."""
    client = signed_in(root)
    pages = [HomePage.objects.get(), CourseIndexPage.objects.get(), saar_page(), LessonPage.objects.first(),
             QuizPage.objects.get()]  # fmt: skip
    before = sorted(LessonPage.objects.values_list("pk", flat=True))
    for page in pages:
        single = reverse("wagtailadmin_pages:delete", args=[page.pk])
        bulk = f"{reverse('wagtail_bulk_action', args=['wagtailcore', 'page', 'delete'])}?id={page.pk}"
        for url in (single, bulk):
            assert client.get(url).status_code in {200, 302, 403}, (page, url)
            assert client.post(url).status_code in {200, 302, 403}, (page, url)
    assert CoursePage.objects.count() == 1
    assert sorted(LessonPage.objects.values_list("pk", flat=True)) == before


def test_a_page_without_editions_can_be_deleted(root: User) -> None:
    """The guard is for history, not for mistakes."""
    index = CourseIndexPage.objects.get()
    fresh = index.add_child(
        instance=CoursePage(title="Nieuw", slug="nieuw", subtitle="x", for_whom="x", intro="x", goals="x",
                            illustration="kijken")
    )  # fmt: skip
    signed_in(root).post(reverse("wagtailadmin_pages:delete", args=[fresh.pk]))
    assert not CoursePage.objects.filter(pk=fresh.pk).exists()


def test_unpublishing_is_archiving_and_refuses_nothing(root: User) -> None:
    client = signed_in(root)
    assert client.post(reverse("wagtailadmin_pages:unpublish", args=[saar_page().pk])).status_code == 302
    assert not saar_page().live
    assert Course.objects.count() == 1


def delete_urls(row: Any) -> list[str]:
    """The single and the bulk delete of a snippet."""
    bulk = reverse("wagtail_bulk_action", args=[row._meta.app_label, row._meta.model_name, "delete"])
    return [reverse(row.snippet_viewset.get_url_name("delete"), args=[row.pk]), f"{bulk}?id={row.pk}"]


def test_snippets_that_rows_stand_on_cannot_be_deleted(root: User) -> None:
    # The worker keeps this index; tests have no worker.
    call_command("rebuild_references_index", verbosity=0)
    client = signed_in(root)
    for row in (Category.objects.get(slug="signaleer"), Meldpunt.objects.get(number="112").source):
        for url in delete_urls(row):
            assert client.get(url).status_code in {200, 302, 403}, url
            assert client.post(url).status_code in {200, 302, 403}, url
        assert type(row).objects.filter(pk=row.pk).exists(), row


@pytest.mark.parametrize("way", [0, 1])
def test_deleting_what_a_lesson_shows_leaves_editions_whole(root: User, way: int) -> None:
    """The edition has its own copy; the next release says what to choose again."""
    client = signed_in(root)
    practice = Question.objects.filter(is_practice=True).first()
    meldpunt = Meldpunt.objects.get(number="112")
    learner = client_of(make_enrollment().learner)
    before = {url: words(learner.get(url)) for url in screens()}
    for row in (practice, meldpunt):
        assert client.post(delete_urls(row)[way]).status_code == 302
        assert not type(row).objects.filter(pk=row.pk).exists()
    assert {url: words(learner.get(url)) for url in screens()} == before
    assert "Kies opnieuw." in words(client.get(reverse("release_course", args=[saar_page().pk])))


def screens() -> list[str]:
    content = edition_content(saar_edition())
    return [f"/leren/saar/{lesson.slug}/{screen.slug}/" for lesson in content.lessons for screen in lesson.screens]


# --- copying ----------------------------------------------------------------------------------------
def test_a_copied_question_gets_its_own_key(root: User) -> None:
    client, question = signed_in(root), single_choice()
    url = reverse(question.snippet_viewset.get_url_name("copy"), args=[question.pk])
    page = client.get(url)
    assert page.status_code == 200
    data = {name: value for name, value in form_data(page).items() if name != "body" and value is not False}
    add = reverse(question.snippet_viewset.get_url_name("add"))
    response = client.post(add, data | stream_data(question) | {"action-publish": "1", "title": "Een kopie"})
    assert response.status_code == 302
    copy = Question.objects.get(title="Een kopie")
    assert copy.key != question.key
    assert copy.content() == question.content()


def copy_page(client: Client, page: Any, slug: str) -> Any:
    """Copies through the page of the editor."""
    data = {"new_title": "Kopie", "new_slug": slug, "new_parent_page": page.get_parent().pk, "copy_subpages": "on",
            "publish_copies": "on"}  # fmt: skip
    assert signed_in_copy(client, page, data).status_code == 302
    return type(page).objects.get(slug=slug)


def signed_in_copy(client: Client, page: Any, data: dict[str, Any]) -> HttpResponse:
    return client.post(reverse("wagtailadmin_pages:copy", args=[page.pk]), data)


def keys(page: Any) -> set[str]:
    """The keys of a page, of what stands below it, and of the screens and blocks."""
    found = {str(page.key)}
    for child in [page, *(child.specific for child in page.get_children())]:
        found.add(str(child.key))
        for screen in child.screens if isinstance(child, LessonPage) else []:
            found |= {screen.id, *(block.id for block in screen.value["content"])}
    return found


def test_a_copied_lesson_shares_no_keys(root: User) -> None:
    """New on copy (DESIGN §3): else reading one would count as reading the other."""
    lesson = LessonPage.objects.first()
    before = keys(lesson)
    copied = copy_page(signed_in(root), lesson, "kopie")
    assert copied.live
    assert not keys(copied) & before
    assert [screen.value["title"] for screen in copied.screens] == [screen.value["title"] for screen in lesson.screens]
    assert len(keys(copied)) == len(keys(lesson))
    assert keys(LessonPage.objects.get(pk=lesson.pk)) == before


def test_a_copied_course_shares_no_keys(root: User) -> None:
    page = saar_page()
    copied = copy_page(signed_in(root), page, "saar-kopie")
    assert len(keys(copied)) == len(keys(page))
    assert not keys(page) & keys(copied)


def test_two_screens_with_one_key_are_not_released(chief: User) -> None:
    """However they came there."""
    lesson = LessonPage.objects.first()
    lesson.copy(update_attrs={"slug": "kopie", "title": "Kopie"})
    page = signed_in(chief).get(reverse("release_course", args=[saar_page().pk]))
    assert "is een kopie met dezelfde sleutel" in words(page)
