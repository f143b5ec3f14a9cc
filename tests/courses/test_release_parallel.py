"""Acts of editors at the same moment, on the database that lets them: PostgreSQL."""

import threading
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import Group as RoleGroup
from django.db import connection, transaction

from accounts.models import User
from accounts.roles import Role
from courses.models import PlannedRelease
from courses.services import planning, releasing
from courses.services.enrolling import enroll
from courses.services.planning import cancel_plan, plan_release, release_due
from courses.services.releasing import lasting_course, release_edition
from tests.conftest import NOW
from tests.courses import changes
from tests.factories.courses import load_saar, make_editor, make_learner, saar_edition, saar_page

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]
HOUR = timedelta(hours=1)
BLOCKED = 1.0  # seconds after which an act that waits is believed to wait


@pytest.fixture
def chief() -> User:
    load_saar()
    # The test before this one emptied the database, of roles too.
    RoleGroup.objects.get_or_create(name=Role.CHIEF_EDITOR)
    return make_editor(Role.CHIEF_EDITOR, email="eindredacteur@example.nl")


def beside(act: Callable[[], Any]) -> threading.Thread:
    """`act` on a connection of its own, begun and given a moment."""

    def run() -> None:
        try:
            act()
        finally:
            connection.close()

    thread = threading.Thread(target=run)
    thread.start()
    thread.join(BLOCKED)
    return thread


def test_a_plan_that_goes_out_this_moment_is_not_cancelled(chief: User, monkeypatch: pytest.MonkeyPatch) -> None:
    changes.other_words("Gepland.")
    plan = plan_release(page=saar_page(), kind="minor", due_at=NOW + HOUR, by=chief, now=NOW)
    release_candidate, told, threads = planning.release_candidate, [], []

    def meanwhile(**fields: Any) -> Any:
        edition = release_candidate(**fields)
        threads.append(beside(lambda: told.append(cancel_plan(plan=plan, by=chief, now=NOW + HOUR))))
        return edition

    monkeypatch.setattr(planning, "release_candidate", meanwhile)
    assert release_due(now=NOW + HOUR) == 1
    threads[0].join()
    plan.refresh_from_db()
    assert (told, plan.state, saar_edition().number) == ([False], PlannedRelease.State.RELEASED, "1.1")


def test_of_two_releases_the_second_has_the_newest_words(chief: User, monkeypatch: pytest.MonkeyPatch) -> None:
    changes.other_words("Oude woorden.")
    freeze_course, threads = releasing.freeze_course, []

    def colleague() -> None:
        changes.other_words("Nieuwe woorden.")
        release_edition(page=saar_page(), kind="minor", by=chief, now=NOW + HOUR)

    def meanwhile(page: Any) -> Any:
        frozen = freeze_course(page)
        monkeypatch.setattr(releasing, "freeze_course", freeze_course)
        threads.append(beside(colleague))
        return frozen

    monkeypatch.setattr(releasing, "freeze_course", meanwhile)
    release_edition(page=saar_page(), kind="minor", by=chief, now=NOW + 2 * HOUR)
    threads[0].join()
    assert saar_edition().number == "1.2" and "Nieuwe woorden." in str(saar_edition().source)


def test_people_begin_while_an_edition_comes_out(chief: User) -> None:
    edition, learner = saar_edition(), make_learner()
    with transaction.atomic():
        lasting_course(saar_page())
        begun = beside(lambda: enroll(learner=learner, course=edition.course, edition=edition, now=NOW))
        assert not begun.is_alive()
    assert learner.enrollments.count() == 1
