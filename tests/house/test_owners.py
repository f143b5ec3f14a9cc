"""Whose a row is: every model that leads to a person is fetched by owner, or stands here with a reason (DESIGN §3)."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.apps import apps
from django.contrib.auth.models import AnonymousUser
from django.db.models import Model

from accounts.models import Learner, User

OURS = ("accounts", "certificates", "cms", "courses", "registrations")
BY_OWNER = ("for_user", "for_learner")

# Rows of something that has an owner: nobody looks for them but by way of that.
PARTS = {
    "certificates.CertificateLookup": "certificates.Certificate",
    "cms.EveningGuest": "cms.Evening",
    "courses.AnswerEvent": "courses.Attempt",
    "courses.AttemptItem": "courses.Attempt",
    "courses.EnrollmentEdition": "courses.Enrollment",
    "courses.Grade": "courses.Attempt",
    "courses.Mark": "courses.Attempt",
    "courses.PanelComment": "courses.PanelMember",
    "courses.PracticeAnswer": "courses.Enrollment",
    "courses.ScreenPass": "courses.Enrollment",
    "registrations.ImportChange": "registrations.RegisterImport",
    "registrations.RegistrationEvent": "registrations.Registration",
}
MANUSCRIPT = "Of the course, not of a person: Wagtail's rights on pages and snippets decide."
WORK = "A colleague's act on a course: everybody with the desk's right sees it."
OWNERLESS = {
    "accounts.Learner": "Is the person: `request.learner` comes from the account or the signed cookie.",
    "accounts.ResumeCode": "Found by the hash of what is typed, or by the learner himself; the code is the key.",
    "certificates.Signatory": "Stands on every certificate, for everybody.",
    "cms.HomePage": MANUSCRIPT,
    "courses.BankImport": WORK,
    "courses.BankImportRow": WORK,
    "courses.Course": "Public: the facts of a course; the path leads to who released it.",
    "courses.CourseDocument": MANUSCRIPT,
    "courses.CourseEdition": "Public once released; a candidate opens by the token of a trial.",
    "courses.CourseImage": MANUSCRIPT,
    "courses.CourseIndexPage": MANUSCRIPT,
    "courses.CoursePage": MANUSCRIPT,
    "courses.CourseRendition": MANUSCRIPT,
    "courses.CourseVideo": MANUSCRIPT,
    "courses.LessonPage": MANUSCRIPT,
    "courses.PanelReview": WORK,
    "courses.PathStep": MANUSCRIPT,
    "courses.PlannedRelease": WORK,
    "courses.Question": MANUSCRIPT,
    "courses.QuestionTag": MANUSCRIPT,
    "courses.QuizPage": MANUSCRIPT,
    "courses.Regrade": WORK,
    "courses.StoredFigures": "Sums of five people and more; the path leads to who released the course.",
    "courses.Trial": "Found by the hash of its token, which is the key.",
    "registrations.Beat": "One per wijkagent, reached as `user.beat`; the foundation sees all.",
    "registrations.BeatArea": "Part of a beat; the foundation and its wijkagent see it.",
}


def models() -> Iterator[type[Model]]:
    """The tables of this house."""
    return (model for model in apps.get_models() if model._meta.app_label in OURS)


def leads_to_a_person(model: type[Model], seen: frozenset[type[Model]] = frozenset()) -> bool:
    """Whether a chain of foreign keys of ours ends at an account or a learner."""
    targets = {field.related_model for field in model._meta.get_fields() if field.many_to_one or field.concrete}
    related = {target for target in targets if isinstance(target, type)}
    if related & {User, Learner}:
        return True
    nearer = {target for target in related - seen - {model} if target._meta.app_label in OURS}
    return any(leads_to_a_person(target, seen | {model}) for target in nearer)


def is_by_owner(model: type[Model]) -> bool:
    return any(hasattr(model._default_manager, name) for name in BY_OWNER)


PERSONAL = sorted((model for model in models() if leads_to_a_person(model)), key=lambda model: model._meta.label)


@pytest.mark.parametrize("model", PERSONAL, ids=lambda model: model._meta.label)
def test_what_leads_to_a_person_is_fetched_by_owner_or_says_why_not(model: type[Model]) -> None:
    label = model._meta.label
    assert [is_by_owner(model), label in PARTS, label in OWNERLESS].count(True) == 1


def test_the_walk_finds_what_is_personal() -> None:
    labels = {model._meta.label for model in PERSONAL}
    assert {"courses.AnswerEvent", "certificates.CertificateFile", "registrations.Registration"} <= labels
    assert not {"courses.Meldpunt", "certificates.SigningKey", "accounts.RateLimit"} & labels


@pytest.mark.parametrize(("part", "whole"), sorted(PARTS.items()))
def test_a_part_hangs_on_something_with_an_owner(part: str, whole: str) -> None:
    assert is_by_owner(apps.get_model(whole))
    assert apps.get_model(whole) in reach_of(apps.get_model(part))


def reach_of(model: type[Model]) -> set[type[Model]]:
    """What the foreign keys of `model` lead to, one step or more."""
    found: set[type[Model]] = set()
    waiting = [model]
    while waiting:
        fields = waiting.pop()._meta.get_fields()
        nearer = {field.related_model for field in fields if field.many_to_one or (field.one_to_one and field.concrete)}
        fresh = {target for target in nearer if isinstance(target, type)} - found
        found |= fresh
        waiting += fresh
    return found


def test_the_lists_name_only_what_is_there() -> None:
    labels = {model._meta.label for model in PERSONAL}
    assert set(PARTS) | set(OWNERLESS) <= labels


@pytest.mark.parametrize("model", list(models()), ids=lambda model: model._meta.label)
def test_who_is_nobody_owns_nothing(model: type[Model]) -> None:
    rows: Any = model._default_manager
    if hasattr(rows, "for_user"):
        assert rows.for_user(AnonymousUser()).query.is_empty()
    if hasattr(rows, "for_learner"):
        assert rows.for_learner(None).query.is_empty()
