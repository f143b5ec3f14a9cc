"""*Toetsen > Vragen uitvoeren* and the list of the bank, walked without JavaScript (DESIGN §4)."""

import pytest
from django.test import Client

from courses.models import Question
from courses.quiz.interchange import FORMATS, read
from tests.courses.bank_desk.acts import OUT, main_of, press, preview
from tests.courses.desk import words
from tests.courses.pages import link
from tests.factories.quizzes import add_question, make_quiz_course
from tests.quiz.samples import ALL, true_false

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("now")]


# --- out ------------------------------------------------------------------------------------------------
def test_what_cannot_go_along_is_told_before_the_download(client: Client) -> None:
    add_question(ALL["scenario"])
    page = client.get(OUT, {"course": "proef", "category": "", "format": "gift"})
    text = words(page)
    assert "1 van de 2 vragen kunnen mee." in text and "past niet in dit bestandstype" in text
    answer = client.get(link(page, "Download het bestand"))
    assert answer.headers["Content-Disposition"] == 'attachment; filename="vragen-proef.gift"'
    assert len(read(answer.content, "gift").items) == 1


@pytest.mark.parametrize("form", FORMATS)
def test_a_file_that_went_out_comes_in_again(client: Client, form: str) -> None:
    add_question(ALL["single_choice"])
    answer = client.get(f"{OUT}bestand/", {"course": "proef", "format": form})
    name = answer.headers["Content-Disposition"].split('"')[1]
    assert main_of(preview(client, answer.content, name=name)).select("tbody tr")


def test_one_category_can_go_out(client: Client) -> None:
    chosen = add_question(ALL["single_choice"], category="apart")
    add_question(true_false(), slug="saar", category="saars")
    page = client.get(OUT, {"course": "proef", "category": str(chosen.category.key), "format": "gift"})
    assert "1 van 1 vraag kan mee." in words(page)
    assert "saars" not in str(main_of(page).find("select", id="id_category"))


@pytest.mark.parametrize(
    "query",
    [
        {"course": "weg", "format": "gift"},
        {"course": "proef", "format": "word"},
        {"course": "proef\0", "format": "gift"},
        {"course": "proef", "category": "x", "format": "gift"},
        {"course": "", "format": ""},
    ],
)
def test_an_address_that_says_nothing_is_a_sentence(client: Client, query: dict[str, str]) -> None:
    for route in (OUT, f"{OUT}bestand/"):
        answer = client.get(route, query)
        assert answer.status_code == 400 and "Kies een" in words(answer)


def test_a_category_of_another_course_is_a_sentence(client: Client) -> None:
    make_quiz_course([true_false()], slug="ander")
    other = Question.objects.get(category__course_slug="ander").category
    answer = client.get(OUT, {"course": "proef", "category": str(other.key), "format": "gift"})
    assert answer.status_code == 400 and "hoort bij een andere cursus" in words(answer)


def test_an_empty_bank_has_no_file(client: Client) -> None:
    Question.objects.all().delete()
    page = client.get(OUT, {"course": "proef", "format": "gift"})
    assert "0 van de 0 vragen" in words(page) and "Download het bestand" not in words(page)


# --- the bank -------------------------------------------------------------------------------------------
def test_the_bank_can_be_filtered_by_label_and_searched_by_stem_and_mark(client: Client) -> None:
    press(client, preview(client), "Overnemen")
    url = "/beheer/snippets/courses/question/"
    tag = Question.objects.get(idnumber="x").tags.get()
    for query in (
        {"tag": tag.pk},
        {"tag": tag.pk, "q": "brand"},
        {"q": "bel je 112", "is_practice": "false"},
        {"q": "x"},
    ):
        page = client.get(url, query)
        rows = [" ".join(row.get_text(" ").split()) for row in main_of(page).select("tbody tr")]
        assert page.status_code == 200 and len(rows) == 1 and "Brand" in rows[0] and " x " in rows[0], query
    assert len(main_of(client.get(url)).select("tbody tr")) == 2
