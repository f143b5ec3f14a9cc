"""What editors do in `/beheer/`: write, publish, release; and what others may not."""

from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from accounts.models import User
from accounts.roles import Role
from cms.models import HomePage
from cms.services.rights import grant_rights
from courses.models import CourseEdition, CourseIndexPage, CoursePage, LessonPage, Question, QuizPage
from courses.services.loading import Loaded
from tests.courses.changes import other_answer
from tests.courses.desk import edit_url, form_data, looked_at, signed_in, single_choice, stream_data, words
from tests.courses.pages import soup_of
from tests.factories.courses import edit_lesson, make_editor, make_enrollment, make_learner, saar_page

pytestmark = pytest.mark.usefixtures("saar")


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
    assert "Gewijzigde vraag: ‘Een betere vraag?’" in words(page)
    assert "Kan nu niet:" not in words(page)
    halfway = make_enrollment()
    url = reverse("release_course", args=[saar_page().pk])
    asked = {"kind": "major", "reason": "Betere vraag\0"} | looked_at(client, url)
    response = client.post(url, asked, follow=True)
    assert "Editie 2.0 is uitgegeven." in words(response)
    edition = CourseEdition.objects.get(major=2)
    assert (edition.released_by, edition.reason) == (chief, "Betere vraag")
    halfway.refresh_from_db()
    assert halfway.edition == saar.edition


def test_what_is_more_than_a_small_improvement_cannot_be_chosen(chief: User) -> None:
    """The page says why, and a form that asks for it all the same gets the same sentence."""
    client, url = signed_in(chief), reverse("release_course", args=[saar_page().pk])
    other_answer()
    reason = "Er zijn vragen bij gekomen of weg, de toets trekt anders, of er is een ander antwoord goed."
    page = client.get(url)
    assert "Kan nu niet:" in words(page)
    assert reason in words(page)
    kinds = soup_of(page).find_all("input", attrs={"name": "kind"})
    assert [tag["value"] for tag in kinds if not tag.has_attr("disabled")] == ["major", "safety"]
    assert reason in words(client.post(url, {"kind": "minor"}, follow=True))
    assert CourseEdition.objects.count() == 1


def test_the_address_of_a_released_course_stays(chief: User) -> None:
    """People have the link in WhatsApp (DESIGN §4); a course that was never released may still be renamed."""
    page = saar_page()
    page.slug = "saar-nieuw"
    with pytest.raises(ValidationError) as caught:
        page.full_clean()
    assert caught.value.message_dict == {"slug": ["Het webadres van een uitgegeven cursus blijft zoals het is."]}
    client = signed_in(chief)
    data = form_data(client.get(edit_url(saar_page())))
    response = client.post(edit_url(saar_page()), data | {"slug": "saar-nieuw", "action-publish": "1"})
    assert response.context["form"].errors.keys() == {"slug"}
    assert "Het webadres van een uitgegeven cursus blijft zoals het is." in words(response)
    assert saar_page().slug == "saar"
    saar_page().full_clean()
    fresh = CourseIndexPage.objects.get().add_child(
        instance=CoursePage(title="Nieuw", slug="nieuw", subtitle="x", for_whom="x", intro="x", goals="x",
                            illustration="kijken")
    )  # fmt: skip
    fresh.slug = "anders"
    fresh.full_clean()


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
        for path in [folder / "options.py", folder / "reader.py", *folder.glob("types/*.py")]
        for code in re.findall(r'(?:fail|InvalidQuestion)\(\s*"(\w+)"', path.read_text())
    }
    # What the form cannot bring about: shapes, ids and numbers are its own.
    impossible = {
        "not_an_object", "not_a_text", "not_a_flag", "not_a_list", "not_in_range", "unknown_value", "unknown_field",
        "unknown_choice", "not_a_percentage",
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


@pytest.mark.parametrize("kind", ["", "x", "\0"])
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
