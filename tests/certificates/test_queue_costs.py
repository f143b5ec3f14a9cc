"""What a long evening of certificates costs the process that makes them."""

from pathlib import Path

import pytest

from certificates.models import CertificateFile
from certificates.services.files import render_due
from tests.conftest import NOW
from tests.factories.certificates import GOALS, make_certificate

pytestmark = [pytest.mark.django_db, pytest.mark.one_database, pytest.mark.slow, pytest.mark.usefixtures("now")]
WARM, REST = 100, 900
MOST_GROWTH = 30  # MB


def memory() -> float:
    """What this process holds now, in MB; its peak says nothing, for an earlier test may have made that."""
    status = Path("/proc/self/status").read_text()
    [line] = [line for line in status.splitlines() if line.startswith("VmRSS:")]
    return int(line.split()[1]) / 1024


def test_a_thousand_certificates_do_not_fill_the_memory() -> None:
    for _ in range(WARM + REST):
        make_certificate(goals=GOALS, issued_at=NOW)
    CertificateFile.objects.update(next_try_at=NOW)
    assert render_due(now=NOW, limit=WARM) == WARM
    warm = memory()
    while render_due(now=NOW):
        pass
    assert CertificateFile.objects.filter(state="ready").count() == WARM + REST
    growth = memory() - warm
    print(f"{growth:.1f} MB more after {REST} certificates")  # noqa: T201  (for who asks with -s)
    assert growth < MOST_GROWTH
