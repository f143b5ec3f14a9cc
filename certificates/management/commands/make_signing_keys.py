"""`manage.py make_signing_keys`: the keys that certificates are signed with (docs/keys.md)."""

from argparse import ArgumentParser
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

from cryptography.x509.oid import NameOID
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from certificates import keyring
from certificates.dates import local_day
from certificates.errors import CertificateError
from certificates.keyring import KeyProblem
from certificates.services.keys import make_keys
from certificates.services.preparing import prepare_keys, ready_at, use_prepared
from certificates.signing.keys import DEMO_NAME, PrivateKey, Purpose

PUT_ROOT_AWAY = (
    f"Zet {keyring.ROOT_KEY_FILE} op twee USB-sticks, leg die op twee plekken achter slot, "
    "en haal het bestand daarna van deze computer af."
)
BACK_UP = "Maak een reservekopie van de andere bestanden, versleuteld, en op een andere plek dan die van de database."
BACK_UP_AGAIN = "Maak een nieuwe reservekopie, versleuteld, en op een andere plek dan die van de database."
NO_DEMO = "In productie start de site niet met demo-sleutels. Laat --demo weg."
BAD_NAME = "Geef met --organization een naam van 1 tot en met 40 tekens. Een letter met een teken erop telt dubbel."


class Command(BaseCommand):
    """Makes what is missing and writes over nothing; it says what to do next.

    `--prepare` and, a week later, `--use-prepared` replace keys so that others know the new ones in time; `--rotate`
    replaces them at once.
    """

    help = "Maakt de sleutels waarmee certificaten worden getekend, of vervangt ze."
    # The checks refuse demo keys in production; this is the command that replaces them.
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        self._add_ways(parser)
        parser.add_argument(
            "--early", action="store_true", help="wacht niet: nieuwe QR-codes zijn dan niet overal te controleren"
        )
        parser.add_argument("--new-authority", action="store_true", help="begin een nieuw stamcertificaat")
        parser.add_argument("--organization", help="wie verzegelt, 1 tot 40 tekens; anders dezelfde als nu")
        parser.add_argument("--demo", action="store_true", help="merk ze als demo; in de demo gaat dat vanzelf")
        parser.add_argument(
            "--into", type=Path, metavar="MAP", help="maak ze hier, om in omgevingsvariabelen te zetten"
        )

    def _add_ways(self, parser: ArgumentParser) -> None:
        """One of three; none of them makes what is missing."""
        names = [purpose.value for purpose in Purpose]
        some: dict[str, Any] = {"choices": names, "metavar": "|".join(names)}
        ways = parser.add_mutually_exclusive_group()
        ways.add_argument("--rotate", nargs="+", default=[], help="maak hiervan nu meteen nieuwe", **some)
        ways.add_argument("--prepare", nargs="*", help="zet nieuwe klaar die nog niet tekenen; anders alle", **some)
        ways.add_argument("--use-prepared", nargs="*", help="laat tekenen wat klaarligt; anders alle", **some)

    def handle(self, *args: Any, **options: Any) -> None:
        if options["early"] and options["use_prepared"] is None:
            raise CommandError("--early hoort bij --use-prepared.")
        try:
            if options["use_prepared"] is not None:
                self._use(_purposes(options["use_prepared"]), early=options["early"])
            elif options["prepare"] is not None:
                self._prepare(_purposes(options["prepare"]), options)
            else:
                self._make(options)
        except CertificateError as problem:
            raise CommandError(str(problem)) from None
        except ValueError:
            raise CommandError(BAD_NAME) from None

    def _make(self, options: dict[str, Any]) -> None:
        is_demo = options["demo"] or settings.DEMO
        if is_demo and not settings.DEMO and not options["into"]:
            raise CommandError(NO_DEMO)
        made = make_keys(now=timezone.now(), is_demo=is_demo, rotate=_purposes(options["rotate"]), **_shared(options))
        if not made:
            self.stdout.write("Alle sleutels zijn er al. Er is niets veranderd.")
            return
        self._tell("Gemaakt", made)
        self._tell_place(options["into"])
        self._tell_steps(_steps(made), is_demo=is_demo)

    def _prepare(self, purposes: list[Purpose], options: dict[str, Any]) -> None:
        if options["demo"] and not settings.DEMO:
            raise CommandError(NO_DEMO)
        made = prepare_keys(now=timezone.now(), purposes=purposes, **_shared(options))
        if made:
            self._tell("Klaargezet", made)
            self._tell_place(options["into"])
        else:
            self.stdout.write("Er liggen al nieuwe sleutels klaar. Er is niets veranderd.")
        self.stdout.write(_later(purposes, options["into"]))
        self._tell_steps(_steps(made), is_demo=settings.DEMO)

    def _use(self, purposes: list[Purpose], *, early: bool) -> None:
        self._tell("Tekent nu", use_prepared(now=timezone.now(), purposes=purposes, early=early))
        self._tell_steps([BACK_UP_AGAIN], is_demo=settings.DEMO)

    def _tell(self, what: str, keys: Sequence[PrivateKey]) -> None:
        for key in keys:
            self.stdout.write(self.style.SUCCESS(_line(what, key)))

    def _tell_place(self, into: Path | None) -> None:
        self.stdout.write(f"Ze liggen in {into or keyring.folder()}")

    def _tell_steps(self, steps: Sequence[str], *, is_demo: bool) -> None:
        if is_demo:
            self.stdout.write("Dit zijn demo-sleutels: alleen om te proberen.")
        elif steps:
            self.stdout.write("Doe nu dit (meer staat in docs/keys.md):")
            for number, step in enumerate(steps, start=1):
                self.stdout.write(f"{number}. {step}")


def _purposes(names: Sequence[str]) -> list[Purpose]:
    return [Purpose(name) for name in names]


def _shared(options: dict[str, Any]) -> dict[str, Any]:
    """What making and preparing both want to know."""
    named = options["organization"]
    return {
        "organization": _organization() if named is None else named,
        "new_authority": options["new_authority"],
        "into": options["into"],
    }


def _organization() -> str:
    """Who seals now; the name of the site when there is no seal yet."""
    with suppress(KeyProblem):
        subject = keyring.current(Purpose.SEAL).certificates[0].subject
        if names := subject.get_attributes_for_oid(NameOID.ORGANIZATION_NAME):
            return str(names[0].value).removeprefix(DEMO_NAME)
    return settings.WAGTAIL_SITE_NAME


def _line(what: str, key: PrivateKey) -> str:
    until = ""
    if key.certificates:
        last = local_day(key.certificates[0].not_valid_after_utc)
        until = f", geldig tot {last:%d-%m-%Y}"
    return f"{what}: sleutel voor {keyring.label(key.purpose)}, nummer {key.kid}{until}"


def _steps(made: Sequence[PrivateKey]) -> list[str]:
    if not made:
        return []
    has_seal = any(key.purpose is Purpose.SEAL for key in made)
    return [*([PUT_ROOT_AWAY] if has_seal else []), BACK_UP, "Vertel niemand wat erin staat, en mail ze niet."]


def _later(purposes: Sequence[Purpose], into: Path | None) -> str:
    """From when on the prepared keys may sign, and how."""
    moment = timezone.localtime(ready_at(purposes), timezone.get_default_timezone())
    then = "zet wat in de bestanden staat in de omgevingsvariabelen van alle servers, en start ze opnieuw"
    if into is None:
        then = " ".join(["voer uit: python manage.py make_signing_keys --use-prepared", *purposes])
    return f"Ze tekenen nog niet; iedereen kan ze vast leren kennen. Vanaf {moment:%d-%m-%Y %H:%M}: {then}"
