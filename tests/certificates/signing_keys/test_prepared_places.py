"""Prepared keys on more than one machine, in the environment, and when the power goes."""

import itertools
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from accounts.models import AuditEvent
from certificates import keyring
from certificates.models import SigningKey
from certificates.services import preparing
from certificates.services.keys import KNOWN_AFTER, register_keys, signing_key
from certificates.services.preparing import (
    PreparedElsewhere,
    PreparedForEnvironment,
    PreparedLost,
    PreparedTooEarly,
    prepare_keys,
    use_prepared,
)
from certificates.signing.keys import PrivateKey, Purpose
from tests.certificates.signing_keys.making import kids, make
from tests.conftest import NOW
from tests.threads import together

READY = NOW + KNOWN_AFTER
QR = Purpose.QR


def prepare(*purposes: Purpose, **options: Any) -> list[PrivateKey]:
    options = {"now": NOW, "organization": "Stichting Proef", "purposes": purposes, **options}
    return prepare_keys(**options)


def give(monkeypatch: pytest.MonkeyPatch, path: Path) -> None:
    """Puts the QR key in `path` in the environment."""
    monkeypatch.setenv(keyring.VARIABLES[QR], path.read_text())


@pytest.fixture
def given(monkeypatch: pytest.MonkeyPatch) -> PrivateKey:
    """The QR key, which comes from the environment."""
    (*_, key) = make()
    give(monkeypatch, keyring.key_file(QR))
    keyring.key_file(QR).unlink()
    return key


@pytest.mark.django_db
def test_a_key_for_the_environment_is_published_and_lies_in_a_folder_of_its_own(
    given: PrivateKey, tmp_path: Path
) -> None:
    with pytest.raises(PreparedElsewhere, match=r"ACADEMIE_QR_KEY.*--into"):
        prepare(QR)
    assert kids(QR) == [given.kid]
    (new,) = prepare(QR, into=tmp_path / "mee")
    assert kids(QR) == [new.kid, given.kid]
    assert [path.name for path in (tmp_path / "mee").iterdir()] == ["qr-next.pem"]
    assert not keyring.next_file(QR).exists()
    assert prepare(QR, into=tmp_path / "mee") == []
    assert signing_key(QR, now=NOW).kid == given.kid


@pytest.mark.django_db
def test_somebody_puts_it_in_the_environment_when_all_know_it(
    given: PrivateKey, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, django_assert_num_queries: Any
) -> None:
    (new,) = prepare(QR, into=tmp_path / "mee")
    with pytest.raises(PreparedTooEarly):
        use_prepared(now=NOW)
    with pytest.raises(PreparedForEnvironment, match=r"qr-next\.pem.*ACADEMIE_QR_KEY"):
        use_prepared(now=READY)
    assert kids(QR) == [new.kid, given.kid]
    give(monkeypatch, keyring.next_file(QR, tmp_path / "mee"))
    assert signing_key(QR, now=READY).kid == new.kid
    rows = SigningKey.objects.of(QR).values_list("kid", "is_prepared", "retired_at")
    assert list(rows) == [(new.kid, False, None), (given.kid, False, READY)]
    with django_assert_num_queries(1):
        signing_key(QR, now=READY)


@pytest.mark.django_db
def test_the_command_takes_what_stands_in_the_environment_already(
    given: PrivateKey, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (new,) = prepare(QR, into=tmp_path / "mee")
    give(monkeypatch, keyring.next_file(QR, tmp_path / "mee"))
    assert [key.kid for key in use_prepared(now=READY)] == [new.kid]
    assert kids(QR) == [new.kid, given.kid]
    assert not SigningKey.objects.prepared().exists()


@pytest.mark.django_db
def test_a_server_that_still_has_the_old_one_goes_on_and_can_be_checked(
    given: PrivateKey, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    old_text = keyring.given(QR)
    (new,) = prepare(QR, into=tmp_path / "mee")
    give(monkeypatch, keyring.next_file(QR, tmp_path / "mee"))
    signing_key(QR, now=READY)
    monkeypatch.setenv(keyring.VARIABLES[QR], old_text)
    assert signing_key(QR, now=READY).kid == given.kid
    assert SigningKey.objects.signing().get(purpose="qr").kid == new.kid
    assert kids(QR) == [new.kid, given.kid]


@pytest.mark.django_db
def test_a_withdrawn_key_that_a_server_signs_with_after_all_is_published_first(
    given: PrivateKey, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (first,) = prepare(QR, into=tmp_path / "mee")
    (second,) = prepare(QR, into=tmp_path / "later", now=READY)
    assert kids(QR) == [second.kid, given.kid]
    give(monkeypatch, keyring.next_file(QR, tmp_path / "mee"))
    assert signing_key(QR, now=READY).kid == first.kid
    assert kids(QR) == [second.kid, first.kid, given.kid]


class PowerCut(Exception):
    pass


def cut_after(monkeypatch: pytest.MonkeyPatch, target: Any, name: str, steps: int) -> None:
    """The calls of `target.name` after the first `steps` do not happen."""
    calls, real = itertools.count(), getattr(target, name)

    def counted(*args: Any, **options: Any) -> Any:
        if next(calls) >= steps:
            raise PowerCut
        return real(*args, **options)

    monkeypatch.setattr(target, name, counted)


@pytest.mark.django_db
@pytest.mark.parametrize("steps", range(3))
@pytest.mark.parametrize("name", ["store", "register_key"])
def test_the_power_goes_while_they_are_taken_in_use(monkeypatch: pytest.MonkeyPatch, name: str, steps: int) -> None:
    old = {key.purpose: key for key in make()}
    new = {key.purpose: key for key in prepare()}
    with monkeypatch.context() as patch:
        cut_after(patch, keyring if name == "store" else preparing, name, steps)
        with pytest.raises(PowerCut):
            use_prepared(now=READY)
    keyring.forget()
    for purpose in Purpose:
        assert signing_key(purpose, now=READY).kid in kids(purpose)
    if name == "store":  # those that were moved sign; the others wait for the next run
        moved = [purpose for purpose in Purpose if keyring.current(purpose).kid == new[purpose].kid]
        assert len(moved) == steps
        use_prepared(now=READY)
    assert [kids(purpose) for purpose in Purpose] == [[new[one].kid, old[one].kid] for one in Purpose]
    assert [keyring.current(one).kid for one in Purpose] == [new[one].kid for one in Purpose]
    assert not SigningKey.objects.prepared().exists()


@pytest.mark.django_db
@pytest.mark.parametrize("steps", range(5))
def test_the_power_goes_while_they_are_prepared(monkeypatch: pytest.MonkeyPatch, steps: int) -> None:
    old = {key.purpose: key for key in make()}
    with monkeypatch.context() as patch:
        cut_after(patch, keyring, "store", steps)
        with pytest.raises(PowerCut):
            prepare()
    assert not SigningKey.objects.prepared().exists()
    new = {key.purpose: key for key in prepare()}
    assert [kids(purpose) for purpose in Purpose] == [[new[one].kid, old[one].kid] for one in Purpose]
    assert [key.kid for key in use_prepared(now=READY)] == [new[one].kid for one in Purpose]


@pytest.mark.django_db
def test_what_the_demo_prepared_never_signs_in_production(settings: Any) -> None:
    settings.DEMO = True
    make(is_demo=True)
    (demo,) = prepare(QR)
    assert demo.is_demo
    settings.DEMO = False
    with pytest.raises(keyring.DemoKeys):
        prepare(QR)
    with pytest.raises(PreparedLost):
        use_prepared(now=READY)
    make(rotate=list(Purpose), new_authority=True)
    assert demo.kid not in kids(QR)
    (real,) = prepare(QR)
    assert [key.kid for key in use_prepared(now=READY)] == [real.kid]


@pytest.mark.django_db(transaction=True)
def test_servers_that_take_it_in_use_at_once_retire_the_old_one_once(
    given: PrivateKey, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (new,) = prepare(QR, into=tmp_path / "mee")
    give(monkeypatch, keyring.next_file(QR, tmp_path / "mee"))
    changed = together([partial(register_keys, now=READY + timedelta(days=1))] * 4)
    assert [row.kid for rows in changed for row in rows] == [new.kid]
    for verb in ("retired", "used"):
        assert AuditEvent.objects.filter(verb=f"signing_key.{verb}").count() == 1
