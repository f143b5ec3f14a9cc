"""A name that is asked for or granted at the moment at which its holder is erased: nothing of him is left behind."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import transaction

from accounts.models import User
from accounts.roles import Role
from certificates.errors import CertificateError
from certificates.models import Certificate, NameRequest
from certificates.services import name_requests
from certificates.services.erasing import erase_certificates
from tests.conftest import NOW
from tests.factories.certificates import make_certificate, make_staff, make_user
from tests.threads import together

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("now")]
TIMES = 6  # one of both comes first; more pairs meet more orders


def erase(user: User) -> str:
    """As accounts do it: the account is held before anything of it goes."""
    with transaction.atomic():
        held = User.objects.select_for_update().get(pk=user.pk)
        User.objects.filter(pk=user.pk).update(email=None, name="", is_active=False)
        erase_certificates(held, NOW)
    return "erased"


def tried(act: Callable[[], Any]) -> str:
    try:
        act()
    except CertificateError:
        return "refused"
    return "done"


def ask(certificate: Certificate, user: User) -> NameRequest:
    return name_requests.ask_name(
        certificate=certificate, by=user, wanted_name="Anna Anders", reason="misspelled", now=NOW
    )


@pytest.mark.parametrize("time", range(TIMES))
@pytest.mark.parametrize("act", ["ask", "approve"])
def test_nothing_of_the_name_is_left(act: str, time: int) -> None:
    user = make_user("Anna Andres")
    certificate, certifier = make_certificate(user), make_staff(Role.CERTIFIER)
    if act == "approve":
        request = ask(certificate, user)
        acts = [lambda: tried(lambda: name_requests.approve(request=request, by=certifier, now=NOW))]
    else:
        acts = [lambda: tried(lambda: ask(certificate, user))]
    said = together([*acts, lambda: erase(user)])
    assert "erased" in said and set(said) <= {"erased", "done", "refused"}
    assert not NameRequest.objects.exclude(wanted_name="").exists() and not NameRequest.objects.waiting().exists()
    assert set(Certificate.objects.values_list("holder_name", flat=True)) == {""}
