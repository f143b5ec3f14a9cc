"""`manage.py make_signing_keys`: what it says, and what it refuses."""

import io
import re
from pathlib import Path
from typing import Any

import pytest
from cryptography.x509.oid import NameOID
from django.core.management import CommandError, call_command

from certificates import keyring
from certificates.models import SigningKey
from certificates.signing.keys import Purpose, read_key

pytestmark = pytest.mark.django_db


def run(*arguments: str) -> list[str]:
    """The lines that the command prints."""
    out = io.StringIO()
    call_command("make_signing_keys", *arguments, stdout=out, no_color=True)
    return out.getvalue().splitlines()


def refusal(*arguments: str) -> str:
    """What the command says when it refuses."""
    with pytest.raises(CommandError) as caught:
        run(*arguments)
    return str(caught.value)


def test_it_says_what_it_made_and_what_to_do_now(now: Any, key_folder: Path) -> None:
    lines = run()
    kids = [keyring.current(purpose).kid for purpose in Purpose]
    assert lines == [
        f"Gemaakt: sleutel voor het zegel op de PDF, nummer {kids[0]}, geldig tot 21-11-2029",
        f"Gemaakt: sleutel voor de Open Badge, nummer {kids[1]}",
        f"Gemaakt: sleutel voor de QR-code, nummer {kids[2]}",
        f"Ze liggen in {key_folder}",
        "Doe nu dit (meer staat in docs/keys.md):",
        "1. Zet seal-root-key.pem op twee USB-sticks, leg die op twee plekken achter slot, en haal het bestand daarna "
        "van deze computer af.",
        "2. Maak een reservekopie van de andere bestanden, versleuteld, en op een andere plek dan die van de database.",
        "3. Vertel niemand wat erin staat, en mail ze niet.",
    ]


def test_a_second_run_changes_nothing(key_folder: Path) -> None:
    run()
    before = {path: path.read_bytes() for path in key_folder.iterdir()}
    assert run() == ["Alle sleutels zijn er al. Er is niets veranderd."]
    assert {path: path.read_bytes() for path in key_folder.iterdir()} == before


def test_no_line_shows_a_secret(key_folder: Path) -> None:
    text = "\n".join(run())
    secrets = [line for path in key_folder.iterdir() for line in path.read_text().splitlines()]
    assert len(secrets) > 20
    assert not any(line in text for line in secrets)


def test_rotation_takes_one_or_more() -> None:
    run()
    assert len([line for line in run("--rotate", "qr", "credential") if line.startswith("Gemaakt")]) == 2
    assert [row.retired_at is None for row in SigningKey.objects.filter(purpose="qr").order_by("id")] == [False, True]
    assert SigningKey.objects.filter(purpose="seal").count() == 1


def test_only_a_new_seal_is_about_the_key_of_the_root() -> None:
    run()
    assert "seal-root-key.pem" not in "\n".join(run("--rotate", "qr"))
    assert "seal-root-key.pem" in "\n".join(run("--rotate", "seal"))


def who_seals(lines: list[str]) -> str:
    assert lines
    subject = keyring.current(Purpose.SEAL).certificates[0].subject
    return str(subject.get_attributes_for_oid(NameOID.ORGANIZATION_NAME)[0].value)


def test_who_seals_can_be_told_and_stays_so() -> None:
    assert who_seals(run()) == "WABP Academie"
    assert who_seals(run("--rotate", "seal", "--organization", "Stichting Elders")) == "Stichting Elders"
    assert who_seals(run("--rotate", "seal")) == "Stichting Elders"
    assert refusal("--rotate", "seal", "--organization", "x" * 41) == (
        "Geef met --organization een naam van 1 tot en met 40 tekens. Een letter met een teken erop telt dubbel."
    )


def test_what_cannot_be_done_is_a_dutch_sentence(key_folder: Path) -> None:
    run()
    (key_folder / "seal-root-key.pem").unlink()
    assert refusal("--rotate", "seal") == (
        "Een nieuw zegel vraagt de sleutel van het stamcertificaat, en die ligt hier niet. Zet seal-root-key.pem even "
        "terug. Ben je die kwijt, of wordt hij misbruikt, voeg dan toe: --new-authority"
    )
    assert any("zegel op de PDF" in line for line in run("--rotate", "seal", "--new-authority"))


def test_another_word_after_rotate_is_refused() -> None:
    with pytest.raises(CommandError, match="root"):
        run("--rotate", "root")


def test_a_demo_seal_is_marked_once_however_often_it_is_replaced(settings: Any) -> None:
    settings.DEMO = True
    run()
    assert who_seals(run("--rotate", "seal")) == "DEMO WABP Academie"


def test_in_the_demo_all_keys_are_marked(settings: Any) -> None:
    settings.DEMO = True
    assert run()[-1] == "Dit zijn demo-sleutels: alleen om te proberen."
    assert all(keyring.current(purpose).is_demo for purpose in Purpose)
    assert all(row.is_demo for row in SigningKey.objects.all())


def test_production_makes_no_demo_keys_for_itself(key_folder: Path, tmp_path: Path) -> None:
    assert refusal("--demo") == "In productie start de site niet met demo-sleutels. Laat --demo weg."
    assert not key_folder.exists()
    run("--demo", "--into", str(tmp_path / "mee"))
    assert read_key((tmp_path / "mee" / "qr.pem").read_bytes(), Purpose.QR).is_demo


def test_the_sentence_about_demo_keys_names_a_command_that_helps(settings: Any) -> None:
    settings.DEMO = True
    run()
    settings.DEMO = False
    with pytest.raises(keyring.DemoKeys) as caught:
        keyring.current(Purpose.SEAL)
    command = re.search(r"make_signing_keys (.*)$", str(caught.value))
    assert command
    run(*command[1].split())
    assert not any(keyring.current(purpose).is_demo for purpose in Purpose)


def test_what_it_makes_elsewhere_can_be_given_by_environment(
    key_folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run("--into", str(tmp_path / "mee"))
    assert not key_folder.exists()
    for purpose, variable in keyring.VARIABLES.items():
        monkeypatch.setenv(variable, (tmp_path / "mee" / f"{purpose}.pem").read_text())
    assert [len(keyring.current(purpose).certificates) for purpose in Purpose] == [3, 0, 0]
    assert run() == ["Alle sleutels zijn er al. Er is niets veranderd."]
    assert SigningKey.objects.count() == 3
    assert "ACADEMIE_QR_KEY" in refusal("--rotate", "qr")
