"""Questions of the bank written to a file, and what in and out cost (DESIGN §4)."""

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from courses.models import BankImport, Category, Question
from courses.services.bank_importing import apply_import, export_questions
from tests.conftest import NOW
from tests.courses.banks import actions, preview, take_in
from tests.factories.quizzes import add_question
from tests.quiz.interchange.meaning import probes_of, scores
from tests.quiz.samples import ALL, around, multiple, numeric, short_text, single, true_false, written

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("now")]
PER_QUESTION = {"created": 13, "changed": 19}


def numbered(count: int) -> str:
    lines = (f"// [id:v{n}] [tag:deur]\n::Vraag {n}::Hoeveel is {n}? {{={n} ~geen}}" for n in range(count))
    return "$CATEGORY: Tellen\n\n" + "\n\n".join(lines)


# --- out ------------------------------------------------------------------------------------------------
# What every format of the four holds to the letter.
BANK = [
    single(),
    multiple(rule="right_minus_wrong"),
    true_false(),
    ALL["ordering"],
    ALL["matching"],
    numeric(around("n1", "110", "10")),
    short_text(written("t1", "112")),
]


@pytest.mark.parametrize("form", ["gift", "moodle_xml", "xlsx", "csv"])
def test_the_bank_of_a_course_goes_to_another_course_and_scores_alike(writer: User, form: str) -> None:
    for content in BANK:
        add_question(content, idnumber=f"kenmerk-{content['type']}").tags.add("deur")
    rows = Question.objects.select_related("category").order_by("pk")
    data, told = export_questions(rows, form)
    take_in(data, slug="ander", file_name="x", format=form)
    came = {one.content()["type"]: one for one in Question.objects.filter(category__course_slug="ander")}
    assert len(came) == len(BANK) and not any(one.fatal for one in told)
    for content in BANK:
        question, probes = came[content["type"]], probes_of(content)
        assert probes and scores(question.content(), probes) == scores(content, probes), content["type"]
        assert (question.category.name, question.idnumber) == ("Proef", "")


def test_the_bank_goes_to_its_own_course_and_nothing_changes(writer: User) -> None:
    for content in BANK:
        add_question(content, idnumber=f"kenmerk-{content['type']}").tags.add("deur")
    data, _ = export_questions(Question.objects.select_related("category"), "moodle_xml")
    found = preview(data, file_name="x.xml")
    assert actions(found) == ["same"] * len(BANK)


def test_what_cannot_go_along_is_told(writer: User) -> None:
    add_question(ALL["scenario"])
    add_question(ALL["true_false"])
    Question.objects.create(title="Nog leeg", category=Category.objects.get(), live=False)
    data, problems = export_questions(Question.objects.select_related("category").order_by("pk"), "aiken")
    fatal = {one.title: one.code for one in problems if one.fatal}
    assert fatal == {"Nog leeg": "not_valid", "Wat doe je?": "type_not_possible"}
    assert all(one.message for one in problems) and data == b""


# --- size -----------------------------------------------------------------------------------------------
def test_a_preview_costs_the_same_queries_for_a_big_file(writer: User, django_assert_max_num_queries: Any) -> None:
    take_in(numbered(30))
    for count in (3, 30):
        with django_assert_max_num_queries(11):
            preview(numbered(count))


def queries_of(bank_import: BankImport) -> int:
    """What it costs to take it in."""
    with CaptureQueriesContext(connection) as captured:
        apply_import(bank_import=bank_import, by=User.objects.get(), now=NOW)
    return len(captured)


def test_taking_in_costs_a_few_queries_per_question(writer: User) -> None:
    for word, action in (("~geen", "created"), ("~niets", "changed")):
        few, many = numbered(3).replace("id:v", "id:few").replace("Hoeveel", "Hoe vaak"), numbered(13)
        found = [preview(text.replace("~geen", word)) for text in (few, many)]
        assert {name for one in found for name in actions(one)} == {action}
        small, big = map(queries_of, found)
        assert (big - small) / 10 <= PER_QUESTION[action], (action, small, big)
