"""Certificates, codes and keys for checking with the network off (tests/browser/test_offline*.py)."""

from datetime import date, datetime

from django.utils import timezone
from playwright.sync_api import Page, expect

from certificates.models import SigningKey, StatusList
from certificates.numbers import new_number, new_token
from certificates.qr import certificate_url
from certificates.signing.cose import OfflineClaims, sign_claims
from certificates.signing.keys import PrivateKey, Purpose, new_key, public_pem
from certificates.signing.status_list import sign_status_list

__all__ = [
    "NAME",
    "NUMBER",
    "PAGE",
    "REVOKED",
    "TODAY",
    "make_key",
    "one_symbol_off",
    "payload",
    "publish",
    "says",
    "scanned",
    "visit",
]

PAGE = "/controle/offline/"
NAME, NUMBER, REVOKED = "Đorđe O'Brien-Nguyễn <b>", new_number(), 70_001
TODAY = timezone.localdate()
WORKS = "Deze pagina werkt nu ook zonder internet."


def make_key() -> PrivateKey:
    """The key of the site, with a status list on which one certificate stands."""
    key = new_key(Purpose.QR)
    SigningKey.objects.filter(purpose="qr").delete()
    SigningKey.objects.create(purpose="qr", kid=key.kid, public=public_pem(key))
    publish(REVOKED)
    return key


def publish(*indexes: int, at: datetime | None = None) -> None:
    """Puts status list 1 out with these places on it, signed at `at`: now when nothing is said."""
    moment = at or timezone.now()
    key = new_key(Purpose.CREDENTIAL)
    text = sign_status_list(
        url="https://academie.example.nl/status/1/",
        issuer_host="academie.example.nl",
        indexes=indexes,
        at=moment,
        key=key,
    )
    fields = {"credential": text, "bits_sha256": "", "signed_at": moment}
    StatusList.objects.update_or_create(number=1, defaults=fields)


def payload(key: PrivateKey, *, number: str = NUMBER, until: date = TODAY, index: int = 7, name: str = NAME) -> str:
    claims = OfflineClaims(
        number=number,
        name=name,
        group="Buurtpreventie De Leyens",
        course="saar",
        issued_on=date(2026, 5, 3),
        valid_until=until,
        status_list=1,
        status_index=index,
    )
    return sign_claims(claims, key=key)


def scanned(site: str, code: str, *, number: str = NUMBER) -> str:
    """The address that the camera of a phone opens; browsers write scheme and host in lower case themselves."""
    return certificate_url(host_url=site, number=number, token=new_token(), payload=code)


def one_symbol_off(code: str) -> str:
    """Another bit in the signature, near the end."""
    return f"{code[:-9]}{'A' if code[-9] != 'A' else 'B'}{code[-8:]}"


def visit(page: Page) -> None:
    """One visit with network; after it there is none."""
    page.goto(PAGE)
    expect(page.get_by_text(WORKS)).to_be_visible()
    page.context.set_offline(True)


def says(page: Page, word: str, *lines: str) -> None:
    expect(page.get_by_role("heading", level=1)).to_have_text(word)
    for line in lines:
        expect(page.locator("main")).to_contain_text(line)
