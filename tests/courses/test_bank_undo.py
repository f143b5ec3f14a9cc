"""Questions from a file, taken back: what nobody touched goes, the rest stays and is told (DESIGN §4)."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest

from accounts.models import AuditEvent, User
from accounts.roles import Role
from courses.models import BankImport, LessonPage, Question, QuestionVersion, QuizPage
from courses.services.bank_importing import TooLate, apply_import, undo_import
from tests.conftest import NOW
from tests.courses.banks import DAY, HOUR, drafted, edit, preview, take_in
from tests.factories.courses import make_editor
from tests.factories.quizzes import add_question, make_quiz_course, stream
from tests.quiz.samples import true_false

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("now")]


@pytest.fixture
def writer() -> User:
    return make_editor(Role.EDITOR, email="redacteur@example.nl")


def test_an_undo_deletes_what_the_import_made(writer: User) -> None:
    found = undo_import(bank_import=take_in(), by=writer, now=NOW + 7 * DAY)
    assert (found.state, found.undone_at, found.problems) == ("undone", NOW + 7 * DAY, [])
    assert not Question.objects.exists()
    assert [row.question for row in found.rows.all()] == [None, None]
    detail = AuditEvent.objects.get(verb="bank.import_undone").detail
    assert detail == {"deleted": 2, "restored": 0, "kept": 0}
    undo_import(bank_import=found, by=writer, now=NOW + 9 * DAY)
    assert AuditEvent.objects.filter(verb="bank.import_undone").count() == 1


def test_an_undo_is_possible_for_seven_days(writer: User) -> None:
    found = take_in()
    with pytest.raises(TooLate):
        undo_import(bank_import=found, by=writer, now=NOW + 7 * DAY + timedelta(seconds=1))
    assert Question.objects.count() == 2 and BankImport.objects.get().state == "applied"


def test_an_undo_of_a_preview_is_nothing(writer: User) -> None:
    assert undo_import(bank_import=preview(), by=writer, now=NOW).state == "preview"


def test_an_undone_import_does_not_come_back_with_a_press(writer: User) -> None:
    found = undo_import(bank_import=take_in(), by=writer, now=NOW)
    assert apply_import(bank_import=found, by=writer, now=NOW).state == "undone"
    assert not Question.objects.exists()
    take_in()
    assert Question.objects.count() == 2


def test_what_somebody_edited_stays(writer: User, clock: Any) -> None:
    found = take_in()
    clock.shift(HOUR)
    edit(Question.objects.get(idnumber="vraag-1"), title="Beter")
    found = undo_import(bank_import=found, by=writer, now=NOW + HOUR)
    assert [one.idnumber for one in Question.objects.all()] == ["vraag-1"]
    assert [one["code"] for one in found.problems] == ["kept_edited"]
    assert "is blijven staan" in found.problems[0]["message"]


def test_an_edit_that_overwrites_the_draft_counts_too(writer: User, clock: Any) -> None:
    """Wagtail's autosave writes over the newest revision."""
    found = take_in()
    clock.shift(HOUR)
    question = Question.objects.get(idnumber="vraag-1")
    question.title = "Beter"
    question.save_revision(user=writer, overwrite_revision=question.latest_revision)
    undo_import(bank_import=found, by=writer, now=NOW + HOUR)
    assert Question.objects.filter(idnumber="vraag-1").exists()


@pytest.mark.parametrize("is_live", [True, False])
def test_what_somebody_published_stays(writer: User, clock: Any, is_live: bool) -> None:
    found = take_in()
    clock.shift(HOUR)
    question = Question.objects.get(idnumber="vraag-1")
    question.latest_revision.publish()
    if not is_live:
        Question.objects.get(pk=question.pk).unpublish()
    found = undo_import(bank_import=found, by=writer, now=NOW + HOUR)
    assert [one.idnumber for one in Question.objects.all()] == ["vraag-1"]
    assert [one["code"] for one in found.problems] == ["kept_edited"]


def test_what_a_quiz_or_a_lesson_names_stays(writer: User) -> None:
    edition = make_quiz_course([true_false()])
    found = take_in()
    marked, other = Question.objects.filter(live=False).order_by("pk")
    page = QuizPage.objects.get()
    page.slots = stream(QuizPage, "slots", [{"type": "fixed", "value": {"question": marked.pk}}])
    page.save_revision()  # only a draft of the page
    lesson = LessonPage.objects.get()
    block = {"type": "practice", "id": str(uuid4()), "value": {"question": other.pk, "facts": []}}
    screen = {"title": "Nog een", "minutes": 1, "content": [block]}
    lesson.screens = stream(LessonPage, "screens", [{"type": "screen", "value": screen}])
    lesson.save()
    found = undo_import(bank_import=found, by=writer, now=NOW)
    assert Question.objects.filter(pk__in=[marked.pk, other.pk]).count() == 2
    assert [one["code"] for one in found.problems] == ["kept_used", "kept_used"]
    assert edition.number == "1.0"


def test_what_an_edition_holds_stays(writer: User) -> None:
    found = take_in()
    question = Question.objects.get(idnumber="vraag-1")
    QuestionVersion.objects.create(
        question_key=question.key, type="true_false", content=question.content(), content_hash=question.content_hash()
    )
    found = undo_import(bank_import=found, by=writer, now=NOW)
    assert [one["code"] for one in found.problems] == ["kept_used"]


def test_a_changed_question_gets_its_live_words_back(writer: User) -> None:
    question = add_question(true_false(), idnumber="vraag-1")
    old = question.content()
    undo_import(bank_import=take_in(), by=writer, now=NOW + DAY)
    question.refresh_from_db()
    assert (question.live, question.has_unpublished_changes, question.content()) == (True, False, old)
    assert drafted(question).content() == old and list(Question.objects.all()) == [question]


def test_a_changed_question_gets_its_earlier_draft_back(writer: User) -> None:
    question = add_question(true_false(), idnumber="vraag-1")
    question.title = "Bijna goed"
    question.save_revision()
    found = take_in()
    assert drafted(question).title == "Bel je 112?"
    undo_import(bank_import=found, by=writer, now=NOW + DAY)
    question = Question.objects.get(pk=question.pk)
    assert question.has_unpublished_changes and question.title == "Wat doe je?"
    assert drafted(question).title == "Bijna goed"
    assert drafted(question).content() == question.content()


def test_a_changed_draft_gets_its_earlier_self_back(writer: User) -> None:
    first = take_in("// [id:x] [tag:a]\n::Oud::Wat? {=a ~b}")
    second = take_in("// [id:x] [tag:c]\n::Nieuw::Wat? {=a ~c}", now=NOW + HOUR)
    undo_import(bank_import=second, by=writer, now=NOW + HOUR)
    question = Question.objects.get()
    assert (question.title, question.live, question.has_unpublished_changes) == ("Oud", False, True)
    assert list(question.tags.names()) == ["a"]
    # The first import is not the last word on it any more.
    assert undo_import(bank_import=first, by=writer, now=NOW + 2 * HOUR).problems[0]["code"] == "kept_edited"


def test_a_changed_question_that_somebody_went_on_with_stays(writer: User, clock: Any) -> None:
    edited = add_question(true_false(), idnumber="vraag-1")
    found = take_in()
    clock.shift(HOUR)
    edit(edited, title="Nog beter")
    found = undo_import(bank_import=found, by=writer, now=NOW + HOUR)
    assert drafted(edited).title == "Nog beter"
    assert [one["code"] for one in found.problems] == ["kept_edited"]


def test_a_changed_question_that_was_published_stays(writer: User, clock: Any) -> None:
    question = add_question(true_false(), idnumber="vraag-1")
    found = take_in()
    clock.shift(HOUR)
    Question.objects.get(pk=question.pk).latest_revision.publish()
    undo_import(bank_import=found, by=writer, now=NOW + HOUR)
    question.refresh_from_db()
    assert question.content()["stem"] == "Er is brand. Bel je 112?" and question.live
