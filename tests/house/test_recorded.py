"""What is written again is what was written the first time, and never into another world than that of the first."""

import pytest
from django.contrib.auth.models import Group as RoleGroup

from tests.factories.courses import load_saar, saar_edition, saar_page
from tests.factories.recorded import recorded

pytestmark = pytest.mark.django_db


def named(name: str) -> int:
    return RoleGroup.objects.create(name=name).pk


@pytest.mark.usefixtures("now")
@pytest.mark.parametrize("time", ["first", "second"])
def test_what_was_made_once_is_there_again(time: str) -> None:
    built: list[str] = []

    def build() -> str:
        RoleGroup.objects.filter(name="redacteur").update(name="hernoemd")
        RoleGroup.objects.create(name="Đorđe’s 'groep'")
        built.append(time)
        return "klaar"

    assert recorded("groups", build) == "klaar"
    names = set(RoleGroup.objects.values_list("name", flat=True))
    assert {"hernoemd", "Đorđe’s 'groep'"} <= names and "redacteur" not in names
    assert bool(built) == (time == "first")


@pytest.mark.usefixtures("now")
def test_in_another_world_it_is_built_anew() -> None:
    named("er is al iets")
    recorded("groups", lambda: named("nieuw"))
    assert {"er is al iets", "nieuw"} <= set(RoleGroup.objects.values_list("name", flat=True))


@pytest.mark.usefixtures("now")
@pytest.mark.parametrize("time", ["first", "second"])
def test_a_course_of_before_is_edited_as_a_new_one(time: str) -> None:
    loaded = load_saar()
    assert loaded.edition == saar_edition() and loaded.released, time
    page = loaded.page
    page.title = "Anders"
    page.save_revision().publish()
    assert saar_page().title == "Anders"
