"""The shared fixtures do what they say."""

from datetime import datetime, timedelta

import time_machine
from django.utils import timezone

from tests.conftest import NOW, GuestClient


def test_now_stands_still(now: datetime) -> None:
    assert timezone.now() == now == NOW


def test_the_clock_moves_when_told(clock: time_machine.Traveller) -> None:
    clock.shift(timedelta(minutes=11))
    assert timezone.now() == NOW + timedelta(minutes=11)


def test_the_device_cookie_finds_the_guest(guest_client: GuestClient) -> None:
    response = guest_client.get("/gezondheid/")
    assert response.wsgi_request.learner == guest_client.learner
