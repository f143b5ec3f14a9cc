"""The country to measure with: what it must have for the figures to mean something, at a small size."""

from collections import Counter
from datetime import UTC, datetime

import pytest

from accounts.models import User
from certificates.dates import local_day
from certificates.models import Certificate
from cms.demo.nation import Nation, Size
from registrations.models import Group, PostcodeRange, Registration
from tests.factories.certificates import make_course

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
SMALL = Size(groups=40, teams=10, people=60, certificates=50)


def test_a_small_country_has_everything_that_a_large_one_has() -> None:
    Nation(edition=make_course(), now=NOW).make(SMALL)
    assert Group.objects.filter(kind="bpt").count() == SMALL.teams
    assert Group.objects.count() == SMALL.groups + SMALL.teams
    assert 0 < PostcodeRange.objects.count() < SMALL.groups + SMALL.teams  # some have only a place
    assert Registration.objects.confirmed().count() == SMALL.people
    assert Certificate.objects.valid_on(local_day(NOW)).count() == SMALL.certificates
    assert 0 < User.objects.filter(officer_may_find=True).count() < SMALL.people


def test_it_is_the_same_country_every_time() -> None:
    edition = make_course()
    first = Nation(edition=edition, now=NOW).group(7, is_team=False)
    assert Nation(edition=edition, now=NOW).group(7, is_team=False).key == first.key


def test_people_are_spread_with_no_group_that_gets_the_rest() -> None:
    """The first groups have most, in a smooth line; the last tenth together have a few, and none of them many."""
    nation, groups = Nation(edition=make_course(), now=NOW), [Group(pk=number) for number in range(1000)]
    people = Counter(nation.some(groups).pk for _ in range(30_000))
    tenths = [sum(people[number] for number in range(start, start + 100)) for start in range(0, 1000, 100)]
    assert tenths == sorted(tenths, reverse=True) and tenths[-1] > 300
    assert people[999] < 30 and max(people.values()) < 150
