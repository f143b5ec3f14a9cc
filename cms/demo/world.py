"""Groups, people and what they learned: seeded, so that every demo has the same people in the same state."""

import random
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction

from accounts.models import Learner, User
from certificates.models import Certificate
from certificates.services.changing import correct, revoke
from cms.demo.answers import fields_for
from cms.demo.data import (
    DOMAIN,
    FIRST_NAMES,
    GROUP_PREFIX,
    GROUPS,
    LAST_NAMES,
    MUNICIPALITIES,
    PEOPLE,
    STREETS,
    TEAMS,
)
from cms.demo.neighbors import add_neighbors
from cms.demo.staff import make_contact, make_learner, make_staff
from courses.models import Attempt, Course, CourseEdition, Enrollment
from courses.services.attempting import parsed, save_answer
from courses.services.enrolling import enroll, pass_screen
from courses.services.grading import submit_attempt
from courses.services.reading import edition_content
from courses.services.starting import start_attempt
from registrations.codes import hash_email
from registrations.models import Group, GroupContact, Registration
from registrations.services import claim, confirm, refuse, save_group

__all__ = ["SEED", "World", "load_world"]

SEED = 2026
SHARES = (("passed", 0.42), ("expired", 0.06), ("waiting", 0.08), ("failed", 0.08), ("reading", 0.2), ("new", 0.16))


class World:
    """One demo world being made; `now` is today, everything else lies before it."""

    def __init__(self, *, now: datetime, edition: CourseEdition, seed: int = SEED) -> None:
        self.now = now
        self.edition = edition
        self.content = edition_content(edition)
        self.rng = random.Random(seed)  # noqa: S311  (the same world every time, no secrets)
        self.staff: dict[str, User] = {}
        self.groups: list[Group] = []

    def make(self, *, groups: int = GROUPS, teams: int = TEAMS, people: int = PEOPLE) -> None:
        """Everything: staff, groups, people, their courses and certificates."""
        self.staff = make_staff(now=self.now - timedelta(days=400))
        make_learner(now=self.now)
        make_contact()
        self.groups = [self.make_group(number, Group.Kind.WHATSAPP) for number in range(1, groups + 1)]
        self.groups += [self.make_group(groups + number, Group.Kind.TEAM) for number in range(1, teams + 1)]
        for number in range(1, people + 1):
            self.make_person(number, self.fate())
        self.change_some()
        add_neighbors(group=self.groups[0], course=self.edition.course, now=self.now)

    # --- groups -------------------------------------------------------------------------------------
    def make_group(self, number: int, kind: str) -> Group:
        """A group in one of the municipalities, in turn."""
        municipality = list(MUNICIPALITIES)[number % len(MUNICIPALITIES)]
        places, first, last = MUNICIPALITIES[municipality]
        postcode = self.rng.randint(first, last)
        name = f"{'Buurtteam' if kind == Group.Kind.TEAM else 'Buurtapp'} {self.rng.choice(STREETS)} {number}"
        group = Group(
            number=f"{GROUP_PREFIX}{number:05d}",
            kind=kind,
            name=name,
            place=self.rng.choice(places),
            municipality=municipality,
            source="demo",
            created_at=self.now - timedelta(days=900),
        )
        ranges = [(f"{postcode}AA", f"{postcode}ZZ")]
        return save_group(group=group, ranges=ranges, by=self.staff["registraties"], now=self.now)

    # --- people -------------------------------------------------------------------------------------
    def fate(self) -> str:
        """What somebody did so far, by the shares of SHARES."""
        return self.rng.choices([name for name, _ in SHARES], [share for _, share in SHARES])[0]

    def make_person(self, number: int, fate: str) -> None:
        """A person, his registration, and how far he came."""
        name = f"{self.rng.choice(FIRST_NAMES)} {self.rng.choice(LAST_NAMES)}"
        began = self.now - timedelta(days=950 if fate == "expired" else self.rng.randint(3, 300), hours=number % 24)
        user = User.objects.create_user(f"deelnemer{number:03d}@{DOMAIN}", name, verified_at=began, created_at=began)
        learner = Learner.objects.create(user=user, created_at=began, last_seen_at=began)
        # The first groups get more people than the others, so that counts of five and more exist.
        group = self.groups[min(int(self.rng.expovariate(0.2)), len(self.groups) - 1)]
        self.register(user, group, fate, began)
        if fate != "new":
            self.learn(learner, fate, began)

    def register(self, user: User, group: Group, fate: str, began: datetime) -> None:
        """A claim that the register confirms, that the foundation decides about, or that waits."""
        if fate == "new" and self.rng.random() < 0.5:
            return
        role = self.rng.choice(Registration.Role.values)
        known = fate in {"passed", "expired"}
        if known:
            GroupContact.objects.get_or_create(group=group, email_hash=hash_email(user.email or ""), role=role)
        registration = claim(user=user, group=group, role=role, now=began)
        if known or fate == "waiting":
            return
        by = self.staff["registraties"]
        if self.rng.random() < 0.7:
            confirm(registration=registration, by=by, now=began + timedelta(days=1))
        elif self.rng.random() < 0.3:
            reason = "Deze groep kent dit adres niet. Vraag je beheerder om je aan te melden."
            refuse(registration=registration, by=by, reason=reason, now=began + timedelta(days=1))

    # --- learning -----------------------------------------------------------------------------------
    def learn(self, learner: Learner, fate: str, began: datetime) -> None:
        """Reads, and for most fates takes the quiz."""
        enrollment = enroll(learner=learner, course=self.edition.course, edition=self.edition, now=began)
        keys = list(self.content.screen_places)
        until = self.rng.randint(2, len(keys) - 2) if fate == "reading" else len(keys)
        for place, key in enumerate(keys[:until]):
            pass_screen(enrollment=enrollment, screen_key=key, now=began + timedelta(minutes=place + 1))
        if fate == "reading":
            return
        if fate == "failed" or self.rng.random() < 0.2:
            self.take_quiz(enrollment, right=self.rng.uniform(0.1, 0.4), at=began + timedelta(hours=1))
        if fate != "failed":
            self.take_quiz(enrollment, right=1.0, at=began + timedelta(hours=2))

    def take_quiz(self, enrollment: Enrollment, *, right: float, at: datetime) -> None:
        """One attempt in which about `right` of the answers are right."""
        quiz = self.content.counting_quizzes[0]
        attempt = start_attempt(enrollment=enrollment, quiz=quiz, now=at, rng=self.rng)
        for item in attempt.items.select_related("version"):
            steps = fields_for(parsed(item.version), is_right=self.rng.random() < right)
            for sequence, data in enumerate(steps, start=1):
                save_answer(
                    attempts=Attempt.objects.filter(pk=attempt.pk),
                    position=item.position,
                    uuid=UUID(int=self.rng.getrandbits(128)),
                    sequence=sequence,
                    data=data,
                    now=at + timedelta(seconds=20 * item.position + sequence),
                )
        submit_attempt(attempt=attempt, now=at + timedelta(minutes=8))

    def change_some(self) -> None:
        """Certificates in every state: two revoked, two corrected."""
        rows = Certificate.objects.standing().filter(completion__enrollment__learner__user__email__endswith=DOMAIN)
        by = self.staff["certificaten"]
        chosen = list(rows.order_by("pk")[:4])
        for certificate in chosen[:2]:
            reason = "De groep kent deze persoon niet meer."
            revoke(certificate=certificate, by=by, reason=reason, now=self.now - timedelta(days=2))
        for certificate in chosen[2:]:
            name = f"{certificate.holder_name} junior"
            correct(certificate=certificate, by=by, holder_name=name, now=self.now - timedelta(days=1))


@transaction.atomic
def load_world(*, now: datetime, **sizes: Any) -> World:
    """Makes the whole world in one transaction, on the current edition of SAAR; all of it or nothing."""
    course = Course.objects.open().get(slug="saar")
    world = World(now=now, edition=course.editions.current().select_related("course")[0])
    world.make(**sizes)
    return world
