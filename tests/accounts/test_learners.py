"""Guests: made by a POST, known by a signed cookie, never signed in to Django (DESIGN §6)."""

import re
import uuid
from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest
import time_machine
from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.test import Client, RequestFactory, override_settings
from django.test.utils import CaptureQueriesContext
from django.urls import include, path
from django.utils import timezone

from accounts.learners import GUESTS_PER_ADDRESS, TooManyGuests, begin_learner, learner_tag
from accounts.limits import key_for
from accounts.models import Learner, RateLimit
from tests.accounts.helpers import device_cookie, make_user

pytestmark = pytest.mark.django_db


def begin(request: HttpRequest) -> HttpResponse:
    """A page of another app: a POST begins, a GET looks."""
    if request.method == "POST":
        try:
            begin_learner(request, now=timezone.now())
        except TooManyGuests as error:
            return HttpResponse(error.message, status=429)
    learner = request.learner
    return HttpResponse(str(learner.key) if learner else "niemand")


def begin_in_get(request: HttpRequest) -> HttpResponse:
    return HttpResponse(str(begin_learner(request, now=timezone.now())))


urlpatterns = [
    path("proef/", begin),
    path("proef/get/", begin_in_get),
    path("beheer/proef/", begin),
    path("", include("accounts.urls")),
]


@pytest.fixture(autouse=True)
def proof_pages() -> Iterator[None]:
    with override_settings(ROOT_URLCONF=__name__):
        yield


def page(client: Client) -> str:
    return client.get("/proef/").content.decode()


def test_get_writes_nothing_and_sets_no_cookie(client: Client) -> None:
    with CaptureQueriesContext(connection) as queries:
        response = client.get("/proef/")
    assert response.content == b"niemand"
    assert len(queries) == 0 and not response.cookies
    assert not Learner.objects.exists()


def test_post_makes_a_guest_with_a_safe_cookie(client: Client) -> None:
    response = client.post("/proef/")
    guest = Learner.objects.get()
    assert guest.is_guest and response.content.decode() == str(guest.key)
    cookie = response.cookies[settings.DEVICE_COOKIE_NAME]
    assert cookie["httponly"] and cookie["samesite"] == "Lax" and cookie["path"] == "/"
    assert cookie["max-age"] == 90 * 24 * 3600 and not cookie["secure"]
    assert settings.SESSION_COOKIE_NAME not in client.cookies  # not signed in to Django
    assert page(client) == str(guest.key)


@override_settings(HTTPS=True)
def test_cookie_is_secure_on_https(client: Client) -> None:
    assert client.post("/proef/").cookies[settings.DEVICE_COOKIE_NAME]["secure"]


def test_second_post_is_the_same_guest(client: Client) -> None:
    client.post("/proef/")
    response = client.post("/proef/")
    assert Learner.objects.count() == 1
    assert settings.DEVICE_COOKIE_NAME not in response.cookies


def test_guest_costs_one_query(client: Client) -> None:
    client.post("/proef/")
    with CaptureQueriesContext(connection) as queries:
        client.get("/proef/")
    assert len(queries) == 1


def test_account_and_its_learner_cost_two_queries(client: Client) -> None:
    user = make_user()
    client.force_login(user)
    client.post("/proef/")
    with CaptureQueriesContext(connection) as queries:
        seen = page(client)
    assert seen == str(user.learner.key)
    assert len(queries) == 2  # the session, and the account with its learner


def test_signed_in_without_learner_gets_one_by_a_post(client: Client) -> None:
    user = make_user()
    client.force_login(user)
    assert page(client) == "niemand"
    response = client.post("/proef/")
    assert Learner.objects.get().user == user
    assert settings.DEVICE_COOKIE_NAME not in response.cookies


@pytest.mark.parametrize("value", ["", "onzin", "a:b:c", str(uuid.UUID(int=7)), "\x00", "x" * 5000])
def test_forged_cookie_is_nobody(client: Client, value: str) -> None:
    client.cookies[settings.DEVICE_COOKIE_NAME] = value
    assert page(client) == "niemand"


@pytest.mark.parametrize("value", ["geen uuid", str(uuid.UUID(int=7))])
def test_signed_cookie_of_nobody_is_nobody(client: Client, value: str) -> None:
    client.cookies[settings.DEVICE_COOKIE_NAME] = device_cookie(value)
    assert page(client) == "niemand"


def test_signed_cookie_names_the_guest(client: Client) -> None:
    """The proof that the tests of forged cookies refuse the forgery, not the format."""
    guest = Learner.objects.create()
    client.cookies[settings.DEVICE_COOKIE_NAME] = device_cookie(str(guest.key))
    assert page(client) == str(guest.key)


def test_cookie_of_a_merged_guest_is_nobody(client: Client) -> None:
    client.post("/proef/")
    target = Learner.objects.create(user=make_user())
    Learner.objects.filter(user=None).update(merged_into=target, merged_at=timezone.now())
    assert page(client) == "niemand"


def test_cookie_never_names_an_account(client: Client) -> None:
    learner = Learner.objects.create(user=make_user())
    client.cookies[settings.DEVICE_COOKIE_NAME] = device_cookie(str(learner.key))
    assert page(client) == "niemand"


def test_cookie_is_too_old_after_ninety_days(client: Client, clock: time_machine.Traveller) -> None:
    guest = Learner.objects.create()
    value = device_cookie(str(guest.key))
    clock.shift(timedelta(days=90, seconds=1))
    client.cookies[settings.DEVICE_COOKIE_NAME] = value
    assert page(client) == "niemand"


def test_admin_pages_have_no_learner(client: Client) -> None:
    client.post("/proef/")
    assert client.get("/beheer/proef/").content == b"niemand"


def test_last_seen_moves_with_posts_only_once_an_hour(client: Client, clock: time_machine.Traveller) -> None:
    client.post("/proef/")
    first = Learner.objects.get().last_seen_at
    clock.shift(timedelta(hours=2))
    client.get("/proef/")
    assert Learner.objects.get().last_seen_at == first
    response = client.post("/proef/")
    assert Learner.objects.get().last_seen_at == first + timedelta(hours=2)
    assert settings.DEVICE_COOKIE_NAME in response.cookies  # ninety days again
    clock.shift(timedelta(minutes=5))
    client.post("/proef/")
    assert Learner.objects.get().last_seen_at == first + timedelta(hours=2)


def test_begin_in_a_get_is_a_mistake(client: Client) -> None:
    with pytest.raises(ValueError, match="POST"):
        client.get("/proef/get/")


def test_guests_are_limited_per_address(client: Client, now: datetime) -> None:
    for _ in range(3):
        assert Client().post("/proef/").status_code == 200
    row = RateLimit.objects.get(key=key_for("guest", "127.0.0.1"))
    assert row.count == 3
    RateLimit.objects.update(count=GUESTS_PER_ADDRESS)
    response = Client().post("/proef/")
    assert response.status_code == 429 and "Wacht een paar minuten" in response.content.decode()
    assert Learner.objects.count() == 3
    assert Client(REMOTE_ADDR="192.0.2.7").post("/proef/").status_code == 200


def test_ipv6_counts_per_network(now: datetime) -> None:
    Client(REMOTE_ADDR="2001:db8:1:2::1").post("/proef/")
    Client(REMOTE_ADDR="2001:db8:1:2:ffff::9").post("/proef/")
    Client(REMOTE_ADDR="2001:db8:1:3::1").post("/proef/")
    assert sorted(RateLimit.objects.values_list("count", flat=True)) == [1, 2]


def test_forwarded_address_is_not_believed_without_a_proxy() -> None:
    Client(HTTP_X_FORWARDED_FOR="203.0.113.9").post("/proef/")
    assert RateLimit.objects.filter(key=key_for("guest", "127.0.0.1")).exists()


def tag_for(learner: Learner | None) -> str:
    """What the page of `learner` says of whose it is."""
    request = RequestFactory().get("/")
    request.learner = learner
    return learner_tag(request)["learner_tag"]()


def test_tag_is_the_same_every_time_and_names_nobody() -> None:
    fatma, karel = Learner.objects.create(user=make_user()), Learner.objects.create()
    assert tag_for(fatma) == tag_for(Learner.objects.get(pk=fatma.pk))
    assert len({tag_for(fatma), tag_for(karel)}) == 2
    assert re.fullmatch("[0-9a-f]{32}", tag_for(fatma))
    assert tag_for(fatma) not in {fatma.key.hex, fatma.user.key.hex}


def test_stranger_has_no_tag_and_a_page_without_learner_neither() -> None:
    assert tag_for(None) == ""
    assert learner_tag(RequestFactory().get("/"))["learner_tag"]() == ""


def test_page_says_whose_it_is() -> None:
    guest, account = Learner.objects.create(), Learner.objects.create(user=make_user())
    for learner, mark in [(guest, True), (account, False)]:
        request = RequestFactory().get("/")
        request.learner, request.user = learner, AnonymousUser()
        html = render_to_string("base.html", request=request)
        assert f'data-learner="{tag_for(learner)}"' in html
        assert ("data-guest" in html) is mark
    request.learner = None
    assert "data-learner" not in render_to_string("base.html", request=request)
