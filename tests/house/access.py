"""The visitors of the tables of access: who they are, what they would see, and whether their POST does anything."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from allauth.mfa.totp.internal.auth import TOTP
from django.contrib.auth.models import Group as AuthGroup
from django.db import transaction
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone

from accounts.learners import remember_device
from accounts.models import Learner, User
from accounts.roles import Role
from certificates.models import Certificate
from certificates.services.issuing import issue_certificate
from certificates.services.status_lists import publish
from cms.models import Contact
from cms.services.rights import grant_rights
from courses.models import (
    AttemptItem,
    BankImport,
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
from registrations.models import Registration, TeamApplication
from registrations.services.teams import apply
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
    publish(number=1, now=now)
    values = addresses(registration, certificate, loaded.page)
    values |= {"import": BankImport.objects.create(course_slug="saar", format="gift", file_name="vragen.gift").key}
    values |= {"pending": pending.key, "group": group.pk, "group_number": group.number}
    values |= {"beat": officers["officer"].beat.pk}
    values |= {"user": people["other"].pk, "contact": Contact.objects.create(email="oud@voorbeeld.nl").pk}
    values |= {"account": people["other"].key}
    team = TeamApplication(user=people["other"], name="Team De Kade", municipality="Stein", members=5)
    values |= {"team": apply(application=team, now=now).key}
    return World(clients, values)


def addresses(registration: Registration, certificate: Certificate, page: CoursePage) -> dict[str, Any]:
    """What stands in place of the converters."""
    return {
        "key": registration.key,
        "number": certificate.number,
        "token": certificate.file.pending_token,
        "page": page.pk,
        "edition": CourseEdition.objects.get().key,
        "version": QuestionVersion.objects.filter(pk__in=AttemptItem.objects.values("version")).first().pk,
        "quiz": QuizPage.objects.child_of(page).get().key,
        "slug": "saar",
        "lesson_slug": "volgorde",
        "screen_slug": "wat-zou-jij-doen",
        "block_key": "x",
        "quiz_slug": "toets",
        "position": 1,
        "pk": 999_999,
        "course": "saar",
        "edition_number": "1.0",
        "list_number": 1,
        "path": "niets.png",
    }


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


def changes_something(state: Callable[[], list[Any]], client: Client, address: str, data: dict[str, str]) -> bool:
    """Whether a POST changes `state()`; afterwards all is as before."""
    with transaction.atomic():
        before = state()
        client.post(address, data)
        changed = state() != before
        transaction.set_rollback(True)
    return changed
