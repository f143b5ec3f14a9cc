"""Who may open what (DESIGN §6): every address of the site against every kind of visitor."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from allauth.mfa.totp.internal.auth import TOTP
from django.contrib.auth.models import Group as AuthGroup
from django.db import transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver
from django.utils import timezone

from accounts.learners import remember_device
from accounts.models import Learner, User
from accounts.roles import Role
from certificates.models import Certificate
from certificates.services.issuing import issue_certificate
from cms.models import Contact
from cms.services.rights import grant_rights
from courses.models import (
    AttemptItem,
    BankImport,
    Category,
    Completion,
    CourseEdition,
    CoursePage,
    QuestionVersion,
    QuizPage,
)
from courses.services.enrolling import enroll
from courses.services.grading import submit_attempt
from courses.services.reading import edition_content
from courses.services.starting import start_attempt
from registrations.models import Beat, Group, Registration
from tests.factories.courses import load_saar
from tests.factories.registrations import make_beat, make_group, make_person, make_registration

IN, GONE, LOGIN, REFUSED, POST_ONLY, ON = 200, 404, "inloggen", "geweigerd", 405, "verder"
PEOPLE = ("stranger", "guest", "learner", "other", "manager", "officer", "other_officer")
# Who works in `/beheer/`: one visitor for each role.
DESKS = ("editor", "chief_editor", "registrar", "certifier", "admin")
VISITORS = (*PEOPLE, *DESKS)


def row(*answers: object) -> dict[str, object]:
    """One answer per visitor, in the order of VISITORS; a single one counts for all."""
    return dict(zip(VISITORS, answers * len(VISITORS) if len(answers) == 1 else answers, strict=True))


def only(*, own: object, rest: object = GONE, stranger: object = LOGIN) -> dict[str, object]:
    """What is only the learner's own: strangers and guests sign in, the rest is told that it does not exist."""
    return row(stranger, stranger, own, *[rest] * 9)


def desks(*names: str, answer: object = IN) -> dict[str, object]:
    """What only these desks may open: the rest of `/beheer/` is refused, everybody else signs in."""
    return {name: answer if name in names else REFUSED if name in DESKS else LOGIN for name in VISITORS}


ANYBODY = row(IN)
SIGNED_IN = row(LOGIN, LOGIN, *[IN] * 10)
OFFICERS_ONLY = row(LOGIN, LOGIN, *[GONE] * 3, IN, IN, *[GONE] * 5)

# Route → answer to a GET. A route that is not here fails the test: nobody forgets to decide.
TABLE: dict[str, dict[str, object]] = {
    "": ANYBODY,
    "inloggen/": row(IN, IN, *[ON] * 10),
    "inloggen/code/": row(ON),
    "inloggen/opnieuw/": row(LOGIN, LOGIN, IN, IN, IN, *[ON] * 7),
    "uitloggen/": ANYBODY,
    "mijn/bewaren/": row(IN, IN, *[ON] * 10),
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
    "mijn/registraties/<uuid:key>/bevestigen/": row(LOGIN, LOGIN, *[POST_ONLY] * 10),
    "mijn/registraties/<uuid:key>/weigeren/": row(LOGIN, LOGIN, *[GONE] * 10),
    "cursussen/": ANYBODY,
    "cursussen/<slug:slug>/": ANYBODY,
    "leren/<slug:slug>/": row(ON),
    "leren/<slug:slug>/<slug:lesson_slug>/": row(ON),
    "leren/<slug:slug>/<slug:lesson_slug>/<slug:screen_slug>/": ANYBODY,
    "leren/<slug:slug>/<slug:lesson_slug>/<slug:screen_slug>/oefening/<str:block_key>/": row(POST_ONLY),
    "leren/<slug:slug>/toets/<slug:quiz_slug>/": ANYBODY,
    "leren/<slug:slug>/toets/<slug:quiz_slug>/vraag/<int:position>/": row(ON),
    "leren/<slug:slug>/toets/<slug:quiz_slug>/nakijken/": row(ON),
    "leren/<slug:slug>/toets/<slug:quiz_slug>/meer-tijd/": row(POST_ONLY),
    "leren/<slug:slug>/toets/<slug:quiz_slug>/extra-poging/": row(POST_ONLY),
    "leren/<slug:slug>/toets/<slug:quiz_slug>/uitslag/<uuid:key>/": row(GONE),
    "leren/<slug:slug>/opnieuw/": row(POST_ONLY),
    "mijn/certificaten/": SIGNED_IN,
    "mijn/certificaten/<str:number>/": only(own=IN),
    "mijn/certificaten/<str:number>/pdf/": only(own=ON),
    "controle/": ANYBODY,
    "c/<str:number>/": ANYBODY,
    "c/<str:number>/<str:token>/": ANYBODY,
    "^[cC]/(?P<number>[^/]+)/?$": ANYBODY,
    "^[cC]/(?P<number>[^/]+)/(?P<token>[^/]+)/?$": ANYBODY,
    "wijk/": OFFICERS_ONLY,
    "mijn/": row(LOGIN, *[IN] * 11),
    "hulp/": ANYBODY,
    "privacy/": ANYBODY,
    "toegankelijkheid/": ANYBODY,
    "gezondheid/": ANYBODY,
    ".well-known/security.txt": ANYBODY,
    "robots.txt": ANYBODY,
    "favicon.ico": row(ON),
    "media/<path:path>": row(GONE),
    "beheer/stijl/": desks(*DESKS),
}
# Pages of allauth's second factor that need a session of their own; tests/accounts walks them.
ELSEWHERE = ("inloggen/sleutel/",)
WRITERS = desks("editor", "chief_editor", "admin")
REGISTER = desks("registrar", "admin")
CERTIFICATES = desks("certifier", "admin")
SITE = desks("admin")
# Inside `/beheer/` it is Wagtail's own refusal: to sign-in without access to it, a message on the front with.
ADMIN: dict[str, dict[str, object]] = {
    "/beheer/": desks(*DESKS),
    "/beheer/cursussen/{page}/uitgeven/": WRITERS,
    "/beheer/pages/{page}/edit/": WRITERS,
    "/beheer/images/": WRITERS,
    "/beheer/documents/": WRITERS,
    "/beheer/snippets/courses/question/": WRITERS,
    "/beheer/snippets/courses/question/add/": WRITERS,
    "/beheer/snippets/courses/category/": WRITERS,
    "/beheer/snippets/courses/category/add/": WRITERS,
    "/beheer/snippets/courses/source/": WRITERS,
    "/beheer/snippets/courses/meldpunt/": WRITERS,
    "/beheer/toetsen/vragen-invoeren/": WRITERS,
    "/beheer/toetsen/vragen-invoeren/{import}/": WRITERS,
    "/beheer/toetsen/vragen-invoeren/{import}/meldingen/": WRITERS,
    "/beheer/toetsen/vragen-invoeren/voorbeeld/": WRITERS,
    "/beheer/toetsen/vragen-uitvoeren/": WRITERS,
    "/beheer/toetsen/cijfers/": WRITERS,
    "/beheer/toetsen/cijfers/{quiz}/": WRITERS,
    "/beheer/toetsen/cijfers/{quiz}/opnieuw/": desks("editor", "chief_editor", "admin", answer=POST_ONLY),
    "/beheer/toetsen/nakijken/": desks("chief_editor", "admin"),
    "/beheer/toetsen/correcties/": desks("chief_editor", "admin"),
    "/beheer/toetsen/correcties/nieuw/": desks("chief_editor", "admin"),
    "/beheer/toetsen/correcties/nieuw/{version}/": desks("chief_editor", "admin"),
    "/beheer/toetsen/extra-pogingen/": REGISTER,
    "/beheer/toetsen/meer-tijd/": REGISTER,
    "/beheer/registraties/aanvragen/": REGISTER,
    "/beheer/registraties/aanvragen/results/": REGISTER,
    "/beheer/registraties/aanvragen/bevestigen/": desks("registrar", "admin", answer=POST_ONLY),
    "/beheer/registraties/aanvragen/{key}/": REGISTER,
    "/beheer/registraties/aanvragen/{key}/weigeren/": REGISTER,
    "/beheer/registraties/aanvragen/{key}/beeindigen/": REGISTER,
    "/beheer/registraties/alle/": REGISTER,
    "/beheer/registraties/alle/results/": REGISTER,
    "/beheer/registraties/groepen/": REGISTER,
    "/beheer/registraties/groepen/new/": REGISTER,
    "/beheer/registraties/groepen/edit/{group}/": REGISTER,
    "/beheer/registraties/werkgebieden/": REGISTER,
    "/beheer/registraties/werkgebieden/new/": REGISTER,
    "/beheer/registraties/werkgebieden/edit/{beat}/": REGISTER,
    "/beheer/certificaten/": CERTIFICATES,
    "/beheer/certificaten/results/": CERTIFICATES,
    "/beheer/certificaten/{number}/": CERTIFICATES,
    "/beheer/certificaten/{number}/intrekken/": CERTIFICATES,
    "/beheer/users/": SITE,
    "/beheer/users/new/": SITE,
    "/beheer/users/edit/{user}/": SITE,
    "/beheer/mail/": SITE,
    "/beheer/settings/cms/contact/{contact}/": SITE,
}
# Pages of Wagtail for the superuser of the command line only: what roles may do, collections, workflows.
CLOSED = ("/beheer/groups/", "/beheer/collections/", "/beheer/workflows/list/")
REASON = {"reason": "Woont hier niet meer."}
# A POST → what is posted, and whose POST changes anything at all.
POSTS: dict[str, tuple[dict[str, str], set[str]]] = {
    "/mijn/registraties/{key}/stoppen/": ({}, {"learner"}),
    "/mijn/registraties/{pending}/bevestigen/": ({}, {"manager"}),
    "/mijn/registraties/{pending}/weigeren/": (REASON, {"manager"}),
    "/beheer/registraties/aanvragen/bevestigen/": ({"only": "{pending}"}, {"registrar", "admin"}),
    "/beheer/registraties/aanvragen/{pending}/weigeren/": (REASON, {"registrar", "admin"}),
    "/beheer/registraties/aanvragen/{key}/beeindigen/": (REASON, {"registrar", "admin"}),
    "/beheer/registraties/werkgebieden/delete/{beat}/": ({}, {"registrar", "admin"}),
    "/beheer/registraties/groepen/delete/{group}/": ({}, set()),
    "/beheer/certificaten/{number}/intrekken/": (REASON, {"certifier", "admin"}),
    "/beheer/cursussen/{page}/uitgeven/": ({"kind": "major"}, {"chief_editor", "admin"}),
    "/beheer/pages/{page}/delete/": ({}, set()),
    "/beheer/snippets/courses/category/add/": (
        {"course_slug": "saar", "slug": "nieuw", "name": "Nieuw"},
        {"editor", "chief_editor", "admin"},
    ),
    "/beheer/users/new/": ({"name": "Noor Bakker", "email": "noor@voorbeeld.nl"}, {"admin"}),
    "/beheer/users/delete/{user}/": ({}, set()),
    "/beheer/settings/cms/contact/{contact}/": ({"email": "hulp@voorbeeld.nl", "phone": ""}, {"admin"}),
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
    quiz = edition_content(loaded.edition).quizzes[0]
    attempt = start_attempt(enrollment=enrollment, quiz=quiz, now=now)
    submit_attempt(attempt=attempt, now=now)
    certificate = issue_certificate(completion=completion, registration=registration, now=now)
    pending = make_registration(group=other_group, status=Registration.Status.PENDING)
    accounts = {**people, **officers, **{role.name.lower(): staff(role) for role in Role if role is not Role.OFFICER}}
    clients = {name: client_of(user) for name, user in accounts.items()}
    clients |= {"stranger": Client(), "guest": guest_client(Learner.objects.create())}
    values = addresses(registration, certificate, loaded.page)
    values |= {"import": BankImport.objects.create(course_slug="saar", format="gift", file_name="vragen.gift").key}
    values |= {"pending": pending.key, "group": group.pk, "beat": officers["officer"].beat.pk}
    values |= {"user": people["other"].pk, "contact": Contact.objects.create(email="oud@voorbeeld.nl").pk}
    return World(clients, values)


def addresses(registration: Registration, certificate: Certificate, page: CoursePage) -> dict[str, Any]:
    """What stands in place of the converters."""
    return {
        "key": registration.key,
        "number": certificate.number,
        "token": certificate.file.pending_token,
        "page": page.pk,
        "version": QuestionVersion.objects.filter(pk__in=AttemptItem.objects.values("version")).first().pk,
        "quiz": QuizPage.objects.child_of(page).get().key,
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
    for name, value in values.items():
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


@pytest.mark.parametrize("address", CLOSED)
def test_what_no_role_may_open(world: World, address: str) -> None:
    found = {name: answer_to(world.clients[name], address) for name in VISITORS}
    assert found == desks()


@pytest.mark.parametrize("pattern", sorted(ADMIN))
def test_every_page_of_the_admin_lets_somebody_in(pattern: str) -> None:
    assert {IN, POST_ONLY} & set(ADMIN[pattern].values())


def state() -> list[Any]:
    """Everything that the POSTs of the table are about."""
    return [
        list(Registration.objects.order_by("pk").values_list("pk", "status")),
        list(Certificate.objects.order_by("pk").values_list("pk", "revoked_at")),
        list(Contact.objects.values_list("email")),
        *(model._default_manager.count() for model in (CourseEdition, CoursePage, Category, User, Beat, Group)),
    ]


def changes_something(client: Client, address: str, data: dict[str, str]) -> bool:
    """Whether a POST changes anything; afterwards all is as before."""
    with transaction.atomic():
        before = state()
        client.post(address, data)
        changed = state() != before
        transaction.set_rollback(True)
    return changed


@pytest.mark.parametrize("pattern", sorted(POSTS))
def test_whose_post_does_something(world: World, pattern: str) -> None:
    page = CoursePage.objects.get(pk=world.values["page"])
    page.title = "SAAR, verbeterd"  # so that there is something to release
    page.save_revision().publish()
    fields, allowed = POSTS[pattern]
    data = {name: value.format(**world.values) for name, value in fields.items()}
    address = pattern.format(**world.values)
    assert {name for name in VISITORS if changes_something(world.clients[name], address, data)} == allowed


def test_a_learner_at_the_door_of_the_admin_is_not_sent_round_and_round(world: World) -> None:
    response = world.clients["learner"].get("/beheer/", follow=True)
    assert response.status_code == 200
    assert len(response.redirect_chain) < 4
