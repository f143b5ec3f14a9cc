"""Who counts for a group (DESIGN §6): who belongs to it today and has a valid certificate, whichever group it prints.

One rule, read in eight places: each of them is asked the same thing here.
"""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from certificates.counting import all_practiced, counted, counting, municipality_figures, practiced
from certificates.group_page.people import standings_in
from certificates.models import Certificate
from certificates.portal.figures import beat_figures
from certificates.portal.groups import GroupFilter, course_heads
from certificates.portal.people import findable
from courses.models import Course
from registrations.models import Group, Registration
from tests.certificates.beats import TODAY, hold, words
from tests.conftest import NOW
from tests.factories.certificates import make_membership, make_officer, make_place, make_staff, make_user

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("now")]
MUNICIPALITY = "Stein"


# --- eight ways to ask whether five people count ------------------------------------------------------


def by_mark(group: Group) -> bool:
    return practiced([group], today=TODAY) == {group.pk}


def by_mark_of_all(group: Group) -> bool:
    return group.pk in all_practiced(today=TODAY)


def by_municipality(group: Group) -> bool:
    return {row.name: row.trained for row in municipality_figures(today=TODAY)}[group.municipality] == 5


def by_list_of_the_wijkagent(group: Group) -> bool:
    return words(group) == {"SAAR": "5"}


def by_filter_of_the_wijkagent(group: Group) -> bool:
    here = Group.objects.filter(pk=group.pk)
    return GroupFilter(course="saar").narrow(here, heads=course_heads(), today=TODAY).exists()


def by_figures_of_the_wijkagent(group: Group) -> bool:
    return beat_figures(Group.objects.filter(pk=group.pk), today=TODAY).people == 5


def by_people_of_the_wijkagent(group: Group) -> bool:
    return findable(make_officer(municipality=group.municipality), today=TODAY, group_number=group.number).count() == 5


def by_page_of_the_beheerder(group: Group) -> bool:
    return standings_in(group, today=TODAY).passed(Course.objects.get(slug="saar").pk) == 5


ASKS: tuple[Callable[[Group], bool], ...] = (
    by_mark,
    by_mark_of_all,
    by_municipality,
    by_list_of_the_wijkagent,
    by_filter_of_the_wijkagent,
    by_figures_of_the_wijkagent,
    by_people_of_the_wijkagent,
    by_page_of_the_beheerder,
)


def five_count(group: Group) -> bool:
    """Whether five people count, as all eight say; fails when they do not agree."""
    said = {ask.__name__: ask(group) for ask in ASKS}
    assert len(set(said.values())) == 1, said
    return said["by_mark"]


def person() -> User:
    return make_user(officer_may_find=True, group_may_see=True)


def elsewhere() -> Group:
    return make_place("Tilburg")


def four_in(group: Group) -> None:
    for _ in range(4):
        hold(person(), group)


def end(registration: Registration | None, *, status: str = "ended") -> None:
    assert registration
    extra = {"ended_at": NOW} if status == "ended" else {"reason": "Woont hier niet."}
    Registration.objects.filter(pk=registration.pk).update(status=status, **extra)


# --- who counts ------------------------------------------------------------------------------------------


def moved(group: Group) -> None:
    """The foundation moved him here; his certificate prints the old group."""
    certificate = hold(person(), elsewhere())
    end(certificate.registration)
    make_membership(certificate.whole[1].user, group, moved_from=certificate.registration)


def came_back(group: Group) -> None:
    """His registration ended, and there is a new one; the certificate hangs on the old one."""
    certificate = hold(person(), group)
    end(certificate.registration)
    make_membership(certificate.whole[1].user, group)


def has_two_groups(group: Group) -> None:
    make_membership(hold(person(), elsewhere()).whole[1].user, group)


def has_three_groups_and_two_certificates(group: Group) -> None:
    user = person()
    first = hold(user, elsewhere(), superseded_at=NOW)
    hold(user, elsewhere(), supersedes=first)
    make_membership(user, group)


@pytest.mark.parametrize("joins", [moved, came_back, has_two_groups, has_three_groups_and_two_certificates])
def test_he_counts_where_he_belongs_today(joins: Callable[[Group], None]) -> None:
    group = make_place(MUNICIPALITY)
    four_in(group)
    assert not five_count(group)
    joins(group)
    assert five_count(group)


def test_who_moved_away_counts_there_and_no_longer_here() -> None:
    here, there = make_place(MUNICIPALITY), elsewhere()
    four_in(there)
    rows = [hold(person(), here) for _ in range(5)]
    assert (five_count(here), five_count(there)) == (True, False)
    end(rows[0].registration)
    make_membership(rows[0].whole[1].user, there)
    assert (five_count(here), five_count(there)) == (False, True)


def test_who_belongs_twice_counts_in_both_groups_and_once_in_each() -> None:
    here, there = make_place(MUNICIPALITY), elsewhere()
    for row in [hold(person(), here) for _ in range(5)]:
        make_membership(row.whole[1].user, there)
    assert five_count(here) and five_count(there)


# --- who does not ----------------------------------------------------------------------------------------


def switched_off(group: Group) -> None:
    user = hold(person(), group).whole[1].user
    User.objects.filter(pk=user.pk).update(is_active=False)


def erased(group: Group) -> None:
    blank = dict.fromkeys(("holder_name", "group_name", "group_number", "municipality"), "")
    Certificate.objects.filter(pk=hold(person(), group).pk).update(erased_at=NOW, **blank)


def revoked(group: Group) -> None:
    facts = {"revoked_at": NOW, "revoked_by": make_staff(), "revoked_reason": "Fout."}
    Certificate.objects.filter(pk=hold(person(), group).pk).update(**facts)


def replaced(group: Group) -> None:
    Certificate.objects.filter(pk=hold(person(), group).pk).update(superseded_at=NOW)


def expired(group: Group) -> None:
    Certificate.objects.filter(pk=hold(person(), group).pk).update(valid_until=TODAY.replace(day=20))


def waits_here(group: Group) -> None:
    make_membership(hold(person(), elsewhere()).whole[1].user, group, status="pending")


def was_refused_here(group: Group) -> None:
    user = hold(person(), elsewhere()).whole[1].user
    make_membership(user, group, status="refused", reason="Woont hier niet.")


def left(group: Group) -> None:
    end(hold(person(), group).registration)


def left_for_another_group(group: Group) -> None:
    certificate = hold(person(), group)
    end(certificate.registration)
    make_membership(certificate.whole[1].user, elsewhere())


def has_no_certificate(group: Group) -> None:
    make_membership(person(), group)


@pytest.mark.parametrize(
    "joins",
    [
        switched_off,
        erased,
        revoked,
        replaced,
        expired,
        waits_here,
        was_refused_here,
        left,
        left_for_another_group,
        has_no_certificate,
    ],
)
def test_he_does_not_count(joins: Callable[[Group], None]) -> None:
    group = make_place(MUNICIPALITY)
    four_in(group)
    joins(group)
    assert not five_count(group)
    hold(person(), group)
    assert five_count(group)


def test_what_was_taken_in_again_without_its_completion_counts_for_nobody() -> None:
    certificate = hold(person(), make_place())
    Certificate.objects.filter(pk=certificate.pk).update(readmitted_at=NOW, completion=None)
    assert not counted().exists()
    Certificate.objects.filter(pk=certificate.pk).update(registration=None)
    assert not counted().exists()


def test_a_month_that_is_past_counts_who_belongs_today() -> None:
    group = make_place()
    four_in(group)
    moved(group)
    assert [month.people for month in beat_figures(Group.objects.all(), today=TODAY).months[-7:]] == [
        0,
        5,
        5,
        5,
        5,
        5,
        5,
    ]


# --- what is the same, and what it costs -----------------------------------------------------------------


def test_a_row_for_each_group_of_the_holder() -> None:
    one, two = make_place(), elsewhere()
    make_membership(hold(person(), one).whole[1].user, two)
    assert counting(today=TODAY).count() == 2
    assert counting(today=TODAY, groups=[two.pk]).count() == 1
    assert counting(today=TODAY, groups=Group.objects.filter(municipality="Tilburg")).count() == 1


@pytest.mark.parametrize("ask", [by_mark, by_mark_of_all, by_municipality, by_list_of_the_wijkagent])
def test_it_costs_the_same_for_somebody_with_one_group_and_for_many(ask: Callable[[Group], bool]) -> None:
    group, user = make_place(MUNICIPALITY), person()
    hold(user, group)
    ask(group)  # the title of a course is read once per process
    with CaptureQueriesContext(connection) as few:
        ask(group)
    for _ in range(3):
        hold(user, make_place(MUNICIPALITY))
        hold(person(), group)
    with CaptureQueriesContext(connection) as many:
        ask(group)
    assert len(few) == len(many)


def shown(rows: Any) -> list[tuple[str, list[str]]]:
    return [(row.holder_name, [one.group.name for one in row.registration.user.in_beat]) for row in rows]


def test_the_wijkagent_finds_a_person_once_with_his_groups_in_the_beat_only() -> None:
    user = person()
    hold(user, make_place("Tilburg", name="Reeshof waakt"), holder_name="Bo Jansen")
    make_membership(user, make_place(MUNICIPALITY, name="Let op Urmond"))
    make_membership(user, make_place(MUNICIPALITY, name="Team Elsloo"))
    make_membership(user, make_place(MUNICIPALITY, name="Oude groep"), status="ended")
    officer = make_officer(municipality=MUNICIPALITY)
    assert shown(findable(officer, today=TODAY)) == [("Bo Jansen", ["Let op Urmond", "Team Elsloo"])]
