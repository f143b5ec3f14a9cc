"""The named constraints of planning and panels, broken past the services (DESIGN §3)."""

from datetime import timedelta

import pytest

from accounts.models import User
from courses.models import CourseEdition, PanelComment, PanelMember, PanelReview, PlannedRelease, Purpose, Trial
from courses.services.planning import plan_release
from courses.services.releasing import make_candidate
from courses.services.trials import new_trial
from tests.conftest import NOW
from tests.courses.changes import other_words
from tests.courses.test_constraints import again, changed, refuses
from tests.factories.courses import saar_page

pytestmark = pytest.mark.usefixtures("saar")
SOON = NOW + timedelta(days=1)


def candidate(chief: User) -> CourseEdition:
    other_words()
    return make_candidate(page=saar_page(), by=chief, now=NOW)


def test_plan(chief: User) -> None:
    other_words()
    plan = plan_release(page=saar_page(), kind="minor", due_at=SOON, by=chief, now=NOW)
    rows = PlannedRelease.objects.filter(pk=plan.pk)
    other = CourseEdition.objects.exclude(pk=plan.edition_id).first()
    refuses("plan_one_waiting", again(plan, edition_id=other.pk))
    refuses("plan_finished_has_its_time", changed(rows, state="cancelled"))
    refuses("plan_finished_has_its_time", changed(rows, finished_at=NOW))
    refuses("plan_refused_says_why", changed(rows, state="refused", finished_at=NOW))


def test_panel(chief: User) -> None:
    edition = candidate(chief)
    review = PanelReview.objects.create(edition=edition, closes_at=SOON, created_by=chief, created_at=NOW)
    refuses("panel_closes_after_its_start", changed(PanelReview.objects.all(), closes_at=NOW))
    trial, _token = new_trial(edition=edition, purpose=Purpose.PANEL, expires_at=SOON, now=NOW)
    refuses("trial_expires_after_its_start", changed(Trial.objects.all(), expires_at=NOW))
    member = PanelMember.objects.create(review=review, trial=trial, name="Sam de Vries", email="sam@example.nl")
    refuses("panel_member_once_per_review", again(member, trial_id=None))
    rows = PanelMember.objects.filter(pk=member.pk)
    refuses("panel_verdict_has_reason_and_time", changed(rows, verdict="good"))
    refuses("panel_verdict_has_reason_and_time", changed(rows, verdict="good", judged_at=NOW))
    refuses("panel_verdict_has_reason_and_time", changed(rows, judged_at=NOW))
    comment = PanelComment.objects.create(member=member, part="lesson", part_key=edition.key, text="Mooi.")
    refuses("panel_comment_once_per_part", again(comment))
    refuses("panel_comment_says_something", changed(PanelComment.objects.all(), text=""))
