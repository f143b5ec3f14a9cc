"""Each constraint of accounts broken on purpose, past all Python (DESIGN §3)."""

from datetime import datetime

import pytest
from allauth.mfa.models import Authenticator
from django.db import IntegrityError, models, transaction

from accounts.models import Learner, MailReceipt, RateLimit, User
from tests.accounts.helpers import make_user

pytestmark = pytest.mark.django_db


def refused(*rows: models.Model, by: str | None = None) -> None:
    """Both databases name the constraint that refused: a row that another one stops proves nothing about `by`."""
    with pytest.raises(IntegrityError, match=by), transaction.atomic():
        type(rows[0])._default_manager.bulk_create(rows)


def test_one_account_per_address() -> None:
    refused(User(email="a@voorbeeld.nl"), User(email="a@voorbeeld.nl"))
    User.objects.bulk_create([User(email=None), User(email=None)])  # erased accounts


def test_one_account_per_address_in_any_case() -> None:
    refused(User(email="a@voorbeeld.nl"), User(email="A@Voorbeeld.nl"), by="user_email_any_case_unique")
    make_user("a@voorbeeld.nl")
    other = make_user("b@voorbeeld.nl")
    with pytest.raises(IntegrityError, match="user_email_any_case_unique"), transaction.atomic():
        User.objects.filter(pk=other.pk).update(email="A@VOORBEELD.NL")


def test_keys_are_unique() -> None:
    user = make_user()
    refused(User(email="a@voorbeeld.nl", key=user.key))
    learner = Learner.objects.create()
    refused(Learner(key=learner.key))


def test_one_learner_per_account() -> None:
    user = make_user()
    refused(Learner(user=user), Learner(user=user))


def test_learner_of_an_account_is_never_merged(now: datetime) -> None:
    learner, target = Learner.objects.create(user=make_user()), Learner.objects.create()
    with pytest.raises(IntegrityError, match="learner_account_never_merged"), transaction.atomic():
        Learner.objects.filter(pk=learner.pk).update(merged_into=target, merged_at=now)


def test_a_merge_has_its_time(now: datetime) -> None:
    guest, target = Learner.objects.create(), Learner.objects.create()
    refused(Learner(merged_into=target), by="learner_merged_has_its_time")
    refused(Learner(merged_at=now), by="learner_merged_has_its_time")
    Learner.objects.filter(pk=guest.pk).update(merged_into=target, merged_at=now)


def test_nobody_is_merged_into_himself(now: datetime) -> None:
    guest = Learner.objects.create()
    with pytest.raises(IntegrityError, match="learner_not_merged_into_self"), transaction.atomic():
        Learner.objects.filter(pk=guest.pk).update(merged_into=guest, merged_at=now)


def test_one_receipt_and_one_limit_per_key(now: datetime) -> None:
    refused(MailReceipt(key="certificate:1"), MailReceipt(key="certificate:1"))
    refused(RateLimit(key="x", window_ends_at=now), RateLimit(key="x", window_ends_at=now))
    with pytest.raises(IntegrityError), transaction.atomic():
        RateLimit.objects.bulk_create([RateLimit(key="y", window_ends_at=now, count=-1)])


def test_account_with_a_learner_is_not_deleted() -> None:
    user = make_user()
    Learner.objects.create(user=user)
    with pytest.raises(models.ProtectedError):
        User.objects.filter(pk=user.pk).delete()


def test_one_app_per_account() -> None:
    user = make_user()
    refused(Authenticator(user=user, type="totp", data={}), Authenticator(user=user, type="totp", data={}))
