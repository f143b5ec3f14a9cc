"""`manage.py make_signing_keys --prepare` and `--use-prepared`: what they say, and what they refuse."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.core.management import CommandError

from certificates import keyring
from certificates.models import SigningKey
from certificates.services.keys import KNOWN_AFTER
from certificates.signing.keys import Purpose
from tests.certificates.signing_keys.making import kids
from tests.certificates.signing_keys.test_make_command import refusal, run
from tests.conftest import NOW

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("now")]
KNOWN = "Ze tekenen nog niet; iedereen kan ze vast leren kennen. Vanaf 28-11-2026 14:03: "
USE = "voer uit: python manage.py make_signing_keys --use-prepared"


def later(*arguments: str) -> list[str]:
    """What the command prints when all may know the keys that were prepared at NOW."""
    with time_machine.travel(NOW + KNOWN_AFTER, tick=False):
        return run(*arguments)


def test_preparing_says_what_it_made_and_when_it_may_sign(key_folder: Path) -> None:
    run()
    today = [keyring.current(purpose).kid for purpose in Purpose]
    lines = run("--prepare")
    seal, credential, qr = (kids(purpose)[0] for purpose in Purpose)
    assert lines[:6] == [
        f"Klaargezet: sleutel voor het zegel op de PDF, nummer {seal}, geldig tot 21-11-2029",
        f"Klaargezet: sleutel voor de Open Badge, nummer {credential}",
        f"Klaargezet: sleutel voor de QR-code, nummer {qr}",
        f"Ze liggen in {key_folder}",
        f"{KNOWN}{USE}",
        "Doe nu dit (meer staat in docs/keys.md):",
    ]
    assert [line[:9] for line in lines[6:]] == ["1. Zet se", "2. Maak e", "3. Vertel"]
    assert [keyring.current(purpose).kid for purpose in Purpose] == today


def test_it_tells_the_day_again(key_folder: Path) -> None:
    run()
    run("--prepare", "qr")
    before = sorted(key_folder.iterdir())
    assert run("--prepare", "qr") == [
        "Er liggen al nieuwe sleutels klaar. Er is niets veranderd.",
        f"{KNOWN}{USE} qr",
    ]
    assert sorted(key_folder.iterdir()) == before


def test_using_says_what_signs_now() -> None:
    run()
    run("--prepare", "qr", "credential")
    lines = later("--use-prepared")
    assert lines == [
        f"Tekent nu: sleutel voor de Open Badge, nummer {keyring.current(Purpose.CREDENTIAL).kid}",
        f"Tekent nu: sleutel voor de QR-code, nummer {keyring.current(Purpose.QR).kid}",
        "Doe nu dit (meer staat in docs/keys.md):",
        "1. Maak een nieuwe reservekopie, versleuteld, en op een andere plek dan die van de database.",
    ]
    assert [len(kids(purpose)) for purpose in Purpose] == [1, 2, 2]


def test_too_early_is_a_sentence_with_the_day_and_the_cost() -> None:
    run()
    run("--prepare", "qr")
    assert refusal("--use-prepared") == (
        "De nieuwe sleutel voor de QR-code is nog te kort bekend. Niet elke telefoon en elke site heeft hem al. Wacht "
        "tot 28-11-2026 14:03. Kan dat niet, voeg dan toe: --early. Nieuwe certificaten zijn dan zonder internet niet "
        "te controleren op een telefoon die na het klaarzetten nog niet online was."
    )
    assert run("--use-prepared", "--early")[0].startswith("Tekent nu: sleutel voor de QR-code")


def test_nothing_to_use_is_a_sentence_with_the_command() -> None:
    run()
    said = "Er ligt geen nieuwe sleutel klaar. Voer eerst uit: python manage.py make_signing_keys --prepare"
    assert refusal("--use-prepared") == said
    assert refusal("--use-prepared", "qr") == f"{said} qr"


def test_what_goes_to_the_environment_tells_where_to_put_it(tmp_path: Path) -> None:
    run()
    lines = run("--prepare", "qr", "--into", str(tmp_path / "mee"))
    assert lines[1:3] == [
        f"Ze liggen in {tmp_path / 'mee'}",
        f"{KNOWN}zet wat in de bestanden staat in de omgevingsvariabelen van alle servers, en start ze opnieuw",
    ]
    assert len(kids(Purpose.QR)) == 2


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--prepare", "--rotate", "qr"], "not allowed with"),
        (["--prepare", "--use-prepared"], "not allowed with"),
        (["--prepare", "root"], "root"),
        (["--early"], "--early hoort bij --use-prepared."),
        (["--prepare", "--demo"], "Laat --demo weg."),
        (["--prepare", "--organization", "x" * 41], "1 tot en met 40 tekens"),
    ],
)
def test_what_does_not_go_together_is_refused(arguments: list[str], said: str) -> None:
    run()
    with pytest.raises(CommandError, match=said):
        run(*arguments)
    assert SigningKey.objects.count() == 3


def test_no_line_shows_a_secret(key_folder: Path) -> None:
    run()
    text = "\n".join([*run("--prepare"), *later("--use-prepared")])
    secrets = [line for path in key_folder.iterdir() for line in path.read_text().splitlines()]
    assert len(secrets) > 20
    assert not any(line in text for line in secrets)


def test_the_demo_prepares_demo_keys(settings: Any) -> None:
    settings.DEMO = True
    run()
    assert run("--prepare", "qr")[-1] == "Dit zijn demo-sleutels: alleen om te proberen."
    assert SigningKey.objects.prepared().get().is_demo
    with time_machine.travel(NOW + KNOWN_AFTER + timedelta(hours=1), tick=False):
        assert run("--use-prepared")[-1] == "Dit zijn demo-sleutels: alleen om te proberen."
    assert keyring.current(Purpose.QR).is_demo
