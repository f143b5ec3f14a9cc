"""System checks of the keys: no demo keys in production, no key that others can read, and no seal about to end.

That a key is missing is no check: the site starts without and certificates wait, and `check --deploy` runs where no
keys are. The log says so at the start (`certificates.keyring.refuse_demo_keys`).
"""

import stat
from collections.abc import Iterator
from contextlib import suppress
from datetime import timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, Warning, register
from django.utils import timezone

from certificates import keyring
from certificates.dates import local_day
from certificates.keyring import DemoKeys, KeyProblem
from certificates.signing.keys import Purpose

__all__ = ["demo_keys", "keys_for_the_owner_only", "root_key_elsewhere", "seal_ends_soon"]

WARN_BEFORE_END = timedelta(days=60)
OTHERS = stat.S_IRWXG | stat.S_IRWXO


@register(Tags.security)
def demo_keys(**kwargs: Any) -> list[CheckMessage]:
    """E001, in production: a key of the demo, with which anybody can make certificates."""
    return [Error(str(problem), id="certificates.E001") for problem in _demo_problems()]


@register(Tags.security)
def keys_for_the_owner_only(**kwargs: Any) -> list[CheckMessage]:
    """W001: a private key, or the folder with one, that others on this machine can open."""
    secrets = [path for path in _secrets() if path.exists()]
    places = [keyring.folder(), *secrets] if secrets else []
    return [
        Warning(
            f"Anderen op deze computer kunnen bij {path}.",
            hint=f"Voer uit: chmod {'700' if path.is_dir() else '600'} {path}",
            id="certificates.W001",
        )
        for path in places
        if path.stat().st_mode & OTHERS
    ]


@register(Tags.security, deploy=True)
def root_key_elsewhere(**kwargs: Any) -> list[CheckMessage]:
    """W002, in production: the key of the root, which belongs in a drawer, lies beside the seal."""
    path = keyring.folder() / keyring.ROOT_KEY_FILE
    if settings.DEMO or not path.exists():
        return []
    hint = "Bewaar het op twee USB-sticks achter slot en haal het hier weg (docs/keys.md)."
    return [Warning(f"{path} hoort niet op deze computer.", hint=hint, id="certificates.W002")]


@register(Tags.security)
def seal_ends_soon(**kwargs: Any) -> list[CheckMessage]:
    """W003: the seal ends within 60 days, or has ended; every command says so until there is a new one."""
    with suppress(KeyProblem):
        ends_at = keyring.current(Purpose.SEAL).certificates[0].not_valid_after_utc
        if timezone.now() > ends_at - WARN_BEFORE_END:
            said = f"Het zegel op de PDF werkt tot {local_day(ends_at):%d-%m-%Y}. Daarna wachten nieuwe certificaten."
            hint = "Voer uit: python manage.py make_signing_keys --rotate seal (docs/keys.md)"
            return [Warning(said, hint=hint, id="certificates.W003")]
    return []


def _demo_problems() -> Iterator[KeyProblem]:
    for purpose in Purpose:
        with suppress(KeyProblem):  # missing or unreadable: the log says so, and certificates wait
            try:
                keyring.current(purpose)
            except DemoKeys as problem:
                yield problem


def _secrets() -> list[Path]:
    places = (keyring.key_file, keyring.next_file)
    return [*(file(purpose) for file in places for purpose in Purpose), keyring.folder() / keyring.ROOT_KEY_FILE]
