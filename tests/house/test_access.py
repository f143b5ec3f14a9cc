"""Who may open what (DESIGN §6): every address of the site against every kind of visitor."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from allauth.mfa.totp.internal.auth import TOTP
from django.contrib.auth.models import Group as AuthGroup
from django.http import HttpResponse
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver
from django.utils import timezone

from accounts.learners import remember_device
from accounts.models import Learner, User
from accounts.roles import Role
from certificates.models import Certificate
from certificates.services.issuing import issue_certificate
from cms.services.rights import grant_rights
from courses.models import Completion, CoursePage
from courses.services.enrolling import enroll
from registrations.models import Registration
from tests.factories.courses import load_saar
from tests.factories.registrations import make_beat, make_group, make_person, make_registration

IN, GONE, LOGIN, REFUSED, POST_ONLY, ON = 200, 404, "inloggen", "geweigerd", 405, "verder"
VISITORS = ("stranger", "guest", "learner", "other", "manager", "officer", "other_officer", "editor", "registrar")


def row(*answers: object) -> dict[str, object]:
    """One answer per visitor, in the order of VISITORS; a single one counts for all."""
    return dict(zip(VISITORS, answers * len(VISITORS) if len(answers) == 1 else answers, strict=True))


def only(*, own: object, rest: object = GONE, stranger: object = LOGIN) -> dict[str, object]:
    """What is only the learner's own: strangers and guests sign in, the rest is told that it does not exist."""
    return row(stranger, stranger, own, *[rest] * 6)


ANYBODY = row(IN)
SIGNED_IN = row(LOGIN, LOGIN, *[IN] * 7)
STAFF_ONLY = row(LOGIN, LOGIN, *[GONE] * 3, IN, IN, GONE, GONE)

# Route → answer to a GET. A route that is not here fails the test: nobody forgets to decide.
TABLE: dict[str, dict[str, object]] = {
    "": ANYBODY,
    "inloggen/": row(IN, IN, *[ON] * 7),
    "inloggen/code/": row(ON),
    "inloggen/opnieuw/": row(LOGIN, LOGIN, IN, IN, IN, *[ON] * 4),
    "uitloggen/": ANYBODY,
    "mijn/bewaren/": row(IN, IN, *[ON] * 7),
    "beheer/login/": row(LOGIN),
    "demo/mail/": ANYBODY,
    "demo/mail/<int:pk>/": row(GONE),
    "demo/sleutels/": ANYBODY,
    "inloggen/sleutel/": SIGNED_IN,
    "inloggen/sleutel/code/": row(ON),
    "groepen/": ANYBODY,
    "mijn/registraties/": SIGNED_IN,
    "mijn/registraties/toevoegen/": SIGNED_IN,
    "mijn/registraties/<uuid:key>/": only(own=IN),
    "mijn/registraties/<uuid:key>/stoppen/": only(own=IN),
    "mijn/registraties/<uuid:key>/bevestigen/": row(LOGIN, LOGIN, *[POST_ONLY] * 7),
    "mijn/registraties/<uuid:key>/weigeren/": row(LOGIN, LOGIN, *[GONE] * 7),
    "cursussen/": ANYBODY,
    "cursussen/<slug:slug>/": ANYBODY,
    "leren/<slug:slug>/": row(ON),
    "leren/<slug:slug>/<slug:lesson_slug>/": row(ON),
    "leren/<slug:slug>/<slug:lesson_slug>/<slug:screen_slug>/": ANYBODY,
    "leren/<slug:slug>/<slug:lesson_slug>/<slug:screen_slug>/oefening/<str:block_key>/": row(POST_ONLY),
    "leren/<slug:slug>/toets/<slug:quiz_slug>/": ANYBODY,
    "leren/<slug:slug>/toets/<slug:quiz_slug>/vraag/<int:position>/": row(ON),
    "leren/<slug:slug>/toets/<slug:quiz_slug>/nakijken/": row(ON),
    "leren/<slug:slug>/toets/<slug:quiz_slug>/uitslag/<int:number>/": row(GONE),
    "mijn/certificaten/": SIGNED_IN,
    "mijn/certificaten/<str:number>/": only(own=IN),
    "mijn/certificaten/<str:number>/pdf/": only(own=ON),
    "controle/": ANYBODY,
    "c/<str:number>/": ANYBODY,
    "c/<str:number>/<str:token>/": ANYBODY,
    "^[cC]/(?P<number>[^/]+)/?$": ANYBODY,
    "^[cC]/(?P<number>[^/]+)/(?P<token>[^/]+)/?$": ANYBODY,
    "wijk/": STAFF_ONLY,
    "mijn/": row(LOGIN, *[IN] * 8),
    "hulp/": ANYBODY,
    "privacy/": ANYBODY,
    "toegankelijkheid/": ANYBODY,
    "gezondheid/": ANYBODY,
    ".well-known/security.txt": ANYBODY,
    "robots.txt": ANYBODY,
    "favicon.ico": row(ON),
    "media/<path:path>": row(GONE),
    "beheer/stijl/": row(*[LOGIN] * 7, IN, IN),
}
# Pages of allauth's second factor that need a session of their own; tests/accounts walks them.
ELSEWHERE = ("inloggen/sleutel/",)
# Inside `/beheer/` it is Wagtail's own refusal: to sign-in without access to it, a message on the front with.
ADMIN: dict[str, dict[str, object]] = {
    "/beheer/": row(*[LOGIN] * 7, IN, IN),
    "/beheer/cursussen/{page}/uitgeven/": row(*[LOGIN] * 7, IN, REFUSED),
    "/beheer/pages/{page}/edit/": row(*[LOGIN] * 7, IN, REFUSED),
    "/beheer/snippets/courses/question/": row(*[LOGIN] * 7, IN, REFUSED),
    "/beheer/registraties/aanvragen/": row(*[LOGIN] * 7, REFUSED, IN),
    "/beheer/certificaten/": row(*[LOGIN] * 7, REFUSED, REFUSED),
    "/beheer/users/": row(*[LOGIN] * 7, REFUSED, REFUSED),
}


@dataclass
class World:
    """The visitors, and the objects of `learner` that addresses point at."""

    clients: dict[str, Client]
    values: dict[str, Any]


def staff(role: Role) -> User:
    """Somebody with one role and a second factor."""
    user = make_person(role.value)
    user.groups.add(AuthGroup.objects.get(name=role))
    TOTP.activate(user, "JBSWY3DPEHPK3PXP")
    return User.objects.get(pk=user.pk)


def client_of(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def guest_client(guest: Learner) -> Client:
    client, response = Client(), HttpResponse()
    remember_device(response, guest=guest)
    client.cookies.update(response.cookies)
    return client


@pytest.fixture
def world(db: None) -> World:
    """One learner with a certificate, and everybody who must not see it."""
    loaded = load_saar()
    grant_rights()
    now = timezone.now()
    people = {name: make_person(name) for name in ("learner", "other", "manager")}
    group, other_group = make_group(), make_group(municipality="Stein")
    registration = make_registration(user=people["learner"], group=group)
    make_registration(user=people["other"], group=other_group)
    make_registration(user=people["manager"], group=other_group, role=Registration.Role.MANAGER)
    learners = {name: Learner.objects.create(user=person) for name, person in people.items()}
    officers = {name: staff(Role.OFFICER) for name in ("officer", "other_officer")}
    make_beat(officers["officer"], municipality="Zoetermeer")
    make_beat(officers["other_officer"], municipality="Stein")
    enrollment = enroll(learner=learners["learner"], course=loaded.edition.course, edition=loaded.edition, now=now)
    completion = Completion.objects.create(enrollment=enrollment, edition=loaded.edition, completed_at=now)
    certificate = issue_certificate(completion=completion, registration=registration, now=now)
    accounts = {**people, **officers, "editor": staff(Role.EDITOR), "registrar": staff(Role.REGISTRAR)}
    clients = {name: client_of(user) for name, user in accounts.items()}
    clients |= {"stranger": Client(), "guest": guest_client(Learner.objects.create())}
    return World(clients, addresses(registration, certificate, loaded.page))


def addresses(registration: Registration, certificate: Certificate, page: CoursePage) -> dict[str, Any]:
    """What stands in place of the converters."""
    return {
        "key": registration.key,
        "number": certificate.number,
        "token": certificate.file.pending_token,
        "page": page.pk,
        "slug": "saar",
        "lesson_slug": "volgorde",
        "screen_slug": "wat-zou-jij-doen",
        "block_key": "x",
        "quiz_slug": "toets",
        "position": 1,
        "pk": 999_999,
        "path": "niets.png",
    }


def routes(patterns: list[Any], prefix: str = "") -> Iterator[str]:
    """Every route outside Wagtail's own admin and page tree."""
    for pattern in patterns:
        route = prefix + str(pattern.pattern)
        if isinstance(pattern, URLPattern):
            yield route
        elif isinstance(pattern, URLResolver) and not route.startswith("beheer/") and pattern.app_name != "wagtail":
            yield from routes(pattern.url_patterns, route)


def address_of(route: str, values: dict[str, Any]) -> str:
    """The address of a route with the learner's objects filled in."""
    if route.startswith("^"):
        middle = f"/{values['token']}" if "token" in route else ""
        return f"/C/{values['number']}{middle}"
    for name, value in (values | {"number": 1 if "uitslag" in route else values["number"]}).items():
        for converter in ("uuid", "slug", "str", "int", "path"):
            route = route.replace(f"<{converter}:{name}>", str(value))
    return "/" + route


def answer_to(client: Client, address: str) -> object:
    """What a GET gives, in the words of the table."""
    response = client.get(address)
    location = response.headers.get("Location", "")
    if location.startswith("/inloggen/") and "next=" in location:
        return LOGIN
    if response.status_code == 302:
        return REFUSED if location == "/beheer/" and address.startswith("/beheer/") else ON
    return REFUSED if response.status_code == 403 else response.status_code


def own_routes() -> list[str]:
    return [
        route
        for route in dict.fromkeys(routes(get_resolver().url_patterns))
        if not route.startswith(ELSEWHERE) or route in TABLE
    ]


def test_every_route_is_in_the_table() -> None:
    missing = [route for route in own_routes() if route not in TABLE and not route.startswith(("^", "_util", "pages/"))]
    assert missing == []


@pytest.mark.parametrize("route", sorted(TABLE))
def test_who_may_open(world: World, route: str) -> None:
    address = address_of(route, world.values)
    found = {name: answer_to(world.clients[name], address) for name in VISITORS}
    assert found == TABLE[route]


@pytest.mark.parametrize("pattern", sorted(ADMIN))
def test_who_may_open_in_the_admin(world: World, pattern: str) -> None:
    address = pattern.format(**world.values)
    found = {name: answer_to(world.clients[name], address) for name in VISITORS}
    assert found == ADMIN[pattern]


def test_a_learner_at_the_door_of_the_admin_is_not_sent_round_and_round(world: World) -> None:
    response = world.clients["learner"].get("/beheer/", follow=True)
    assert response.status_code == 200
    assert len(response.redirect_chain) < 4
