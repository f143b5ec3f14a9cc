"""Every act at the desk, by every role: no error, only what the role may, and nobody who learns notices."""

import pytest
from django.test import TestCase
from wagtail.admin.views.bulk_action.registry import bulk_action_registry

from tests.courses.deleting.acts import WRITERS, Act, everything_kept, is_history
from tests.courses.deleting.acts_in_workflow import ACTS_IN_WORKFLOW
from tests.courses.deleting.acts_on_editions import ACTS_ON_EDITIONS
from tests.courses.deleting.acts_on_pages import ACTS_ON_PAGES
from tests.courses.deleting.acts_on_rows import ACTS_ON_ROWS
from tests.courses.deleting.world import World, assert_nobody_suffers

ACTS: dict[str, Act] = ACTS_ON_PAGES | ACTS_IN_WORKFLOW | ACTS_ON_ROWS | ACTS_ON_EDITIONS
# The first role that may, else somebody with every right.
STRONGEST = {name: next((who for who in WRITERS[1:] if who in act.may), "root") for name, act in ACTS.items()}
WALKED = ("unpublish all in bulk", "move lesson to another course", "delete a photo that only editions show", "close")


def do(world: World, name: str, who: str) -> None:
    """What Wagtail does after the transaction too: it throws files away."""
    act = ACTS[name]
    client, got = world.client(who), act.get()
    before = everything_kept()
    with TestCase.captureOnCommitCallbacks(execute=True):
        statuses = [response.status_code for response in act.do(client, got)]
    changed = {model for model, rows in everything_kept().items() if rows != before[model]}
    assert max(statuses) < 500
    assert bool(changed) == (who in act.may), changed
    assert act.differs or not [model for model in changed if is_history(model)]


@pytest.mark.parametrize("name", [name for name, act in ACTS.items() if act.may and name not in WALKED])
def test_no_act_touches_what_learners_stand_on(world: World, name: str) -> None:
    do(world, name, STRONGEST[name])


@pytest.mark.parametrize("name", WALKED)
def test_who_is_half_way_or_certified_notices_nothing(world: World, name: str) -> None:
    do(world, name, STRONGEST[name])
    assert_nobody_suffers(world, differs=ACTS[name].differs)


@pytest.mark.slow
@pytest.mark.parametrize("name", sorted(ACTS.keys() - set(WALKED)))
def test_nobody_notices_any_act(world: World, name: str) -> None:
    do(world, name, STRONGEST[name])
    assert_nobody_suffers(world, differs=ACTS[name].differs)


@pytest.mark.slow
@pytest.mark.parametrize("who", WRITERS)
@pytest.mark.parametrize("name", ACTS)
def test_each_role_does_only_what_it_may(world: World, name: str, who: str) -> None:
    do(world, name, who)


def test_no_bulk_action_of_wagtail_is_forgotten() -> None:
    """A new one asks for an act here, or for a row in `test_refused`."""
    bulk_action_registry._scan_for_bulk_actions()
    found = {name for models in bulk_action_registry.actions.values() for acts in models.values() for name in acts}
    assert found == {"delete", "move", "publish", "unpublish", "add_tags", "add_to_collection", "assign_role",
                     "set_active_state"}  # fmt: skip
