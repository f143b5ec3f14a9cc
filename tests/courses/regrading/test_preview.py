"""The preview of a correction: it counts what will happen and writes nothing."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from courses.models import Attempt, Completion, CourseEdition, Grade, QuestionVersion, Regrade
from courses.services.correcting import corrected_by_bank
from courses.services.regrading import preview_regrade
from tests.factories.corrections import choices, correct, correct_in_bank, hand_in
from tests.factories.courses import make_enrollment

pytestmark = pytest.mark.django_db


def test_the_preview_counts_and_writes_nothing(edition: CourseEdition, version: QuestionVersion, by: User) -> None:
    person = make_enrollment(edition=edition)
    hand_in(edition, "ba", enrollment=person)
    hand_in(edition, "bb", enrollment=person)
    hand_in(edition, "ba", enrollment=person)  # passes twice: one person, one certificate
    hand_in(edition, "aa")
    hand_in(edition, "ca")
    hand_in(edition, "ba", submit=False)
    hand_in(edition, "ba", read=False)  # passes, and still has to read
    correct_in_bank(version, choices("b"))
    versions = QuestionVersion.objects.count()
    preview = preview_regrade(version=version, mode="new", corrected=corrected_by_bank(version))
    assert (preview.attempts, preview.open, preview.rise, preview.fall, preview.same) == (6, 1, 4, 1, 1)
    assert (preview.kept, preview.passes, preview.certificates, preview.unmarked) == (1, 2, 1, 0)
    assert QuestionVersion.objects.count() == versions
    assert not Regrade.objects.exists()
    assert Grade.objects.count() == 6


def test_the_preview_is_what_happens(edition: CourseEdition, version: QuestionVersion, by: User) -> None:
    for letters in ("ba", "aa", "ca", "bb", "-a", "cc"):
        hand_in(edition, letters)
    correct_in_bank(version, choices("b"))
    preview = preview_regrade(version=version, mode="either", corrected=corrected_by_bank(version))
    completions = Completion.objects.count()
    correct(version, by, mode="either")
    assert Grade.objects.filter(reason="regrade").count() == preview.rise + preview.fall
    assert Completion.objects.count() - completions == preview.certificates == 1


@pytest.mark.parametrize("act", ["preview", "regrade"])
def test_queries_do_not_grow_with_attempts(
    edition: CourseEdition, version: QuestionVersion, by: User, act: str
) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            if act == "preview":
                preview_regrade(version=version, mode="new", corrected=corrected_by_bank(version))
            else:
                correct(version, by, at_once=10**6)
        assert act == "preview" or Grade.objects.filter(reason="regrade").count() == Attempt.objects.count()
        Grade.objects.filter(reason="regrade").delete()
        Regrade.objects.all().delete()
        return len(captured)

    correct_in_bank(version, choices("b"))
    for _ in range(3):
        hand_in(edition, "bb")
    queries()  # the first time fills what a process remembers
    few = queries()
    for _ in range(27):
        hand_in(edition, "bb")
    assert queries() == few
