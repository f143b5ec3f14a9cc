"""The pages of who marks: the list, the form, two markers at once, and who may."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from accounts.roles import Role
from cms.services.rights import grant_rights
from courses.models import CourseEdition, Mark
from tests.conftest import NOW
from tests.courses.desk import signed_in, words
from tests.courses.marking.acts import FULL, HALF, LATER, LIST, filled, give, hand_in, lines, page_of
from tests.courses.pages import Form, link, post, read_form, soup_of
from tests.factories.courses import make_editor, make_learner
from tests.quiz.samples import open_text

pytestmark = pytest.mark.django_db


def test_the_list_has_no_names_and_the_oldest_first(edition: CourseEdition, chief: User) -> None:
    young = hand_in(edition, learner=make_learner(email="fatma@example.nl"), at=NOW)
    old = hand_in(edition, at=NOW - timedelta(days=2))
    response = signed_in(chief).get(LIST)
    text = words(response)
    assert "Er wachten 2 antwoorden" in text and "Proefcursus" in text
    assert "O’Brien" not in text and "fatma" not in text
    links = [a["href"] for a in soup_of(response).select("td.title a")]
    assert links == [page_of(old), page_of(young)]


def test_one_answer_is_shown_as_it_was_typed(edition: CourseEdition, chief: User) -> None:
    attempt = hand_in(edition)
    response = signed_in(chief).get(page_of(attempt))
    html = response.content.decode()
    assert "Ik blijf erbij.<br>Ik bel &lt;b&gt;112&lt;/b&gt;." in html
    text = words(response)
    for part in (open_text()["stem"], open_text()["model_answer"], *(line["text"] for line in open_text()["rubric"])):
        assert part in text
    assert not soup_of(response).select("input[type=radio][checked]")


def test_saving_goes_on_to_the_next(edition: CourseEdition, chief: User) -> None:
    first, second = hand_in(edition), hand_in(edition, at=LATER)
    client = signed_in(chief)
    data = filled(first, comment="Mooi.")
    assert client.post(page_of(first), data).headers["Location"] == page_of(second)
    assert client.post(page_of(second), data).headers["Location"] == LIST
    assert "Er wacht niets" in words(client.get(LIST))
    assert Mark.objects.filter(fraction=1, comment="Mooi.").count() == 2


def test_after_the_last_comes_the_first_that_was_passed_over(edition: CourseEdition, chief: User) -> None:
    first, second = hand_in(edition), hand_in(edition, at=LATER)
    client = signed_in(chief)
    assert link(client.get(page_of(first)), "Sla deze over") == page_of(second)
    assert client.post(page_of(second), filled(second)).headers["Location"] == page_of(first)


def test_the_form_works_as_a_browser_posts_it(edition: CourseEdition, chief: User) -> None:
    attempt = hand_in(edition)
    client = signed_in(chief)
    page = client.get(page_of(attempt))
    form = mark_form(page)
    post(client, form, "Bewaar en volgende", **filled(attempt, (1, 1), comment="Bijna."))
    assert list(Mark.objects.get().awarded.values()) == [1, 1]
    again = client.get(page_of(attempt))
    chosen = [radio["value"] for radio in soup_of(again).select("input[type=radio][checked]")]
    assert chosen == ["1", "1"] and "Bijna." in words(again)


def mark_form(response: Any) -> Form:
    """The form of the page; the sidebar has one of its own."""
    form = soup_of(response).find("main").find("form", method="post")
    return read_form(form, response.wsgi_request.path)


@pytest.mark.parametrize("wrong", [(2, ""), (2, "9"), (2, "x"), "a" * 1501])
def test_mistakes_keep_what_was_filled_in(edition: CourseEdition, chief: User, wrong: Any) -> None:
    attempt = hand_in(edition)
    is_text = isinstance(wrong, str)
    data = filled(attempt, FULL if is_text else wrong, comment=wrong if is_text else "Dit typte ik.")
    response = signed_in(chief).post(page_of(attempt), data)
    assert response.status_code == 400 and not Mark.objects.exists()
    soup = soup_of(response)
    assert soup.find(id=f"id_regel-{lines(attempt)[0]}_2").has_attr("checked")
    assert soup.select_one("textarea").text.strip() == data["comment"]
    assert "Het is nog niet bewaard." in words(response)
    assert len(soup.select(".mark-error")) == 1


def test_the_second_marker_reads_a_sentence_and_may_save_again(
    edition: CourseEdition, chief: User, colleague: User
) -> None:
    attempt = hand_in(edition)
    give(attempt, colleague, HALF, comment="Van een ander")
    client = signed_in(chief)
    response = client.post(page_of(attempt), filled(attempt, comment="Van mij"))
    assert response.status_code == 409 and Mark.objects.count() == 1
    assert "Iemand anders was net eerder." in words(response) and "1 van de 3 punten" in words(response)
    form = mark_form(response)
    assert form.fields["seen"] == ["1"] and soup_of(response).select_one("textarea").text.strip() == "Van mij"
    post(client, form, "Bewaar en volgende", comment="Van mij")
    assert Mark.objects.last().fraction == 1


@pytest.mark.parametrize("seen", ["", "x", "²", "-1", "9" * 30])
def test_a_made_up_number_of_marks_does_no_harm(edition: CourseEdition, chief: User, seen: str) -> None:
    attempt = hand_in(edition)
    assert signed_in(chief).post(page_of(attempt), filled(attempt, seen=seen)).status_code == 302


def test_what_was_marked_last_can_be_opened_again(edition: CourseEdition, chief: User) -> None:
    attempt = hand_in(edition)
    give(attempt, chief)
    response = signed_in(chief).get(LIST)
    assert "Laatst nagekeken" in words(response) and "Iris de Vries" in words(response)
    assert [a["href"] for a in soup_of(response).select("td.title a")] == [page_of(attempt)]


@pytest.mark.parametrize("role", [Role.EDITOR, Role.REGISTRAR, Role.CERTIFIER])
def test_only_judges_mark(edition: CourseEdition, role: Role) -> None:
    attempt = hand_in(edition)
    grant_rights()
    client = signed_in(make_editor(role, email="ander@example.nl"))
    for address in (LIST, page_of(attempt)):
        assert client.get(address).status_code == 302
    client.post(page_of(attempt), filled(attempt))
    assert not Mark.objects.exists()
    assert reverse("quiz_marking") not in client.get("/beheer/").content.decode()


def test_strangers_sign_in(edition: CourseEdition) -> None:
    assert "inloggen" in Client().get(LIST).headers["Location"]


@pytest.mark.parametrize("rows", [3, 30])
def test_the_pages_cost_the_same(
    edition: CourseEdition, chief: User, rows: int, django_assert_max_num_queries: Any
) -> None:
    attempts = [hand_in(edition) for _ in range(rows)]
    for attempt in attempts[: rows // 3]:
        give(attempt, chief, HALF)
    client = signed_in(chief)
    client.get(LIST)
    with django_assert_max_num_queries(14):
        client.get(LIST)
    with django_assert_max_num_queries(17):
        client.get(page_of(attempts[-1]))
