"""A certificate whose row was lost in a restore comes back from its own PDF."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from accounts.models import AuditEvent
from certificates.checking import check_certificate
from certificates.models import Certificate, CertificateFile, Status
from certificates.services import files, issuing, readmitting
from certificates.services.readmitting import NotReadmitted, PlaceTaken, readmit_certificate
from tests.certificates import forged
from tests.conftest import NOW
from tests.factories.certificates import make_certificate, make_completion, make_user

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(days=1)


@pytest.fixture
def kept(now: Any) -> tuple[str, bytes]:
    """The number and the bytes that a holder kept."""
    user = make_user("Łukasz Żółć")
    certificate = make_certificate(user, course_code="saar", issued_at=NOW)
    CertificateFile.objects.update(next_try_at=NOW)
    assert files.render_due(now=NOW) == 1
    with CertificateFile.objects.get().pdf.open("rb") as stored:
        return certificate.number, stored.read()


def lose_everything() -> None:
    """What a restore from before the certificate does to its row."""
    CertificateFile.objects.all()._raw_delete("default")
    Certificate.objects.all()._raw_delete("default")


def test_it_is_checked_and_downloaded_as_before(kept: Any) -> None:
    number, pdf = kept
    before = Certificate.objects.values().get()
    lose_everything()
    certificate, is_new = readmit_certificate(content=pdf, by=None, now=LATER)
    assert is_new
    changed = {"id", "issued_at", "readmitted_at", "signatory_id", "registration_id"}
    after = Certificate.objects.values().get()
    assert {name: value for name, value in after.items() if name not in changed} == {
        name: value for name, value in before.items() if name not in changed
    }
    with CertificateFile.objects.get().pdf.open("rb") as stored:
        assert stored.read() == pdf
    result = check_certificate(number=number, viewer=certificate.registration.user, now=LATER)
    assert (result.status, result.sight) == (Status.VALID, "full")
    assert AuditEvent.objects.filter(verb="certificate.readmit", object_key=str(certificate.key)).count() == 1


def test_a_second_time_changes_nothing(kept: Any) -> None:
    _number, pdf = kept
    assert readmit_certificate(content=pdf, by=None, now=LATER)[1] is False
    lose_everything()
    assert readmit_certificate(content=pdf, by=None, now=LATER)[1] is True
    assert readmit_certificate(content=pdf, by=None, now=LATER)[1] is False
    assert Certificate.objects.count() == CertificateFile.objects.count() == 1


def test_without_its_completion_it_can_still_be_checked(kept: Any) -> None:
    number, pdf = kept
    completion = Certificate.objects.get().completion
    lose_everything()
    enrollment = completion.enrollment
    completion.delete()
    enrollment.delete()
    certificate, _is_new = readmit_certificate(content=pdf, by=None, now=LATER)
    assert (certificate.completion, certificate.registration) == (None, None)
    assert check_certificate(number=number, viewer=make_user(), now=LATER).status is Status.VALID


def test_when_the_completion_got_another_meanwhile_it_is_superseded(kept: Any) -> None:
    _number, pdf = kept
    completion = Certificate.objects.get().completion
    lose_everything()
    user = completion.enrollment.learner.user
    other = issuing.issue_certificate(completion=completion, registration=user.registrations.get(), now=NOW)
    certificate, _is_new = readmit_certificate(content=pdf, by=None, now=LATER)
    assert certificate.status(LATER.date()) is Status.SUPERSEDED
    assert other.status(LATER.date()) is Status.VALID


def test_a_place_that_was_given_away_is_not_shared(kept: Any) -> None:
    _number, pdf = kept
    index = Certificate.objects.get().status_index
    lose_everything()
    make_certificate(completion=make_completion(make_user()), status_index=index)
    with pytest.raises(PlaceTaken, match="geef een nieuw uit"):
        readmit_certificate(content=pdf, by=None, now=LATER)
    assert Certificate.objects.count() == 1


@pytest.mark.parametrize("days", [30, -30])
def test_of_one_course_the_newest_counts(kept: Any, days: int) -> None:
    """What is there may be of a later course, or of an earlier one that this certificate renewed."""
    _number, pdf = kept
    completion = Certificate.objects.get().completion
    lose_everything()
    user = completion.enrollment.learner.user
    beside = make_completion(user, completed_at=completion.completed_at + timedelta(days=days))
    other = issuing.issue_certificate(completion=beside, registration=user.registrations.get(), now=NOW)
    certificate, _is_new = readmit_certificate(content=pdf, by=None, now=LATER)
    other.refresh_from_db()
    newest = other if days > 0 else certificate
    assert Certificate.objects.standing().get() == newest
    assert certificate.supersedes == (None if days > 0 else other)


@pytest.mark.parametrize("change", ["flipped", "extended", "unsigned"])
def test_only_an_unbroken_seal_of_ours_counts(kept: Any, change: str) -> None:
    _number, pdf = kept
    lose_everything()
    changed = {
        "flipped": lambda: forged.flipped(pdf),
        "extended": lambda: forged.with_extra_object(pdf),
        "unsigned": lambda: forged.printed(pdf),
    }[change]()
    with pytest.raises(NotReadmitted):
        readmit_certificate(content=changed, by=None, now=LATER)
    assert not Certificate.objects.exists()


# --- the bytes -----------------------------------------------------------------------------------------------------


def stored() -> set[str]:
    """The names of all PDFs in the storage."""
    storage = CertificateFile._meta.get_field("pdf").storage
    folders = storage.listdir("certificaten")[0]
    return {
        f"certificaten/{folder}/{name}" for folder in folders for name in storage.listdir(f"certificaten/{folder}")[1]
    }


def test_what_is_rolled_back_leaves_no_bytes(kept: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    _number, pdf = kept
    lose_everything()
    before = stored()

    def broken(**facts: Any) -> None:
        raise RuntimeError

    monkeypatch.setattr(readmitting, "record", broken)
    with pytest.raises(RuntimeError):
        readmit_certificate(content=pdf, by=None, now=LATER)
    assert stored() == before and not Certificate.objects.exists()


def test_bytes_that_could_not_be_stored_come_with_the_next_call(kept: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    _number, pdf = kept
    lose_everything()
    storage = CertificateFile._meta.get_field("pdf").storage

    def full(*args: Any, **options: Any) -> str:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr(storage, "save", full)
        with pytest.raises(OSError, match="No space"):
            readmit_certificate(content=pdf, by=None, now=LATER)
    name = CertificateFile.objects.get().pdf.name
    assert name and not storage.exists(name)  # the name first: an erasure finds what may come there
    assert readmit_certificate(content=pdf, by=None, now=LATER)[1] is False
    with CertificateFile.objects.get().pdf.open("rb") as file:
        assert file.read() == pdf


def test_what_was_erased_meanwhile_is_not_stored(kept: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    _number, pdf = kept
    lose_everything()
    before = stored()
    storage = CertificateFile._meta.get_field("pdf").storage
    save = storage.save

    def erased_first(name: str, content: Any) -> str:
        CertificateFile.objects.update(state="erased", pdf="", credential="")
        return str(save(name, content))

    monkeypatch.setattr(storage, "save", erased_first)
    readmit_certificate(content=pdf, by=None, now=LATER)
    assert stored() == before


# --- the command ---------------------------------------------------------------------------------------------------


def test_the_command_tells_per_file(kept: Any, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    number, pdf = kept
    lose_everything()
    good, bad = tmp_path / "goed.pdf", tmp_path / "fout.pdf"
    good.write_bytes(pdf)
    bad.write_bytes(b"geen pdf")
    with pytest.raises(CommandError, match="1 van 2"):
        call_command("readmit_certificate", str(bad), str(good))
    told = capsys.readouterr()
    assert f"goed.pdf: {number} opgenomen" in told.out
    assert "fout.pdf" in told.err
    assert "Łukasz" not in told.out + told.err
    call_command("readmit_certificate", str(good))
    assert "was er al" in capsys.readouterr().out


def test_the_command_says_when_the_holder_does_not_see_it(
    kept: Any, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    _number, pdf = kept
    completion = Certificate.objects.get().completion
    lose_everything()
    enrollment = completion.enrollment
    completion.delete()
    enrollment.delete()
    file = tmp_path / "goed.pdf"
    file.write_bytes(pdf)
    call_command("readmit_certificate", str(file))
    assert "de houder ziet het niet" in capsys.readouterr().out
