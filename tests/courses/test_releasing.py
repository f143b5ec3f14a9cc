"""Releasing: numbers, who may, and which versions an edition and an open attempt hold (DESIGN §4)."""

import re

import pytest
from django.db import transaction

from accounts.models import AuditEvent
from accounts.roles import Role
from cms.services.rights import grant_rights
from courses.models import (
    CourseEdition,
    CoursePage,
    Enrollment,
    LessonPage,
    Question,
    QuestionVersion,
    QuizPage,
    Source,
)
from courses.quiz import content_hash
from courses.services.grading import submit_attempt
from courses.services.loading import Loaded
from courses.services.releasing import ReleaseRefused
from tests.courses.changes import other_question, other_words
from tests.courses.conftest import client_of
from tests.factories.certificates import make_course
from tests.factories.courses import (
    answer_all,
    edit_question,
    edit_quiz,
    load_saar,
    make_attempt,
    make_editor,
    make_enrollment,
    quiz_of,
    release,
    saar_edition,
    saar_page,
)

pytestmark = pytest.mark.usefixtures("saar")
MINOR, MAJOR, SAFETY = CourseEdition.Kind.MINOR, CourseEdition.Kind.MAJOR, CourseEdition.Kind.SAFETY


# --- numbers ----------------------------------------------------------------------------------------
def test_the_first_edition(saar: Loaded) -> None:
    assert saar.released
    assert saar.edition.number == "1.0"
    assert AuditEvent.objects.filter(verb="edition.released", object_key=str(saar.edition.key)).count() == 1


def test_numbers_go_on() -> None:
    numbers = []
    for step, kind in enumerate([MINOR, MINOR, MAJOR, MINOR]):
        other_words(f"Stap {step}.")
        numbers.append(release(kind).number)
    assert numbers == ["1.1", "1.2", "2.0", "2.1"]


def test_numbers_sort_as_numbers() -> None:
    """1.10 is newer than 1.9."""
    for step in range(10):
        other_words(f"Stap {step}.")
        release(MINOR)
    assert saar_edition().number == "1.10"
    other_words("Nog een stap.")
    assert release(MINOR).number == "1.11"


@pytest.mark.parametrize("kind", [MINOR, MAJOR])
def test_the_same_content_is_refused(kind: str) -> None:
    with pytest.raises(ReleaseRefused, match="niets veranderd"):
        release(kind)
    assert CourseEdition.objects.count() == 1


@pytest.mark.parametrize("kind", ["", "x"])
def test_a_kind_that_is_not_there(kind: str, saar: Loaded) -> None:
    halfway = make_enrollment()
    other_words()
    with pytest.raises(ReleaseRefused, match=r"^Kies een kleine verbetering, een nieuwe editie of een"):
        release(kind)
    halfway.refresh_from_db()
    assert (CourseEdition.objects.get(), halfway.edition) == (saar.edition, saar.edition)


def test_only_a_chief_editor_releases() -> None:
    grant_rights()
    other_words()
    with pytest.raises(ReleaseRefused, match="eindredacteur"):
        release(MINOR, by=make_editor(Role.EDITOR, email="redacteur@example.nl"))
    chief = make_editor(Role.CHIEF_EDITOR, email="chef@example.nl")
    assert release(MINOR, by=chief).released_by == chief


def test_an_address_of_another_course_is_refused() -> None:
    other = make_course("saar-nieuw").course
    assert other.editions.numbered().exists()
    CoursePage.objects.filter(slug="saar").update(slug="saar-nieuw")
    with pytest.raises(ReleaseRefused, match="webadres"), transaction.atomic():
        from courses.models import Category
        from courses.services.releasing import release_edition

        Category.objects.update(course_slug="saar-nieuw")
        release_edition(page=CoursePage.objects.get(), kind=MAJOR, by=None)


# --- versions ---------------------------------------------------------------------------------------
def test_the_same_content_makes_no_second_version(saar: Loaded) -> None:
    before = QuestionVersion.objects.count()
    other_words()
    edition = release(MINOR)
    assert QuestionVersion.objects.count() == before
    assert set(edition.questions.all()) == set(saar.edition.questions.all())


def test_one_edited_question_makes_one_version(saar: Loaded) -> None:
    before = QuestionVersion.objects.count()
    other_question()
    edition = release(MAJOR)
    assert QuestionVersion.objects.count() == before + 1
    assert edition.questions.exclude(pk__in=saar.edition.questions.all()).count() == 1
    assert edition.questions.count() == saar.edition.questions.count()


@pytest.mark.parametrize("kind", [MINOR, MAJOR])
def test_who_is_halfway_keeps_his_own_text_and_order(kind: str) -> None:
    """load → edit in the bank → publish → release: the open attempt does not change, a newcomer gets the new text."""
    attempt = make_attempt()
    client = client_of(attempt.learner)
    pages = [client.get(f"/leren/saar/toets/toets/vraag/{position}/") for position in range(1, 9)]
    before = [without_tokens(page.content.decode()) for page in pages]
    for item in attempt.items.select_related("version"):
        question = Question.objects.get(key=item.version.question_key)
        edit_question(question, stem=f"Nieuwe tekst {item.position}?")
    edition = release(kind)
    assert (Enrollment.objects.get(pk=attempt.enrollment_id).edition == edition) is (kind == MINOR)
    pages = [client.get(f"/leren/saar/toets/toets/vraag/{position}/") for position in range(1, 9)]
    assert [without_tokens(page.content.decode()) for page in pages] == before
    answer_all(attempt)
    assert submit_attempt(attempt=attempt, now=attempt.started_at).grade.passed
    newcomer = make_attempt(make_enrollment())
    stems = [item.version.content["stem"] for item in newcomer.items.select_related("version")]
    assert any(stem.startswith("Nieuwe tekst") for stem in stems)


def without_tokens(html: str) -> str:
    return re.sub(r'name="(csrfmiddlewaretoken|uuid)" value="[^"]+"', "", html)


def test_the_same_course_has_the_same_hash_in_an_emptied_database(saar: Loaded) -> None:
    """Keys and content only: nothing of this installation's rows is in it."""
    from courses.models import Category, Course, EditionAsset, Meldpunt
    from tests.factories.courses import course_index

    with transaction.atomic():
        Course.objects.update(current=None)
        CourseEdition.objects.all().delete()
        Course.objects.all().delete()
        EditionAsset.objects.all().delete()
        saar_page().delete()
        for model in (Question, QuestionVersion, Category, Meldpunt, Source):
            model.objects.all().delete()
        course_index().refresh_from_db()
        assert not LessonPage.objects.exists()
        again = load_saar()
        assert again.edition.pk != saar.edition.pk
        assert again.edition.content_hash == saar.edition.content_hash
        transaction.set_rollback(True)


def test_the_quiz_page_does_not_reach_an_open_attempt() -> None:
    attempt = make_attempt()
    edit_quiz(pass_mark=100)
    release(MAJOR)
    attempt.refresh_from_db()
    assert attempt.policy["pass_mark"] == 75
    answer_all(attempt, wrong=1)
    assert submit_attempt(attempt=attempt, now=attempt.started_at).grade.passed


def test_shown_hash_is_that_of_what_is_shown() -> None:
    from courses.services.attempting import parsed

    attempt = make_attempt()
    for item in attempt.items.select_related("version"):
        assert content_hash(parsed(item.version).shown(item.arrangement)) == item.shown_hash
    assert quiz_of(attempt.enrollment).question_count == attempt.items.count() == 8
    assert QuizPage.objects.count() == 1
