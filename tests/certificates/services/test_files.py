"""Making the PDF: once, by one worker, and again when it failed."""

import hashlib
import logging
import re
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django_tasks_db.models import DBTaskResult

from accounts.models import User
from accounts.tasks import send_mail
from certificates import rendering, tasks
from certificates.keyring import KeysMissing
from certificates.models import CertificateFile
from certificates.services import files, making
from certificates.services.erasing import erase_certificates
from certificates.signing.keys import Purpose
from tests.conftest import NOW
from tests.factories.certificates import GOALS, make_certificate

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]


@pytest.fixture
def renderer(monkeypatch: pytest.MonkeyPatch) -> Callable[[Any], None]:
    """Sets what stands in for the renderer, which has tests of its own."""

    def use(function: Any) -> None:
        monkeypatch.setattr(rendering, "render_certificate", function)
        # A page that was not drawn cannot be sealed: tests/certificates/test_making.py does both.
        monkeypatch.setattr(making, "seal_pdf", lambda pdf, **_: pdf)

    use(lambda data: b"%PDF " + repr(data).encode())
    return use


def test_a_file_is_made_once_and_the_token_is_wiped(renderer: Any, private_folder: Path) -> None:
    certificate = make_certificate(goals=GOALS)
    token = certificate.file.pending_token
    assert files.render_file(file=certificate.file, now=NOW + timedelta(days=400)) is True
    file = CertificateFile.objects.get()
    stored = (private_folder / file.pdf.name).read_bytes()
    assert (file.state, file.pending_token, file.last_error) == ("ready", "", "")
    assert file.sha256 == hashlib.sha256(stored).hexdigest()
    assert f"HTTP://TESTSERVER/C/{certificate.number}/{token}".encode() in stored
    assert file.renderer_version
    assert certificate.number not in file.pdf.name
    assert files.render_file(file=file, now=NOW + timedelta(days=500)) is False
    [only] = private_folder.rglob("*.pdf")
    assert re.fullmatch(rf"{certificate.key}-[0-9a-f]{{8}}\.pdf", only.name)


def test_two_workers_give_one_result(renderer: Any, private_folder: Path) -> None:
    file = make_certificate().file
    later = NOW + timedelta(days=400)
    inner: list[bool] = []

    def slow(data: Any) -> bytes:
        """While the first worker renders, its time runs out and a second one takes the same file."""
        renderer(lambda data: b"%PDF second")
        second = CertificateFile.objects.get(pk=file.pk)
        inner.append(files.render_file(file=second, now=later + timedelta(hours=1)))
        return b"%PDF first"

    renderer(slow)
    assert files.render_file(file=file, now=later) is False
    assert inner == [True]
    stored = CertificateFile.objects.get()
    assert (private_folder / stored.pdf.name).read_bytes() == b"%PDF second"
    assert stored.sha256 == hashlib.sha256(b"%PDF second").hexdigest()
    assert len(list(private_folder.rglob("*.pdf"))) == 1


class Killed(BaseException):
    """The process is gone: nothing of ours catches it."""


def test_bytes_of_a_killed_worker_are_not_left_behind(
    renderer: Any, private_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    storage = CertificateFile._meta.get_field("pdf").storage
    save = storage.save

    def killed_after(name: str, content: Any) -> str:
        save(name, content)
        raise Killed

    make_certificate()
    monkeypatch.setattr(storage, "save", killed_after)
    with pytest.raises(Killed):
        files.render_due(now=NOW + timedelta(days=400))
    [left] = private_folder.rglob("*.pdf")
    monkeypatch.setattr(storage, "save", save)
    assert files.render_due(now=NOW + timedelta(days=401)) == 1
    [stored] = private_folder.rglob("*.pdf")
    assert stored != left
    assert stored == private_folder / CertificateFile.objects.get().pdf.name


def test_who_comes_late_does_not_touch_what_is_ready(renderer: Any, private_folder: Path) -> None:
    """Also on a storage that overwrites: each try writes under a name of its own."""
    file = make_certificate().file
    storage = CertificateFile._meta.get_field("pdf").storage
    save, later = storage.save, NOW + timedelta(days=400)

    def overtaken(name: str, content: Any) -> str:
        storage.save = overwriting
        second = CertificateFile.objects.get(pk=file.pk)
        renderer(lambda data: b"%PDF second")
        assert files.render_file(file=second, now=later + timedelta(hours=1)) is True
        return overwriting(name, content)

    def overwriting(name: str, content: Any) -> str:
        storage.delete(name)
        return str(save(name, content))

    storage.save = overtaken
    renderer(lambda data: b"%PDF first")
    assert files.render_file(file=file, now=later) is False
    [stored] = private_folder.rglob("*.pdf")
    assert stored.read_bytes() == b"%PDF second"


def test_a_claimed_file_is_left_alone(renderer: Any) -> None:
    file = make_certificate().file
    later = NOW + timedelta(days=400)
    stale = CertificateFile.objects.get(pk=file.pk)

    def look(data: Any) -> bytes:
        assert files.render_file(file=stale, now=later) is False
        return b"%PDF"

    renderer(look)
    assert files.render_file(file=file, now=later) is True


def test_a_renderer_that_raises_is_tried_again_ever_later(renderer: Any, caplog: Any) -> None:
    def broken(data: Any) -> bytes:
        raise ValueError(f"cannot draw {data.holder_name}")

    renderer(broken)
    certificate = make_certificate()
    moment, pauses = NOW + timedelta(days=400), []
    for _ in range(14):
        assert files.render_due(now=moment) == 0
        file = CertificateFile.objects.get()
        pauses.append(file.next_try_at - moment)
        moment = file.next_try_at
    assert pauses[:4] == [timedelta(minutes=each) for each in (1, 2, 4, 8)]
    assert pauses[-1] == timedelta(hours=24)
    assert (file.tries, file.state, file.last_error) == (14, "waiting", "ValueError")
    assert file.pending_token
    assert files.render_due(now=moment - timedelta(seconds=1)) == 0
    assert CertificateFile.objects.get().tries == 14
    renderer(lambda data: b"%PDF")
    assert files.render_due(now=moment) == 1
    assert CertificateFile.objects.get().certificate == certificate
    assert "ValueError" in caplog.text and "in broken" in caplog.text  # what it was and where, never whose
    assert certificate.holder_name not in caplog.text


def test_each_file_of_a_slow_batch_is_claimed_at_its_own_moment(renderer: Any, clock: Any) -> None:
    """With the moment at which the batch began, what comes late in it would be due again at once."""

    def slow(data: Any) -> bytes:
        clock.shift(timedelta(seconds=40))
        raise ValueError

    renderer(slow)
    for _ in range(3):
        make_certificate()
    assert files.render_due(now=NOW) == 0
    tries = CertificateFile.objects.order_by("pk").values_list("next_try_at", flat=True)
    assert [each - NOW for each in tries] == [timedelta(seconds=each) for each in (60, 100, 140)]


@pytest.mark.parametrize("missing", [rendering.RendererUnavailable("no libpango"), KeysMissing(Purpose.SEAL)])
def test_what_the_machine_lacks_is_no_try(renderer: Any, caplog: Any, missing: Exception) -> None:
    """Keys or Pango may be there after ten minutes; a whole evening must not wait a day for that."""

    def lacking(data: Any) -> bytes:
        raise missing

    renderer(lacking)
    make_certificate()
    moment = NOW + timedelta(days=400)
    with caplog.at_level(logging.WARNING):
        for _ in range(10):
            assert files.render_due(now=moment) == 0
            file = CertificateFile.objects.get()
            assert file.next_try_at - moment == timedelta(minutes=1)
            moment = file.next_try_at
    assert (file.state, file.last_error, file.tries) == ("waiting", type(missing).__name__, 0)
    assert "Traceback" not in caplog.text and "File " not in caplog.text
    renderer(lambda data: b"%PDF")
    assert files.render_due(now=moment) == 1


def test_a_storage_that_fails_leaves_it_waiting(renderer: Any, monkeypatch: Any) -> None:
    make_certificate()
    storage = CertificateFile._meta.get_field("pdf").storage
    monkeypatch.setattr(storage, "save", lambda name, content: (_ for _ in ()).throw(OSError("disk full")))
    assert files.render_due(now=NOW + timedelta(days=400)) == 0
    assert CertificateFile.objects.get().last_error == "OSError"


def test_what_is_printed_is_the_row_and_nothing_of_today(renderer: Any) -> None:
    certificate = make_certificate(holder_name="Łukasz Żółć", goals=["Een", "Twee"])
    User.objects.update(name="Iemand Anders")
    data = making.certificate_data(CertificateFile.objects.get())
    assert (data.holder_name, data.goals, data.number) == ("Łukasz Żółć", ("Een", "Twee"), certificate.number)
    assert (data.passed_on, data.valid_until) == (certificate.passed_on, certificate.valid_until)
    assert data.url.isupper()


def test_erased_while_it_is_made(renderer: Any, private_folder: Path) -> None:
    certificate = make_certificate()
    user = certificate.completion.enrollment.learner.user

    def slow(data: Any) -> bytes:
        erase_certificates(user, NOW)
        return b"%PDF " + data.holder_name.encode()

    renderer(slow)
    assert files.render_due(now=NOW) == 0
    file = CertificateFile.objects.get()
    assert (file.state, file.pdf.name, file.credential, file.sha256) == ("erased", "", "", "")
    assert not list(private_folder.rglob("*.pdf"))


def test_erased_while_it_is_stored(renderer: Any, private_folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    certificate = make_certificate()
    user = certificate.completion.enrollment.learner.user
    storage = CertificateFile._meta.get_field("pdf").storage
    save = storage.save

    def erased_then_killed(name: str, content: Any) -> str:
        save(name, content)
        erase_certificates(user, NOW)
        raise Killed

    monkeypatch.setattr(storage, "save", erased_then_killed)
    with pytest.raises(Killed):
        files.render_due(now=NOW)
    assert len(list(private_folder.rglob("*.pdf"))) == 1
    assert files.delete_erased() == 1
    assert not list(private_folder.rglob("*.pdf"))
    assert CertificateFile.objects.get().pdf.name == ""


def test_certificates_give_way_to_codes_and_revocations(settings: Any) -> None:
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend", "ENQUEUE_ON_COMMIT": False}}
    tasks.render_file.enqueue(1)
    send_mail.enqueue()
    tasks.publish_status_list.enqueue(1)
    order = [row.task_path.rpartition(".")[2] for row in DBTaskResult.objects.ready()]
    assert order == ["send_mail", "publish_status_list", "render_file"]


def test_warming_up_draws_a_whole_page(caplog: pytest.LogCaptureFixture) -> None:
    files.warm_up()
    assert not caplog.records


def test_warming_up_without_a_renderer_is_only_a_line_in_the_log(renderer: Any, caplog: Any) -> None:
    def missing(data: Any) -> bytes:
        raise rendering.RendererUnavailable("no libpango")

    renderer(missing)
    files.warm_up()
    assert "RendererUnavailable" in caplog.text
