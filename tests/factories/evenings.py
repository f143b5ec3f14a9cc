"""Course evenings and who joined them, for tests."""

from datetime import datetime
from typing import Any

from django.http import HttpResponse
from django.test import Client
from django.utils import timezone

from accounts.learners import remember_device
from accounts.models import Learner, User
from certificates.dates import local_day
from cms.models import Evening, EveningGuest
from cms.services.evenings import join_evening, open_evening
from courses.models import Course
from registrations.models import Group, Registration
from tests.factories.registrations import make_group, make_person, make_registration

__all__ = ["client_of", "guest_client", "make_evening", "make_guest", "make_host"]


def make_host(group: Group | None = None, *, name: str = "Ria Beheerder") -> User:
    """The beheerder of a group."""
    host = make_person(name)
    make_registration(user=host, group=group or make_group(), role=Registration.Role.MANAGER)
    return host


def make_evening(*, host: User | None = None, now: datetime | None = None, **fields: Any) -> Evening:
    """An open evening of today, of the first group of `host`, with the course that there is."""
    now = now or timezone.now()
    host = host or make_host()
    values = {
        "group": Group.objects.get(pk=host.registrations.values("group")[:1]),
        "course": Course.objects.first() or Course.objects.create(slug="samen"),
        "on": local_day(now),
    }
    return open_evening(host=host, now=now, **(values | fields))


def make_guest(
    evening: Evening, name: str = "Jan de Boer", *, user: User | None = None, now: datetime | None = None
) -> EveningGuest:
    """Somebody who joined: without an account, or `user`."""
    now = now or timezone.now()
    learner = Learner.objects.get_or_create(user=user)[0] if user else Learner.objects.create(last_seen_at=now)
    return join_evening(evening=evening, learner=learner, name=name, now=now)


def guest_client(guest: Learner) -> Client:
    """A browser with the device cookie of `guest`."""
    client, response = Client(), HttpResponse()
    remember_device(response, guest=guest)
    client.cookies.update(response.cookies)
    return client


def client_of(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client
