"""The whole country, to measure with: as many groups, people and certificates as the foundation has. Seeded.

Rows are written past the services, which would take hours; nobody here has answers (`history.add_answers` makes
those) and no certificate has a PDF. Every name is invented.
"""

import random
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import transaction

from accounts.models import Learner, User
from certificates.dates import add_months, local_day
from certificates.models import Certificate, CertificateFile
from certificates.numbers import hash_token, new_number
from cms.demo.data import DOMAIN, FIRST_NAMES, LAST_NAMES, STREETS
from courses.models import Completion, CourseEdition, Enrollment
from registrations.models import Group, PostcodeRange, Registration

__all__ = ["Nation", "Size"]

MUNICIPALITIES = 342  # of the Netherlands
AT_ONCE = 1000
PREFIX = "N"
MANAGERS = 0.3
CHOSE = 0.6  # the share that switched on what others may see


@dataclass(frozen=True, kw_only=True)
class Size:
    """How much there is of everything (DESIGN §10)."""

    groups: int = 9300
    teams: int = 500
    people: int = 30_000
    certificates: int = 25_000


class Nation:
    """One country being made; `now` is today."""

    def __init__(self, *, edition: CourseEdition, now: datetime, seed: int = 2026) -> None:
        self.edition = edition
        self.course = edition.source["course"]
        self.now = now
        self.rng = random.Random(seed)  # noqa: S311  (the same country every time, no secrets)

    @transaction.atomic
    def make(self, size: Size) -> None:
        """Groups, then people with a registration each, then a certificate for the first of them."""
        groups = self.make_groups(size)
        registrations = self.make_people(groups, size.people)
        self.make_certificates(registrations[: size.certificates])

    def make_groups(self, size: Size) -> list[Group]:
        """A group has a few postcode areas in its municipality, or, one in twenty, only a place."""
        groups = Group.objects.bulk_create(
            (self.group(number, is_team=number > size.groups) for number in range(1, size.groups + size.teams + 1)),
            batch_size=AT_ONCE,
        )
        ranges = (self.range_of(group, 1000 + number % 9000) for number, group in enumerate(groups) if number % 20)
        PostcodeRange.objects.bulk_create(ranges, batch_size=AT_ONCE)
        return groups

    def group(self, number: int, *, is_team: bool) -> Group:
        municipality = f"Polderstad {number % MUNICIPALITIES:03d}"
        return Group(
            key=self.uuid(),
            number=f"{PREFIX}{number:05d}",
            kind=Group.Kind.TEAM if is_team else Group.Kind.WHATSAPP,
            name=f"{'Buurtteam' if is_team else 'Buurtapp'} {self.rng.choice(STREETS)} {number}",
            place=f"{municipality} {self.rng.choice(['Noord', 'Oost', 'Zuid', 'West'])}",
            municipality=municipality,
            source="meetgegevens",
            created_at=self.now - timedelta(days=900),
        )

    def range_of(self, group: Group, postcode: int) -> PostcodeRange:
        letters = self.rng.choice(["AAZZ", "AAHZ", "JAZZ"])
        return PostcodeRange(group=group, first=f"{postcode}{letters[:2]}", last=f"{postcode}{letters[2:]}")

    def make_people(self, groups: Sequence[Group], count: int) -> list[Registration]:
        """Two groups in three have nobody yet; the first have most, as in life."""
        joined = self.now - timedelta(days=700)
        users = User.objects.bulk_create((self.user(number, joined) for number in range(count)), batch_size=AT_ONCE)
        Learner.objects.bulk_create(
            (Learner(key=self.uuid(), user=user, created_at=joined, last_seen_at=joined) for user in users),
            batch_size=AT_ONCE,
        )
        return Registration.objects.bulk_create(
            (self.registration(user, self.some(groups), joined) for user in users), batch_size=AT_ONCE
        )

    def user(self, number: int, at: datetime) -> User:
        name = f"{self.rng.choice(FIRST_NAMES)} {self.rng.choice(LAST_NAMES)}"
        user = User(key=self.uuid(), email=f"land{number:05d}@{DOMAIN}", name=name, verified_at=at, created_at=at)
        user.group_may_see = user.officer_may_find = self.rng.random() < CHOSE
        user.set_unusable_password()
        return user

    def some(self, groups: Sequence[Group]) -> Group:
        """Who falls off the end begins again at the front, so that the shape stays and no group gets all of them."""
        return groups[int(self.rng.expovariate(3 / len(groups))) % len(groups)]

    def registration(self, user: User, group: Group, at: datetime) -> Registration:
        return Registration(
            key=self.uuid(),
            user=user,
            group=group,
            role=Registration.Role.MANAGER if self.rng.random() < MANAGERS else Registration.Role.MEMBER,
            status=Registration.Status.CONFIRMED,
            claimed_at=at,
            decided_at=at,
        )

    def make_certificates(self, registrations: Sequence[Registration]) -> None:
        """One each: passed in the last two years, so nearly all of them still count."""
        learners = dict(Learner.objects.filter(user__isnull=False).values_list("user_id", "pk"))
        ats = [self.now - timedelta(days=self.rng.randint(1, 690)) for _ in registrations]
        rows = list(zip(registrations, ats, strict=True))
        enrollments = self.each(Enrollment, rows, lambda row, at: self.enrollment(learners[row.user_id], at))
        done = list(zip(enrollments, ats, strict=True))
        completions = self.each(Completion, done, lambda row, at: self.completion(row, at))
        facts = list(zip(completions, rows, strict=True))
        certificates = self.each(
            Certificate, list(enumerate(facts)), lambda index, fact: self.certificate(index, *fact)
        )
        CertificateFile.objects.bulk_create(
            (CertificateFile(certificate=row, state="erased", next_try_at=self.now) for row in certificates),
            batch_size=AT_ONCE,
        )

    def each(self, model: Any, rows: Iterable[tuple[Any, Any]], make: Callable[[Any, Any], Any]) -> list[Any]:
        made: list[Any] = model.objects.bulk_create((make(*row) for row in rows), batch_size=AT_ONCE)
        return made

    def enrollment(self, learner_id: int, at: datetime) -> Enrollment:
        return Enrollment(
            key=self.uuid(), learner_id=learner_id, course=self.edition.course, edition=self.edition, started_at=at,
            last_seen_at=at, closed_at=at, close_reason="completed",
        )  # fmt: skip

    def completion(self, enrollment: Enrollment, at: datetime) -> Completion:
        return Completion(key=self.uuid(), enrollment=enrollment, edition=self.edition, completed_at=at)

    def certificate(self, index: int, completion: Completion, place: tuple[Registration, datetime]) -> Certificate:
        registration, at = place
        group, day = registration.group, local_day(at)
        return Certificate(
            key=self.uuid(), completion=completion, registration=registration, number=new_number(),
            token_hash=hash_token(f"{self.rng.getrandbits(128):x}"), host=settings.ACADEMIE_URL, status_list=99,
            status_index=index, holder_name=registration.user.name, group_name=group.name, group_number=group.number,
            group_kind=group.kind, municipality=group.municipality, course_title=self.course["title"],
            course_code=self.edition.course.slug, goals=[], edition_number=self.edition.number, passed_on=day,
            issued_on=day, issued_at=at, valid_until=add_months(day, 24),
        )  # fmt: skip

    def uuid(self) -> UUID:
        return UUID(int=self.rng.getrandbits(128), version=4)
