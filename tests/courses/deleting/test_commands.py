"""What runs by itself or by hand, and tidies what Wagtail keeps: nothing of it reaches who learns (issue 4)."""

from collections.abc import Callable
from datetime import timedelta

import pytest
import time_machine
from django.core.management import call_command
from django.utils import timezone
from wagtail.models import Revision

from accounts.models import User
from cms.jobs import JOBS
from courses.models import LessonPage, Question, QuizPage
from tests.conftest import NOW
from tests.courses.changes import first_lesson
from tests.courses.deleting.world import World, assert_nobody_suffers
from tests.factories.courses import saar_page


def purge() -> None:
    for row in (LessonPage.objects.first(), QuizPage.objects.get(), Question.objects.first()):
        for _ in range(2):
            row.save_revision()
    before = Revision.objects.count()
    call_command("purge_revisions", days=0, verbosity=0)
    assert Revision.objects.count() < before


def purge_everything() -> None:
    """Also past Wagtail, which keeps the newest of each."""
    for model in (LessonPage, QuizPage, Question):
        model.objects.update(latest_revision=None, live_revision=None)
    Revision.objects.all().delete()


def rebuild() -> None:
    call_command("rebuild_references_index", verbosity=0)
    call_command("update_index", verbosity=0)


def mend_the_tree() -> None:
    call_command("fixtree", interactive=False, verbosity=0)


def expire() -> None:
    """The course, a lesson and a question whose last day was yesterday go off the air by themselves."""
    for row in (saar_page(), first_lesson(), Question.objects.first()):
        row.expire_at = NOW - timedelta(days=1)
        row.save_revision().publish()
        type(row).objects.filter(pk=row.pk).update(expire_at=NOW - timedelta(days=1), live=True)
    call_command("publish_scheduled")
    assert not saar_page().live


def publish_later() -> None:
    """A draft goes live at its hour; that is no edition yet."""
    lesson = first_lesson()
    lesson.title, lesson.go_live_at = "Straks", NOW + timedelta(hours=1)
    lesson.save_revision(approved_go_live_at=lesson.go_live_at)
    with time_machine.travel(NOW + timedelta(hours=2), tick=False):
        call_command("publish_scheduled")
    assert first_lesson().title == "Straks"


DAILY: list[Callable[[], None]] = [purge, purge_everything, expire]
RARE = [pytest.param(command, marks=pytest.mark.slow) for command in (rebuild, mend_the_tree, publish_later)]


@pytest.mark.parametrize("command", [*DAILY, *RARE])
def test_nobody_notices(world: World, command: Callable[[], None]) -> None:
    command()
    assert_nobody_suffers(world)


def test_the_jobs_of_every_minute_leave_who_learns_alone(world: World) -> None:
    """Of this minute: the plan is for tomorrow, the preview stands for a day."""
    from accounts.models import Learner

    learners = Learner.objects.count()
    for name in ("planned releases", "trials"):
        JOBS[name](timezone.now())
    assert Learner.objects.count() == learners
    assert User.objects.filter(learner__enrollments__isnull=False).count() == 2
    assert_nobody_suffers(world)
