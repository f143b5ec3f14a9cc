"""What holds when two press at the same instant: threads on one real database."""

from datetime import timedelta
from functools import partial

import pytest
from django.utils import timezone

from accounts.models import Learner
from accounts.services.merging import merge_guest
from certificates.dates import local_day
from cms.models import Evening, EveningGuest
from cms.services.attending import say_who_was_there
from cms.services.evenings import EveningOver, close_evening, join_evening
from courses.models import Course
from registrations.models import Registration
from tests.factories.evenings import make_evening, make_guest, make_host
from tests.factories.registrations import make_person
from tests.threads import together

pytestmark = pytest.mark.django_db(transaction=True)


def test_two_confirms_at_once_are_one() -> None:
    now, evening = timezone.now(), make_evening()
    people = [make_person() for _number in range(4)]
    keys = {make_guest(evening, user=person).key for person in people}
    say = partial(say_who_was_there, evening=evening, by=evening.host, present=keys, absent=set(), now=now)
    assert sorted(together([say, say])) == [0, 4]
    members = Registration.objects.confirmed().filter(user__in=people)
    assert members.count() == 4 and EveningGuest.objects.filter(registration__in=members).count() == 4


def test_the_word_of_the_host_and_an_e_mail_at_once_never_miss_each_other() -> None:
    now, evening = timezone.now(), make_evening()
    for _round in range(6):
        guest, person = make_guest(evening), make_person()
        say = partial(say_who_was_there, evening=evening, by=evening.host, present={guest.key}, absent=set(), now=now)
        together([say, partial(merge_guest, guest=guest.learner, user=person, now=now)])
        assert Registration.objects.get(user=person).status == Registration.Status.CONFIRMED


def test_who_joins_and_gives_his_e_mail_at_once_is_on_the_list_with_his_account() -> None:
    now, evening = timezone.now(), make_evening()
    for _round in range(6):
        guest, person = Learner.objects.create(), make_person()
        join = partial(join_evening, evening=evening, learner=guest, name="Wil van Dijk", now=now)
        together([join, partial(merge_guest, guest=guest, user=person, now=now)])
        assert EveningGuest.objects.get(learner__user=person).name == "Wil van Dijk"
    assert not EveningGuest.objects.filter(learner__merged_into__isnull=False).exists()


def test_one_evening_opened_twice_at_once_is_one() -> None:
    now, host = timezone.now(), make_host()
    Course.objects.create(slug="samen")
    for days in range(6):
        press = partial(make_evening, host=host, now=now, on=local_day(now) + timedelta(days=days))
        assert len({evening.pk for evening in together([press] * 4)}) == 1
    assert Evening.objects.count() == 6


def test_one_device_that_joins_twice_at_once_joins_once() -> None:
    now, evening, learner = timezone.now(), make_evening(), Learner.objects.create()
    join = partial(join_evening, evening=evening, learner=learner, name="Wil van Dijk", now=now)
    assert len({guest.pk for guest in together([join] * 4)}) == 1


def test_nobody_slips_in_after_the_door_closed() -> None:
    now, evening = timezone.now(), make_evening()
    learners = [Learner.objects.create() for _number in range(4)]

    def join(learner: Learner) -> bool:
        try:
            join_evening(evening=evening, learner=learner, name="Wil van Dijk", now=now)
        except EveningOver:
            return False
        return True

    close = partial(close_evening, evening=evening, by=evening.host, now=now)
    _closed, *joined = together([close, *(partial(join, learner) for learner in learners)])
    assert EveningGuest.objects.count() == sum(joined)
