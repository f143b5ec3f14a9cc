"""People, courses, completions and certificates for tests: plain functions, every argument optional."""

import hashlib
from datetime import date, datetime
from itertools import count
from typing import Any

from allauth.mfa.models import Authenticator
from django.contrib.auth.models import Group as AuthGroup
from django.utils import timezone

from accounts.models import Learner, User
from accounts.roles import Role
from certificates.models import Certificate, CertificateFile
from certificates.numbers import hash_token, new_number, new_token
from courses.models import Completion, Course, CourseEdition, Enrollment
from registrations.models import Beat, BeatArea, Group, Registration

GOALS = ["Je weet waar je op let.", "Je weet wie je belt."]
numbers = count(1)


def make_user(name: str = "Đorđe van den Berg", **fields: Any) -> User:
    """Somebody with a proven address and a learner."""
    email = fields.pop("email", f"mens{next(numbers)}@example.nl")
    user = User.objects.create_user(email, name, **{"verified_at": timezone.now(), **fields})
    Learner.objects.create(user=user)
    return user


def make_staff(*roles: Role, second_factor: bool = True, **fields: Any) -> User:
    """Somebody with roles, and a second factor unless told otherwise."""
    user = make_user(**{"name": "Iris de Vries", **fields})
    user.groups.set(AuthGroup.objects.get_or_create(name=role)[0] for role in roles)
    if second_factor:
        Authenticator.objects.create(user=user, type=Authenticator.Type.TOTP, data={})
    return user


def make_officer(*, area: str = "Stein", municipality: str = "Stein", **fields: Any) -> User:
    """A wijkagent with a beat of one municipality."""
    user = make_staff(Role.OFFICER, **{"name": "Noor Bakker", **fields})
    BeatArea.objects.create(beat=Beat.objects.create(user=user, name=area), municipality=municipality)
    return user


def make_course(slug: str = "saar", *, title: str = "SAAR", months: int = 24) -> CourseEdition:
    """The first edition of a course, new or there already."""
    course, _ = Course.objects.get_or_create(slug=slug)
    facts = {"title": title, "goals": GOALS, "valid_months": months, "slug": slug}
    source = {"schema": 1, "course": facts, "lessons": [], "quizzes": [], "questions": {}, "sources": {}}
    edition, _ = CourseEdition.objects.get_or_create(
        course=course,
        major=1,
        minor=0,
        defaults={
            "kind": "major",
            "source": source,
            "content_hash": hashlib.sha256(f"{slug}:{title}:{months}".encode()).hexdigest(),
            "released_at": timezone.now(),
        },
    )
    return edition


def make_completion(
    user: User | None = None,
    *,
    learner: Learner | None = None,
    edition: CourseEdition | None = None,
    completed_at: datetime | None = None,
) -> Completion:
    """A finished, closed enrollment of `user`, or of a guest's `learner`."""
    edition = edition or make_course()
    at = completed_at or timezone.now()
    enrollment = Enrollment.objects.create(
        learner=learner or (user or make_user()).learner,
        course=edition.course,
        edition=edition,
        started_at=at,
        closed_at=at,
        close_reason="completed",
    )
    return Completion.objects.create(enrollment=enrollment, edition=edition, completed_at=at)


def make_place(municipality: str = "Stein", **fields: Any) -> Group:
    """A registered group."""
    number = f"{next(numbers):05d}"
    return Group.objects.create(
        **{"number": number, "name": f"Buurtwacht {number}", "municipality": municipality, **fields}
    )


def make_membership(
    user: User, group: Group | None = None, *, status: str = "confirmed", **fields: Any
) -> Registration:
    """A registration of `user`."""
    decided = None if status == "pending" else timezone.now()
    extra = {"ended_at": decided} if status == "ended" else {}
    group = group or make_place()
    values = {"role": "member", "status": status, "decided_at": decided, **extra, **fields}
    return Registration.objects.create(user=user, group=group, **values)


def raw_certificate(completion: Completion | None = None, **fields: Any) -> Certificate:
    """An unsaved row; `fields` over the defaults, for tests that write rows past the services."""
    if completion is None:
        completion = make_completion(make_user())
    user = completion.enrollment.learner.user
    registration = fields.pop("registration", None) or make_membership(user)
    index = next(numbers)
    defaults: dict[str, Any] = {
        "number": new_number(),
        "token_hash": hash_token(new_token()),
        "host": "http://testserver",
        "status_index": index,
        "holder_name": user.name,
        "group_name": registration.group.name,
        "group_number": registration.group.number,
        "group_kind": registration.group.kind,
        "municipality": registration.group.municipality,
        "course_title": "SAAR",
        "course_code": "saar",
        "goals": GOALS,
        "edition_number": "1.0",
        "passed_on": date(2026, 5, 3),
        "issued_on": date(2026, 5, 3),
        "valid_until": date(2028, 5, 3),
    }
    return Certificate(completion=completion, registration=registration, **(defaults | fields))


def make_certificate(user: User | None = None, *, token: str | None = None, **fields: Any) -> Certificate:
    """A saved certificate of `user` with a file that waits; `token` is that of its QR."""
    token = token or new_token()
    completion = fields.pop("completion", None) or make_completion(user or make_user())
    certificate = raw_certificate(completion, token_hash=hash_token(token), **fields)
    certificate.save()
    CertificateFile.objects.create(certificate=certificate, pending_token=token)
    return certificate
