"""What comes along: questions, categories, quizzes and their rules, as drafts."""

from pathlib import Path

from accounts.models import AuditEvent
from courses.models import Category, CoursePage, Question, QuizPage
from courses.quiz import parse_question
from tests.courses.django_quiz_app.source import SLUG, change, dump_of, question, quiz, run, world


def test_the_course_is_a_draft_and_so_are_its_questions(shelf: None, old: Path) -> None:
    run(old)
    page = CoursePage.objects.get(slug=SLUG)
    assert not page.live
    assert page.latest_revision is not None
    assert Question.objects.filter(live=False).count() == Question.objects.count() == 6
    assert dict(QuizPage.objects.child_of(page).values_list("title", "live")) == {
        "Veilig op straat": True, "Oefenen": False,
    }  # fmt: skip
    assert AuditEvent.objects.get(verb="django_quiz_app.imported").detail == {
        "questions": {"new": 6, "skipped": 0},
        "quizzes": {"new": 2},
    }


def test_a_choice_keeps_its_order_and_loses_its_markup(shelf: None, old: Path) -> None:
    run(old)
    content = question(10).content()
    assert (content["type"], content["stem"]) == ("single_choice", "Wie bel je bij brand?")
    assert content["explanation"] == "Bij brand telt elke seconde."
    assert [(option["text"], option["correct"]) for option in content["options"]] == [
        ("112", True), ("De buren", False), ("Niemand", False),
    ]  # fmt: skip
    assert content["shuffle"] is False
    assert question(13).content()["shuffle"] is True


def test_an_order_that_nobody_chose_stays_as_it_is(shelf: None, old: Path) -> None:
    change(old, "UPDATE multichoice_mcquestion SET answer_order = NULL")
    run(old)
    content = question(10).content()
    assert [option["text"] for option in content["options"]] == ["Niemand", "112", "De buren"]
    assert content["shuffle"] is False


def test_a_second_right_answer_gives_all_points_too(shelf: None, old: Path) -> None:
    assert "Vraag 13: er zijn meer goede antwoorden." in run(old)
    row = question(13)
    roos, tomaat, gras = row.content()["options"]
    asked = parse_question(row.content())
    assert [int(asked.grade({"choice": option["id"]}).fraction) for option in (roos, tomaat, gras)] == [1, 1, 0]


def test_true_or_false_and_an_essay_come_along(shelf: None, old: Path) -> None:
    run(old)
    assert (question(11).content()["type"], question(11).content()["correct"]) == ("true_false", True)
    essay = question(12).content()
    assert essay["type"] == "open_text"
    assert [(line["text"], line["points"]) for line in essay["rubric"]] == [("Het antwoord is goed", 1)]


def test_questions_live_in_the_categories_they_had(shelf: None, old: Path) -> None:
    run(old)
    homes = {number: question(number).category.name for number in (10, 11, 12)}
    assert homes == {10: "Buurt", 11: "Verkeer: Fietsen", 12: "Zonder categorie"}
    assert {*Category.objects.values_list("course_slug", flat=True)} == {SLUG}


def test_the_rules_of_a_quiz_come_along(shelf: None, old: Path) -> None:
    run(old)
    page = quiz("Veilig op straat")
    assert page.slug == "veilig"
    assert page.intro == "Kijk goed.\nNeem de tijd."
    assert page.policy().to_json() == {
        "pass_mark": 70, "shuffle_questions": True, "feedback": "end", "max_attempts": 1, "wait_minutes": 0,
        "time_limit_minutes": 0, "max_tries": 1, "penalty": 0,
    }  # fmt: skip
    bands = [(band.value["low"], band.value["text"]) for band in page.bands]
    assert bands == [(0, "Lees het nog eens."), (70, "Goed gedaan!")]
    # Questions of a category together, those without one first: the order that django-quiz-app has.
    assert [slot.value["question"].idnumber[-2:] for slot in page.slots] == ["12", "10", "11"]


def test_a_quiz_that_asks_some_of_its_questions_draws_them(shelf: None, old: Path) -> None:
    said = run(old)
    page = quiz("Oefenen")
    assert (page.feedback, page.max_tries, page.max_attempts, page.pass_mark) == ("each", 1, 0, 1)
    assert [(slot.block_type, slot.value["count"]) for slot in page.slots] == [("draw", 2)]
    category = page.slots[0].value["category"]
    assert category.name == "Toets: Oefenen"
    assert {row.idnumber[-2:] for row in category.questions.all()} == {"13", "14", "15"}
    # The category that they left stays as a label.
    assert [*question(13).tags.names()] == [*Question.objects.get(pk=question(13).pk).tags.names()] == ["Verkeer"]
    assert [*question(15).tags.names()] == []
    assert "De toets ‘Oefenen’ had 0 als slaaggrens. Het is nu 1 procent." in said
    assert "De toets ‘Oefenen’ had geen slotzin voor wie slaagt." in said


def test_two_draws_from_the_same_questions_share_them_and_others_become_fixed(shelf: None, old: Path) -> None:
    change(
        old,
        """INSERT INTO quiz_quiz VALUES
        (3, 'Nog eens', 'oefenen', 50, 1, NULL, false, false, false, false, true, '', '', ''),
        (4, 'Overlap', 'overlap', 50, 1, NULL, false, false, false, false, true, '', '', '');
        INSERT INTO quiz_question_quiz (question_id, quiz_id) VALUES (13, 3), (14, 3), (15, 3), (10, 4), (13, 4)""",
    )
    said = run(old)
    assert quiz("Nog eens").slots[0].value["category"] == quiz("Oefenen").slots[0].value["category"]
    assert quiz("Nog eens").slug == "oefenen-2"
    assert [slot.value["question"].idnumber[-2:] for slot in quiz("Overlap").slots] == ["10"]
    assert "De toets ‘Overlap’ koos 1 van 2 vragen." in said


def test_a_dump_brings_the_same_as_the_database(shelf: None, old: Path) -> None:
    run(old)
    before = world()
    assert "Vragen: 6 gelijk\nToetsen: 2 gelijk" in run(dump_of(old))
    assert world() == before


def test_a_dry_run_says_the_same_and_writes_nothing(shelf: None, old: Path) -> None:
    before = world()
    said = run(old, dry_run=True)
    assert world() == before
    assert said == run(old) + "Dit was een proef: er is niets bewaard.\n"


def test_a_picture_and_a_missing_explanation_are_told(shelf: None, old: Path) -> None:
    said = run(old)
    assert "Vraag 12 had een plaatje: uploads/2015/figuur.png. Zet het zelf op een scherm." in said
    assert "Deze vragen hebben nog geen uitleg. Schrijf die zelf: 12." in said
    assert "De toets ‘Veilig op straat’ stond in de categorie ‘Buurt’." in said
