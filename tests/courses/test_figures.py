"""*Toetsen > Cijfers* in `/beheer/`: kept figures in plain Dutch, from 5 people, computed only on request."""

import csv
import io
from dataclasses import replace

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import AuditEvent, User
from accounts.roles import Role
from courses.models import CourseEdition, Question, QuestionVersion, StoredFigures
from courses.quiz import parse_question
from courses.quiz.statistics import Figure
from courses.services.measuring import measure_quiz
from courses.views.figure_export import safe
from courses.views.figure_rows import class_words, report_of
from courses.views.figure_words import attention
from tests.conftest import NOW
from tests.courses.desk import signed_in, words
from tests.courses.pages import soup_of
from tests.factories.courses import edit_question, make_editor
from tests.factories.figures import bare_quiz, hand_in, quiz_key, statements
from tests.factories.quizzes import edit_quiz_course, make_quiz_course
from tests.quiz import samples

pytestmark = pytest.mark.django_db
LIST = "/beheer/toetsen/cijfers/"


@pytest.fixture
def desk(editor: User) -> Client:
    return signed_in(editor)


def url_of(stored: StoredFigures, more: str = "") -> str:
    return f"{LIST}{stored.quiz_key}/{more}"


def answered(*rights: tuple[int, ...], course: str = "proef") -> StoredFigures:
    """Figures of a real quiz, with a row of 1 and 0 per person."""
    edition = make_quiz_course(statements(len(rights[0])), slug=course)
    for right in rights:
        hand_in(edition, [bool(mark) for mark in right])
    return measure_quiz(quiz_key=quiz_key(edition), course=edition.course, selection="first", now=NOW)


SIX = ((1, 1), (1, 1), (1, 0), (0, 0), (1, 1), (0, 0))


def test_the_quiz_is_told_in_plain_dutch(desk: Client) -> None:
    text = words(desk.get(url_of(answered(*SIX))))
    assert "6 mensen, 6 pogingen." in text
    assert "Berekend op 21 november 2026 14:03." in text
    assert "Gemiddeld 1,2 van de 2" in text
    assert "Onderscheid 71 %" in text
    assert "Wie veel weet, heeft deze vraag vaker goed. Zo hoort het." in text


def test_answers_are_shown_in_words_with_the_right_one_marked(desk: Client) -> None:
    page = soup_of(desk.get(url_of(answered(*SIX))))
    cells = [" ".join(row.get_text(" ").split()) for row in page.select("#vraag-1 tbody tr")]
    assert cells == ["Waar ✓ goed 4 67 %", "Niet waar 2 33 %"]
    assert [meter["value"] for meter in page.select("#vraag-1 meter")] == ["67", "33"]


def test_an_answer_that_nobody_gave_is_a_row_too(desk: Client) -> None:
    page = soup_of(desk.get(url_of(answered(*[(0, 1)] * 5))))
    assert [row.td.get_text() for row in page.select("#vraag-1 tbody tr")] == ["5", "0"]
    assert "Waar ✓" in " ".join(page.select("#vraag-1 tbody tr")[1].get_text(" ").split())


def test_questions_that_ask_for_attention_stand_on_top(desk: Client) -> None:
    page = soup_of(desk.get(url_of(answered(*[(0, 1, 1)] * 3, *[(0, 0, 1)] * 3))))
    flags = " ".join(page.select_one(".figure-flags").get_text(" ").split())
    assert "Stelling 1? Weinig mensen hebben dit goed." in flags
    assert "Stelling 3? Bijna iedereen heeft dit goed." in flags
    assert "Stelling 2?" not in flags


def test_of_four_people_nothing_is_shown(desk: Client) -> None:
    stored = answered(*SIX[:4])
    text = words(desk.get(url_of(stored)))
    assert "Te weinig mensen: je ziet cijfers vanaf 5 mensen." in text
    assert "Stelling" not in text
    assert "Gemiddeld " not in text
    assert "4 mensen" not in text
    assert desk.get(url_of(stored, "tabel/")).status_code == 404
    assert "te weinig mensen" in words(desk.get(LIST))


def test_a_version_of_fewer_than_five_people_is_hidden(desk: Client) -> None:
    stored = answered(*SIX)
    few = QuestionVersion.objects.get(content__stem="Stelling 2?")
    stored.result["enough"].remove(str(few.pk))
    stored.save()
    page = soup_of(desk.get(url_of(stored)))
    rows = {row.th.get_text(): row.get_text(" ") for row in page.select("table")[0].select("tbody tr")}
    assert "te weinig mensen" in rows["Stelling 2?"]
    assert "67 %" in rows["Stelling 1?"]
    assert len(page.select("details")) == 1
    exported = desk.get(url_of(stored, "tabel/")).content.decode("utf-8-sig")
    assert "Stelling 1?" in exported
    assert "Stelling 2?" not in exported


def test_versions_of_one_question_are_told_apart_by_their_day(desk: Client) -> None:
    stored = answered(*[(1,)] * 5)
    edit_question(Question.objects.get(), explanation="Nieuwe uitleg.")
    newer = edit_quiz_course()
    for _ in range(5):
        hand_in(newer, [True])
    QuestionVersion.objects.update(created_at=NOW)
    desk.post(url_of(stored, "opnieuw/"))
    names = [one.get_text() for one in soup_of(desk.get(url_of(stored))).select("summary")]
    assert names == ["Stelling 1? (versie van 21 november 2026)"] * 2


def test_a_figure_that_cannot_be_said_has_its_reason(desk: Client) -> None:
    text = words(desk.get(url_of(answered(*[(1, 1)] * 5))))
    assert "niet te zeggen: iedereen haalt hetzelfde" in text
    assert "None" not in text


def test_the_screen_shows_what_is_kept_and_computes_nothing(desk: Client) -> None:
    stored = answered(*SIX)
    hand_in(CourseEdition.objects.get(), [False, False])
    assert "6 mensen, 6 pogingen." in words(desk.get(url_of(stored)))
    assert StoredFigures.objects.get().computed_at == NOW


def test_the_button_computes_again(desk: Client, editor: User) -> None:
    stored = answered(*SIX)
    hand_in(CourseEdition.objects.get(), [False, False])
    response = desk.post(url_of(stored, "opnieuw/"), {"pogingen": "first"}, follow=True)
    assert "De cijfers zijn opnieuw berekend." in words(response)
    assert "7 mensen, 7 pogingen." in words(response)
    assert AuditEvent.objects.filter(verb="figures.measured", actor=editor).exists()


def test_a_selection_that_was_never_computed_says_so(desk: Client) -> None:
    stored = answered(*SIX)
    assert "nog niet berekend" in words(desk.get(url_of(stored) + "?pogingen=all"))
    desk.post(url_of(stored, "opnieuw/"), {"pogingen": "all"})
    assert sorted(StoredFigures.objects.values_list("selection", flat=True)) == ["all", "first"]
    assert desk.get(url_of(stored) + "?pogingen=raar").status_code == 200


def test_figures_of_an_old_shape_ask_for_the_button(desk: Client) -> None:
    stored = answered(*SIX)
    StoredFigures.objects.update(result={"schema": 0})
    assert "Deze cijfers zijn van een oudere versie." in words(desk.get(url_of(stored)))
    assert desk.get(LIST).status_code == 200


def test_a_quiz_without_figures_is_in_the_list(desk: Client) -> None:
    edition = make_quiz_course(statements(2))
    assert "Proefcursus: De toets nog niet berekend" in words(desk.get(LIST))
    assert "nog niet berekend" in words(desk.get(f"{LIST}{quiz_key(edition)}/"))


def test_the_list_says_how_many_questions_ask_for_attention(desk: Client) -> None:
    answered(*[(0, 1, 1)] * 3, *[(0, 0, 1)] * 3)
    row = soup_of(desk.get(LIST)).select_one("tbody tr")
    assert [cell.get_text() for cell in row.select("td")][:3] == ["6", "1,5 van de 3", "2"]


def test_the_table_opens_in_a_dutch_spreadsheet_and_holds_no_person(desk: Client) -> None:
    response = desk.get(url_of(answered(*SIX), "tabel/"))
    assert response["Content-Type"] == "text/csv; charset=utf-8"
    assert "cijfers-proef-toets-first.csv" in response["Content-Disposition"]
    lines = list(csv.DictReader(io.StringIO(response.content.decode("utf-8-sig")), delimiter=";"))
    assert [line["vraag"] for line in lines] == ["Stelling 1?", "Stelling 2?"]
    assert (lines[0]["pogingen"], lines[0]["goed %"], lines[0]["onderscheid %"]) == ("6", "66,67", "70,71")
    assert lines[0]["antwoorden"] == "Waar: 4 | Niet waar: 2"


@pytest.mark.parametrize("text", ["=1+1", "+31", "-1", "@som"])
def test_a_stem_is_never_a_formula(text: str) -> None:
    assert safe(text) == f"'{text}"


def test_a_retitled_quiz_of_a_new_edition_keeps_its_figures(desk: Client) -> None:
    stored = answered(*SIX)
    edit_quiz_course(title="Eindtoets")
    assert "Eindtoets" in words(desk.get(url_of(stored)))


@pytest.mark.parametrize(
    ("kind", "name", "expected"),
    [
        ("multiple_response", "a+c", "optie a + optie c"),
        ("ordering", "fout vanaf 3", "fout vanaf plaats 3"),
        ("ordering", "goed", "alles op zijn plaats"),
        ("matching", "2/3", "2 van de 3 goed"),
        ("numeric", "no match", "iets anders"),
        ("open_text", "beantwoord", "beantwoord"),
        ("single_choice", "", "geen antwoord"),
    ],
)
def test_a_class_has_words(kind: str, name: str, expected: str) -> None:
    assert class_words(parse_question(samples.ALL[kind]), name) == expected


def test_a_negative_covariance_asks_for_attention() -> None:
    report = report_of(bare_quiz(1))
    assert report is not None
    row = report.rows[0].figures
    assert row is not None
    bad = replace(row, effective_weight=Figure(None, "negative_covariance"), facility=Figure(50.0))
    assert not attention(replace(row, facility=Figure(50.0), discrimination=Figure(30.0)))
    assert attention(replace(bad, discrimination=Figure(-5.0))) == [
        "Wie veel weet, heeft deze vraag juist vaker fout. Kijk of het goede antwoord klopt."
    ]
    assert attention(replace(bad, discrimination=Figure(30.0))) == [
        "Wie meer punten haalt, heeft deze vraag vaker fout. Kijk of het goede antwoord klopt."
    ]


@pytest.mark.parametrize("role", [Role.REGISTRAR, Role.CERTIFIER])
def test_figures_are_for_who_writes(role: Role) -> None:
    stored = bare_quiz(1)
    client = signed_in(make_editor(role, email="iemand@example.nl"))
    for address in (LIST, url_of(stored), url_of(stored, "tabel/")):
        assert client.get(address).status_code == 302
    assert client.post(url_of(stored, "opnieuw/")).status_code == 302
    assert not AuditEvent.objects.filter(verb="figures.measured").exists()


def test_an_unknown_quiz_is_not_there_and_a_get_computes_nothing(desk: Client) -> None:
    stored = bare_quiz(1)
    assert desk.get(f"{LIST}{NOW:%Y%m%d}/").status_code == 404
    assert desk.get(url_of(stored, "opnieuw/")).status_code == 405
    assert reverse("quiz_figures", args=[stored.quiz_key]) == url_of(stored)


def queries(client: Client, address: str) -> int:
    with CaptureQueriesContext(connection) as seen:
        assert client.get(address).status_code == 200
    return len(seen)


def test_the_list_costs_as_many_queries_for_many_quizzes(desk: Client) -> None:
    for number in range(3):
        bare_quiz(number)
    queries(desk, LIST)
    few = queries(desk, LIST)
    for number in range(3, 30):
        bare_quiz(number)
    assert queries(desk, LIST) == few


def test_a_quiz_costs_as_many_queries_for_many_questions(desk: Client) -> None:
    small, large = bare_quiz(1, questions=3), bare_quiz(2, questions=30)
    queries(desk, url_of(small))
    assert queries(desk, url_of(large)) == queries(desk, url_of(small))
    assert queries(desk, url_of(large)) <= 25
