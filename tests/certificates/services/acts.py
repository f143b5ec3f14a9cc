"""A certificate issued, in one call."""

from typing import Any

from accounts.models import User
from certificates.models import Certificate
from certificates.services import issuing
from tests.conftest import NOW
from tests.factories.certificates import make_completion, make_membership, make_user


def issue(user: User | None = None, **fields: Any) -> Certificate:
    user = user or make_user()
    registration = user.registrations.first() or make_membership(user)
    completion = make_completion(user, completed_at=fields.pop("completed_at", NOW), **fields)
    return issuing.issue_certificate(completion=completion, registration=registration, now=NOW)
