"""The number of a meldpunt: learners press it in an emergency; and what editors search in."""

import pytest
from django.urls import reverse

from accounts.models import User
from courses.models import CourseVideo, Meldpunt, Source
from tests.courses.desk import edit_url, signed_in, words

pytestmark = pytest.mark.usefixtures("saar")
FIELDS = {"name": "Politie", "when": "Als het voorbij is.", "source": ""}


@pytest.mark.parametrize("number", ["112", "0900-8844", "+31 343 57 8844", "(030) 123 45 67", "14 + netnummer", ""])
def test_what_can_be_dialed_is_kept(editor: User, number: str) -> None:
    meldpunt = Meldpunt.objects.first()
    signed_in(editor).post(edit_url(meldpunt), FIELDS | {"number": number})
    meldpunt.refresh_from_db()
    assert meldpunt.number == number


@pytest.mark.parametrize(
    "number", ["javascript:alert(1)", "<b>112</b>", "112;x", "‮112", "１１２", "bel ons", "tel:112"]
)
def test_what_nobody_can_dial_gets_a_sentence(editor: User, number: str) -> None:
    meldpunt = Meldpunt.objects.first()
    response = signed_in(editor).post(edit_url(meldpunt), FIELDS | {"number": number})
    assert "Schrijf alleen het nummer" in words(response)
    assert Meldpunt.objects.get(pk=meldpunt.pk).number == meldpunt.number


def test_the_numbers_of_our_own_course_can_be_dialed() -> None:
    for meldpunt in Meldpunt.objects.all():
        meldpunt.clean()


@pytest.mark.parametrize("model", [Source, CourseVideo, Meldpunt])
def test_editors_search_in_them(editor: User, model: type) -> None:
    address = reverse(model.snippet_viewset.get_url_name("list"))  # type: ignore[attr-defined]
    assert signed_in(editor).get(address, {"q": "politie"}).status_code == 200
