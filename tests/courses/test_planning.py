"""Releasing later, withdrawing, closing (DESIGN §4)."""

from datetime import datetime, timedelta

import pytest
from django.test import Client

from accounts.models import AuditEvent, User
from cms.jobs import JOBS
from courses.models import Course, CourseEdition, Enrollment, PlannedRelease
from courses.services import planning
from courses.services.closing import (
    ClosingRefused,
    archive_course,
    discard_candidate,
    reopen_course,
    withdraw_edition,
)
from courses.services.freezing import freeze_course
from courses.services.planning import cancel_plan, plan_release, release_due
from courses.services.releasing import ReleaseRefused, make_candidate, release_candidate, release_edition
from tests.conftest import NOW
from tests.courses import changes
from tests.courses.conftest import client_of
from tests.courses.pages import text_of
from tests.factories.courses import edit_quiz, finish_course, make_enrollment, release, saar_edition, saar_page
from tests.factories.panels import panel_page

pytestmark = pytest.mark.usefixtures("saar")
MINOR, MAJOR, SAFETY = CourseEdition.Kind
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)


def plan(chief: User, kind: str = MINOR) -> PlannedRelease:
    changes.other_words("Gepland.")
    return plan_release(page=saar_page(), kind=kind, due_at=NOW + DAY, by=chief, now=NOW)


# --- later --------------------------------------------------------------------------------------------
def test_what_was_frozen_goes_out_at_its_hour(chief: User) -> None:
    halfway = make_enrollment()
    planned = plan(chief)
    changes.other_words("Daarna geschreven.")
    assert release_due(now=NOW + DAY - timedelta(seconds=1)) == 0
    assert release_due(now=NOW + DAY) == 1
    edition = saar_edition()
    assert (edition.number, edition.released_at, edition.released_by) == ("1.1", NOW + DAY, chief)
    assert "Gepland." in str(edition.source) and "Daarna geschreven." not in str(edition.source)
    halfway.refresh_from_db()
    planned.refresh_from_db()
    assert (halfway.edition, planned.state) == (edition, "released")
    assert release_due(now=NOW + DAY) == 0


def test_the_minute_job_releases(chief: User) -> None:
    plan(chief)
    JOBS["planned releases"](NOW + DAY)
    assert saar_edition().number == "1.1"


def test_one_that_is_not_allowed_any_more_says_why(chief: User) -> None:
    planned = plan(chief)
    changes.other_number(chief, now=NOW + HOUR)
    assert release_due(now=NOW + DAY) == 0
    planned.refresh_from_db()
    assert planned.state == "refused"
    assert planned.problem.startswith("Er is intussen een andere editie uitgegeven.")
    assert saar_edition().number == "1.1"


def test_who_may_not_release_any_more_releases_nothing(chief: User) -> None:
    planned = plan(chief)
    chief.groups.clear()
    assert release_due(now=NOW + DAY) == 0
    planned.refresh_from_db()
    assert planned.problem == "Alleen een eindredacteur geeft een editie uit."


def test_taking_it_back(chief: User) -> None:
    planned = plan(chief)
    assert cancel_plan(plan=planned, by=chief, now=NOW)
    assert not cancel_plan(plan=planned, by=chief, now=NOW)
    assert release_due(now=NOW + DAY) == 0
    plan_release(page=saar_page(), kind=MINOR, due_at=NOW + DAY, by=chief, now=NOW)  # there is room for another


def test_what_cannot_be_planned(chief: User, editor: User) -> None:
    later = {"page": saar_page(), "kind": MINOR, "due_at": NOW + DAY, "by": chief, "now": NOW}
    with pytest.raises(ReleaseRefused, match="niets veranderd"):
        plan_release(**later)
    changes.other_words()
    with pytest.raises(ReleaseRefused, match="nog moeten komen"):
        plan_release(**later | {"due_at": NOW})
    with pytest.raises(ReleaseRefused, match="eindredacteur"):
        plan_release(**later | {"by": editor})
    with pytest.raises(ReleaseRefused, match="deelnemers moeten weten"):
        plan_release(**later | {"kind": SAFETY})
    edit_quiz(pass_mark=90)
    with pytest.raises(ReleaseRefused, match="regels van de toets"):
        plan_release(**later)
    assert not PlannedRelease.objects.exists() and CourseEdition.objects.count() == 1
    plan_release(**later | {"kind": MAJOR})
    with pytest.raises(ReleaseRefused, match="staat al een editie klaar"):
        plan_release(**later | {"kind": MAJOR})


def test_while_a_plan_waits_nothing_else_goes_out(chief: User) -> None:
    planned = plan(chief)
    with pytest.raises(ReleaseRefused, match="Zeg die eerst af"):
        release(MAJOR, by=chief)
    with pytest.raises(ReleaseRefused, match="Zeg die eerst af"):
        release_candidate(edition=planned.edition, kind=MINOR, by=chief, now=NOW)
    assert release_due(now=NOW + DAY) == 1


def test_a_plan_that_breaks_keeps_no_other_from_going_out(chief: User, monkeypatch: pytest.MonkeyPatch) -> None:
    broken = plan(chief)
    other = plan_release(page=panel_page(), kind=MAJOR, due_at=NOW + DAY, by=chief, now=NOW)
    release_one = planning.release_one

    def without_disk(pk: int, now: datetime) -> bool:
        if pk == broken.pk:
            raise OSError("de schijf is vol")
        return release_one(pk, now)

    monkeypatch.setattr(planning, "release_one", without_disk)
    with pytest.raises(ExceptionGroup, match="planned releases"):
        release_due(now=NOW + DAY)
    other.refresh_from_db()
    broken.refresh_from_db()
    assert (other.state, broken.state) == ("released", "waiting")


# --- a candidate --------------------------------------------------------------------------------------
def test_a_candidate_gets_its_number_once(chief: User) -> None:
    changes.other_words("Zo was het.")
    candidate = make_candidate(page=saar_page(), by=chief, now=NOW)
    assert (candidate.number, saar_edition().number) == ("kandidaat", "1.0")
    changes.other_words("Later geschreven.")
    edition = release_candidate(edition=candidate, kind=MINOR, by=chief, now=NOW + HOUR)
    assert (edition.pk, edition.number, edition.frozen_at) == (candidate.pk, "1.1", NOW)
    assert "Zo was het." in str(saar_edition().source)
    with pytest.raises(ReleaseRefused, match="al uitgegeven"):
        release_candidate(edition=candidate, kind=MINOR, by=chief, now=NOW + HOUR)


def test_a_candidate_nobody_wants(chief: User, editor: User) -> None:
    changes.other_words()
    candidate = make_candidate(page=saar_page(), by=chief, now=NOW)
    with pytest.raises(ClosingRefused):
        discard_candidate(edition=candidate, by=editor, now=NOW)
    discard_candidate(edition=candidate, by=chief, now=NOW)
    planned = plan(chief)
    for edition in (planned.edition, saar_edition()):
        with pytest.raises(ClosingRefused, match="blijft bewaard"):
            discard_candidate(edition=edition, by=chief, now=NOW)
    cancel_plan(plan=planned, by=chief, now=NOW)
    discard_candidate(edition=CourseEdition.objects.get(pk=planned.edition_id), by=chief, now=NOW)
    assert not PlannedRelease.objects.exists() and CourseEdition.objects.count() == 1


def test_what_goes_out_is_what_was_looked_at(chief: User) -> None:
    changes.other_words("Dit is gezien.")
    seen = freeze_course(saar_page()).content_hash
    changes.other_words("Dit kwam er stil bij.")
    with pytest.raises(ReleaseRefused, match="veranderd sinds je deze pagina opende"):
        release_edition(page=saar_page(), kind=MAJOR, by=chief, seen=seen, now=NOW)
    with pytest.raises(ReleaseRefused, match="veranderd sinds je deze pagina opende"):
        plan_release(page=saar_page(), kind=MAJOR, due_at=NOW + HOUR, by=chief, seen=seen, now=NOW)
    assert not PlannedRelease.objects.exists() and CourseEdition.objects.count() == 1
    changes.other_words("Dit is gezien.")
    assert release_edition(page=saar_page(), kind=MAJOR, by=chief, seen=seen, now=NOW).number == "2.0"


# --- withdrawing and closing ----------------------------------------------------------------------------
def test_a_withdrawn_edition_takes_no_new_starters_and_who_is_in_it_finishes(chief: User) -> None:
    changes.other_words("Fout.")
    wrong = release(MAJOR, now=NOW + HOUR)
    halfway = make_enrollment()
    assert halfway.edition == wrong
    withdraw_edition(edition=wrong, by=chief, reason="Er stond een fout in.", now=NOW + DAY)
    assert Course.objects.get().current.number == "1.0"
    assert make_enrollment().edition.number == "1.0"
    page = client_of(halfway.learner).get("/cursussen/saar/")
    assert "Editie 2.0" in text_of(page)
    assert finish_course(halfway.learner).completion.edition == wrong
    event = AuditEvent.objects.get(verb="edition.withdrawn")
    assert (event.actor, event.detail) == (chief, {"reason": "Er stond een fout in."})
    changes.other_words("Goed.")
    assert release(MAJOR, now=NOW + DAY).number == "3.0"  # a number is given once


def test_the_last_one_withdrawn_closes_the_door(chief: User) -> None:
    halfway = make_enrollment()
    withdraw_edition(edition=saar_edition(), by=chief, reason="Onveilig.", now=NOW)
    assert Course.objects.get().current is None
    assert Client().get("/cursussen/saar/").status_code == 404
    assert client_of(halfway.learner).get("/cursussen/saar/").status_code == 200
    # The same words may come back: then it is another edition.
    assert release(MAJOR, now=NOW + DAY).number == "2.0"


def test_what_cannot_be_withdrawn(chief: User, editor: User) -> None:
    edition = saar_edition()
    for by, reason in ((editor, "Zomaar."), (chief, "  ")):
        with pytest.raises(ClosingRefused):
            withdraw_edition(edition=edition, by=by, reason=reason, now=NOW)
    withdraw_edition(edition=edition, by=chief, reason="Onveilig.", now=NOW)
    with pytest.raises(ClosingRefused, match="al teruggetrokken"):
        withdraw_edition(edition=edition, by=chief, reason="Onveilig.", now=NOW)


def test_a_closed_course_opens_again(chief: User, editor: User) -> None:
    halfway, course = make_enrollment(), Course.objects.get()
    with pytest.raises(ClosingRefused):
        archive_course(course=course, by=editor, now=NOW)
    archive_course(course=course, by=chief, now=NOW)
    with pytest.raises(ClosingRefused):
        archive_course(course=course, by=chief, now=NOW)
    assert "/cursussen/saar/" not in Client().get("/cursussen/").content.decode()
    assert client_of(halfway.learner).get("/cursussen/saar/").status_code == 200
    assert finish_course(halfway.learner).completion
    reopen_course(course=course, by=chief, now=NOW)
    assert Client().get("/cursussen/saar/").status_code == 200
    assert Enrollment.objects.filter(course=course).count() == 1
