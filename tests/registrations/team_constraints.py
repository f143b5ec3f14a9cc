"""Every constraint of a team that registers itself, broken on purpose past the services; `test_constraints` runs it."""

from collections.abc import Callable
from typing import Any

from django.utils import timezone

from registrations.models import TeamApplication
from tests.registrations.teams import make_team, new_team

__all__ = ["BREAKS"]


def change(**fields: Any) -> Callable[[], object]:
    return lambda: TeamApplication.objects.filter(pk=make_team().pk).update(**fields)


def waits_twice() -> None:
    first = make_team()
    TeamApplication.objects.bulk_create([new_team(first.user)])


NOW = timezone.now()
BREAKS: dict[str, Callable[[], object]] = {
    "team_application_status_known": change(status="slaapt", decided_at=NOW),
    "team_application_waits_once": waits_twice,
    "team_application_accepted_has_group": change(status="accepted", decided_at=NOW),
    "team_application_refused_has_reason": change(status="refused", decided_at=NOW),
    "team_application_decided_has_its_time": change(status="refused", reason="Bestaat niet."),
    "team_application_withdrawn_has_its_time": change(status="withdrawn"),
    "team_application_is_a_team": change(members=1),
}
