"""A *kleine verbetering*: what it may change, whom it takes along, and how a change is told (DESIGN §4)."""

from typing import Any

import pytest

from accounts.models import AuditEvent
from courses.models import (
    CourseEdition,
    Enrollment,
    LessonPage,
    Question,
)
from courses.services.comparing import minor_refusals, summarize
from courses.services.freezing import freeze_course
from courses.services.loading import Loaded
from courses.services.releasing import ReleaseRefused
from tests.conftest import NOW
from tests.courses import changes
from tests.courses.changes import other_practice, other_question, other_words
from tests.courses.conftest import client_of
from tests.courses.pages import result_url, text_of
from tests.factories.courses import (
    answer_all,
    draws,
    edit_question,
    edit_quiz,
    finish_course,
    make_attempt,
    make_enrollment,
    release,
    saar_edition,
    saar_page,
)

pytestmark = pytest.mark.usefixtures("saar")
MINOR, MAJOR, SAFETY = CourseEdition.Kind.MINOR, CourseEdition.Kind.MAJOR, CourseEdition.Kind.SAFETY


KEYS = "Er zijn lessen, schermen of toetsen bij gekomen, verdwenen of verplaatst, of een webadres is anders."
RULES = "De regels van de toets zijn veranderd."
ANSWERS = "Er zijn vragen bij gekomen of weg, de toets trekt anders, of er is een ander antwoord goed."


def refusals() -> list[str]:
    """What the page *Uitgeven* says about a small improvement of this moment."""
    return minor_refusals(saar_edition(), freeze_course(saar_page()))


@pytest.mark.parametrize(
    ("change", "reasons"),
    [
        (changes.add_screen, [KEYS]),
        (changes.swap_screens, [KEYS]),
        (changes.move_lesson, [KEYS]),
        (lambda: LessonPage.objects.first().unpublish(), [KEYS, ANSWERS]),
        (lambda: edit_quiz(slots=draws(signaleer=2, alarmeer=2)), [ANSWERS]),
        (lambda: edit_quiz(pass_mark=80), [RULES]),
        (lambda: edit_quiz(shuffle_questions=True), [RULES]),
        (lambda: edit_quiz(counts=False), [RULES]),
        (changes.all_lessons_optional, [RULES]),
        (lambda: changes.edit_course(valid_months=12), [RULES]),
        (changes.other_answer, [ANSWERS]),
        (changes.other_practice_answer, [ANSWERS]),
        (changes.critical_question, [ANSWERS]),
        (changes.one_option_less, [ANSWERS]),
        (changes.other_practice_question, [ANSWERS]),
        (changes.one_question_less, [ANSWERS]),
    ],
)
def test_a_small_improvement_that_is_more(change: Any, reasons: list[str]) -> None:
    halfway = make_enrollment()
    change()
    assert refusals() == reasons
    with pytest.raises(ReleaseRefused) as caught:
        release(MINOR)
    assert str(caught.value) == " ".join(reasons)
    assert release(MAJOR).number == "2.0"
    halfway.refresh_from_db()
    assert halfway.edition.number == "1.0"


@pytest.mark.parametrize(
    "change",
    [
        other_words,
        changes.other_title,
        other_question,
        changes.other_option_words,
        other_practice,
        lambda: edit_quiz(intro="Een andere inleiding."),
        lambda: changes.edit_course(closing="Een ander slotwoord."),
    ],
)
def test_other_words_are_a_small_improvement(change: Any) -> None:
    halfway = make_enrollment()
    change()
    assert refusals() == []
    assert release(MINOR).number == "1.1"
    halfway.refresh_from_db()
    assert halfway.edition.number == "1.1"


def test_who_follows_keeps_the_questions_of_his_open_attempt() -> None:
    """He reads the new lessons, and goes on with the words he began with; his answers count."""
    halfway = make_enrollment()
    attempt = make_attempt(halfway)
    item = attempt.items.select_related("version").first()
    before = item.version.content
    edit_question(Question.objects.get(key=item.version.question_key), stem="Met andere woorden?")
    release(MINOR)
    halfway.refresh_from_db()
    assert halfway.edition.number == "1.1"
    client = client_of(attempt.learner)
    page = client.get(f"/leren/saar/toets/toets/vraag/{item.position}/")
    assert before["stem"] in text_of(page)
    assert "Met andere woorden?" not in text_of(page)
    answer_all(attempt)
    client.post("/leren/saar/toets/toets/nakijken/", {"attempt": str(attempt.key)})
    assert before["stem"] in text_of(client.get(result_url(attempt)))
    assert attempt.grades.get().score == 8
    again = make_attempt(halfway, seed=1)
    versions = [one.version for one in again.items.select_related("version")]
    kept = [one for one in versions if one.question_key == item.version.question_key]
    assert [one.content["stem"] for one in kept] in ([], ["Met andere woorden?"])
    assert halfway.edition.questions.filter(content__stem="Met andere woorden?").count() == 1


def test_a_small_improvement_takes_people_along(saar: Loaded) -> None:
    halfway, done = make_enrollment(), finish_course()
    attempt = make_attempt(halfway)
    other_words()
    edition = release(MINOR)
    halfway.refresh_from_db()
    done.refresh_from_db()
    assert halfway.edition == edition
    assert [move.edition.number for move in halfway.moves.all()] == ["1.0", "1.1"]
    assert [move.reason for move in halfway.moves.all()] == ["start", "minor"]
    assert done.edition == saar.edition  # he has finished with that one
    attempt.refresh_from_db()
    assert attempt.edition == saar.edition  # an open attempt keeps its own
    assert AuditEvent.objects.get(verb="edition.released", object_key=str(edition.key)).detail["moved"] == 1


def test_a_new_edition_leaves_people_where_they_are(saar: Loaded) -> None:
    halfway = make_enrollment()
    other_words()
    release(MAJOR)
    halfway.refresh_from_db()
    assert halfway.edition == saar.edition
    assert halfway.moves.count() == 1
    assert make_enrollment().edition.number == "2.0"


def test_a_closed_enrollment_does_not_move(saar: Loaded) -> None:
    closed = make_enrollment()
    Enrollment.objects.filter(pk=closed.pk).update(closed_at=NOW, close_reason="samengevoegd")
    other_words()
    release(MINOR)
    closed.refresh_from_db()
    assert closed.edition == saar.edition


# --- what has changed -------------------------------------------------------------------------------
def test_the_summary_names_what_changed(saar: Loaded) -> None:
    other_words()
    other_question()
    edit_quiz(pass_mark=80, intro="Een andere inleiding.")
    lesson = LessonPage.objects.order_by("path").first()
    lesson.message = "Een andere boodschap."
    lesson.save_revision().publish()
    lines = summarize(saar.edition, freeze_course(saar_page()))
    assert "Gewijzigd scherm: ‘Wat zou jij doen?’." in lines
    assert [line for line in lines if line.startswith("Gewijzigde vraag: ‘")] != []
    assert "De regels van de toets zijn veranderd." in lines
    assert "Gewijzigde les: ‘Waarom een vaste volgorde?’." in lines
    assert "Gewijzigde toets: ‘De toets’." in lines


@pytest.mark.parametrize(
    "change",
    [
        other_words,
        changes.add_screen,
        changes.swap_screens,
        changes.move_lesson,
        other_question,
        other_practice,
        changes.other_answer,
        lambda: changes.edit_course(valid_months=12),
        changes.all_lessons_optional,
        lambda: edit_quiz(counts=False),
    ],
)
def test_no_change_goes_unnamed(saar: Loaded, change: Any) -> None:
    change()
    assert summarize(saar.edition, freeze_course(saar_page())) != []
