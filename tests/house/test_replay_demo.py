"""The demo world, replayed: whatever people did there is shown and scored again as it was stored (DESIGN §5)."""

import io
from datetime import datetime

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from accounts.roles import Role
from cms.demo.world import load_world
from cms.services.rights import grant_rights
from courses.models import Attempt, AttemptItem, Grade
from courses.services.regrading import regrade
from tests.factories.courses import load_saar, make_editor

pytestmark = pytest.mark.django_db


def replay() -> str:
    out = io.StringIO()
    call_command("replay_attempts", stdout=out)
    return out.getvalue()


def answered_wrong() -> AttemptItem:
    """A question that somebody who did not pass had wrong."""
    grade = Grade.objects.filter(passed=False)[0]
    position = next(position for position, share in grade.fractions.items() if float(share) < 1)
    return AttemptItem.objects.select_related("version").get(attempt=grade.attempt_id, position=position)


def test_the_demo_world_is_green_also_after_a_correction(now: datetime) -> None:
    grant_rights()
    load_saar()
    load_world(now=now, groups=4, teams=1, people=20)
    handed_in = Attempt.objects.submitted().count()
    assert handed_in > 5
    words = replay()
    assert words.startswith(f"{handed_in} pogingen, {handed_in * 8} vragen, {handed_in} uitslagen in ")
    assert words.endswith("alles is gelijk\n")

    by = make_editor(Role.CHIEF_EDITOR, email="correctie@example.nl")
    wrong = answered_wrong()
    regrade(version=wrong.version, mode="full", corrected=None, reason="De foto ontbrak.", by=by, now=now)
    assert Grade.objects.filter(reason="regrade").exists()
    assert replay().endswith("alles is gelijk\n")

    AttemptItem.objects.filter(pk=wrong.pk).update(shown_hash="0" * 64)
    with pytest.raises(CommandError, match="1 keer is iets anders"):
        replay()
