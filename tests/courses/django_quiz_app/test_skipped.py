"""What cannot come along is skipped and told."""

from pathlib import Path

import pytest

from courses.models import Question, QuizPage
from tests.courses.django_quiz_app.source import change, question, quiz, refused, run, url_of


@pytest.mark.parametrize(
    ("script", "line"),
    [
        ("UPDATE multichoice_answer SET correct = false", "Vraag 10: er is geen goed antwoord."),
        ("DELETE FROM multichoice_answer WHERE id <> 2", "Vraag 10: er zijn te weinig antwoorden of onderdelen."),
        (
            "INSERT INTO multichoice_answer VALUES (21, 10, 'a', false), (22, 10, 'b', false), (23, 10, 'c', false), "
            "(24, 10, 'd', false), (25, 10, 'e', false), (26, 10, 'f', false)",
            "Vraag 10: er zijn te veel antwoorden of onderdelen. De vraag is overgeslagen.",
        ),
        ("UPDATE multichoice_answer SET content = '112'", "Vraag 10: twee antwoorden of onderdelen zijn hetzelfde."),
        ("UPDATE quiz_question SET content = ' ' WHERE id = 10", "Vraag 10: een tekst die nodig is, ontbreekt."),
        ("UPDATE quiz_question SET content = '<p></p>' WHERE id = 10", "Vraag 10: een tekst die nodig is, ontbreekt."),
        ("DELETE FROM multichoice_mcquestion WHERE question_ptr_id = 10", "Vraag 10: dit vraagtype kennen we niet"),
        ("UPDATE quiz_question SET content = 'a' || char(1) WHERE id = 10", "Vraag 10: er staat een teken in dat we"),
    ],
)  # fmt: skip
def test_a_question_that_cannot_be_asked_is_skipped_and_told(shelf: None, old: Path, script: str, line: str) -> None:
    change(old, script)
    said = run(old)
    assert line in said
    assert "overgeslagen" in said.partition("\nVragen: ")[2].partition("\n")[0]
    assert not Question.objects.filter(idnumber="django-quiz-app:10").exists()
    assert Question.objects.filter(idnumber="django-quiz-app:11").exists()
    assert len(quiz("Veilig op straat").slots) == 2


def test_an_answer_without_its_question_is_told(shelf: None, old: Path) -> None:
    change(old, "INSERT INTO multichoice_answer VALUES (99, 98, 'Los', true)")
    assert "Antwoord 99 hoort bij een vraag die er niet meer is. We hebben het overgeslagen." in run(old)


def test_an_empty_answer_is_left_out_and_told(shelf: None, old: Path) -> None:
    change(old, "UPDATE multichoice_answer SET content = '<img src=\"a.png\">' WHERE id = 1")
    said = run(old)
    assert "Vraag 10: een leeg antwoord is weggelaten." in said
    assert "Vraag 10: plaatjes, geluid of video zijn weggelaten." in said
    assert len(question(10).content()["options"]) == 2


def test_a_quiz_without_questions_is_skipped_and_told(shelf: None, old: Path) -> None:
    change(old, "DELETE FROM quiz_question_quiz WHERE quiz_id = 2")
    assert "De toets ‘Oefenen’ heeft geen vragen. We hebben de toets overgeslagen." in run(old)
    assert not QuizPage.objects.filter(title="Oefenen").exists()


def test_a_quiz_of_more_than_fifty_questions_is_skipped_and_told(shelf: None, old: Path) -> None:
    change(old, many(51))
    assert "De toets ‘Oefenen’ stelt 54 vragen, en dat mogen er hoogstens 50 zijn." in run(old)
    assert not QuizPage.objects.filter(title="Oefenen").exists()
    assert Question.objects.count() == 57


ALL_ASKED = "UPDATE quiz_quiz SET max_questions = NULL WHERE id = 2"


def many(count: int) -> str:
    rows = range(100, 100 + count)
    questions = ", ".join(f"({n}, 1, NULL, 'Bewering {n}', 'Uitleg', '')" for n in rows)
    types = ", ".join(f"({n}, true)" for n in rows)
    links = ", ".join(f"({n}, 2)" for n in rows)
    inserts = {
        "quiz_question": questions,
        "true_false_tf_question": types,
        "quiz_question_quiz (question_id, quiz_id)": links,
    }
    return "".join(f"INSERT INTO {table} VALUES {rows};" for table, rows in inserts.items()) + ALL_ASKED  # noqa: S608


def test_more_questions_than_a_bank_takes_in_are_refused(shelf: None, old: Path) -> None:
    change(old, many(1_500))
    assert "hoogstens 1.500" in refused(database=url_of(old))
    assert not Question.objects.exists()
