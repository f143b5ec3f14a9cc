"""Checking a certificate with the network off: in Chromium, after one visit."""

import re
from collections.abc import Callable
from datetime import timedelta
from threading import Event
from time import monotonic
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from certificates.checking import CheckResult, check_certificate
from certificates.numbers import new_number, new_token
from certificates.signing.cose import public_jwk
from certificates.signing.keys import PrivateKey, Purpose, new_key
from certificates.views import check
from tests.browser import chromium
from tests.browser.offline import (
    NAME,
    NUMBER,
    PAGE,
    REVOKED,
    TODAY,
    make_key,
    one_symbol_off,
    payload,
    says,
    scanned,
    visit,
)
from tests.certificates import test_cose
from tests.factories.certificates import make_certificate

SIGNED = "De ondertekende gegevens kloppen"


@pytest.fixture
def key(site: str) -> PrivateKey:
    return make_key()


def stranger(key: PrivateKey) -> PrivateKey:
    """A key with another name than `key`."""
    return next(other for other in iter(lambda: new_key(Purpose.QR), None) if other.kid != key.kid)


# --- scanned without network -----------------------------------------------------------------------------------


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_scanned_code_is_answered_without_network(
    open_page: Callable[..., Page], site: str, key: PrivateKey, scheme: str
) -> None:
    page = open_page(**chromium.PHONE, color_scheme=scheme)
    visit(page)
    chromium.axe(page)
    page.goto(scanned(site, payload(key)))
    says(
        page, "GELDIG", "Vergelijk de naam met een legitimatiebewijs.", "Ingetrokken na die tijd? Dat zie je hier niet."
    )
    facts = page.locator("dl.facts dd").all_text_contents()
    assert facts[:2] == [NAME, "Buurtpreventie De Leyens"]
    assert facts[2].startswith("SAAR")
    assert facts[3] == "3 mei 2026"
    assert facts[5] == NUMBER
    expect(page.locator("main")).to_contain_text(re.compile(r"status van\s+\d{1,2} [a-z]+, \d\d:\d\d"))
    expect(page.get_by_text("De lijst op dit toestel is oud")).to_be_hidden()
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    chromium.axe(page)


@pytest.mark.parametrize("start", ["/C/", "/c/"])
def test_both_ways_to_write_the_address_are_answered(phone_page: Page, site: str, key: PrivateKey, start: str) -> None:
    visit(phone_page)
    phone_page.goto(f"{start}{NUMBER}/{new_token()}#{payload(key)}")
    says(phone_page, "GELDIG")


def test_what_was_changed_revoked_or_over_is_told_apart(phone_page: Page, site: str, key: PrivateKey) -> None:
    page = phone_page
    visit(page)
    for code, word, line in (
        (one_symbol_off(payload(key)), "ONGELDIG", "Vertrouw dit papier niet."),
        (payload(key, index=REVOKED), "TELT NIET MEER", "Dit certificaat is ingetrokken of er is een nieuwer."),
        (payload(stranger(key)), "ONBEKEND", "een sleutel die dit toestel nog niet kent. Controleer met internet."),
        (payload(key, until=TODAY - timedelta(days=1)), "VERLOPEN", "de laatste geldige dag is voorbij"),
        (payload(key, number=new_number()), "ONGELDIG", "horen bij een ander nummer"),
        (payload(key)[:-30], "ONBEKEND", "Deze code kunnen we niet lezen."),
        (payload(key, index=131_072), "ONBEKEND", "kent de lijst van ingetrokken certificaten niet"),
    ):
        page.goto(scanned(site, code))
        says(page, word, line)
        chromium.axe(page)


def test_a_code_without_signed_facts_needs_the_network(phone_page: Page, site: str, key: PrivateKey) -> None:
    visit(phone_page)
    phone_page.goto(scanned(site, ""))
    says(phone_page, "ONBEKEND", "Scan de hele QR-code, of probeer het met internet.")


def test_a_long_name_says_that_it_was_cut(phone_page: Page, site: str, key: PrivateKey) -> None:
    visit(phone_page)
    phone_page.goto(scanned(site, payload(key, name="W" * 150)))
    says(phone_page, "GELDIG", "Een lange naam is in de code afgekort.")
    assert phone_page.evaluate("document.documentElement.scrollWidth") <= 360


def test_a_slow_network_is_not_waited_for(
    phone_page: Page, site: str, key: PrivateKey, monkeypatch: pytest.MonkeyPatch
) -> None:
    page, go, gone, token = phone_page, Event(), Event(), new_token()
    make_certificate(token=token, number=NUMBER)

    def slow(**facts: Any) -> CheckResult:
        go.wait(30)
        gone.set()
        return check_certificate(**facts)

    visit(page)
    page.context.set_offline(False)
    monkeypatch.setattr(check, "check_certificate", slow)
    begin = monotonic()
    page.goto(f"/C/{NUMBER}/{token}#{payload(key)}")
    says(page, "GELDIG", "Op dit toestel gecontroleerd")
    assert 4 <= monotonic() - begin < 15
    go.set()
    assert gone.wait(5)


# --- the script that verifies ----------------------------------------------------------------------------------

VERIFY = """async ([codes, keys]) => {
  const { verify } = await import("/static/js/verify.js");
  const found = await Promise.all(codes.map((code) => verify(code, keys)));
  return found.map(({ state }) => state);
}"""


def test_the_script_refuses_what_python_refuses(phone_page: Page) -> None:
    """What is wrong with each: certificates.test_cose, where Python refuses the same."""
    text, ours = test_cose.TEXT, test_cose.parts()[2]
    off = [f"{text[:place]}{'A' if text[place] != 'A' else 'B'}{text[place + 1 :]}" for place in range(len(text))]
    signed = [
        *(test_cose.changed(**each) for each in ({"_9": 1}, {"_1": "niks"}, {"_1": 7}, {"_2": b"Wil"}, {"_5": True})),
        *(test_cose.changed(**each) for each in ({"_5": -1}, {"_6": 0.5}, {"_7": -1}, {"_8": None})),
        *(b"", b"\x80", ours + b"\x00", b"\xbf" + ours[1:] + b"\xff", b"\xa9\x01\x00" + ours[1:]),
    ]
    raw = [b"\x81" * 375, b"\xc1" * 375, b"\x9b" + b"\xff" * 8, b"\x9a" + b"\xff" * 4, b"\xba" + b"\xff" * 4, b""]
    junk = [*map(test_cose.signed, signed), *map(test_cose.to_text, raw), "A", "0", text + "A", text[:-1], "A" * 601]
    phone_page.goto(PAGE)
    keys = {test_cose.KEY.kid: public_jwk(test_cose.KEYS[test_cose.KEY.kid])}
    assert phone_page.evaluate(VERIFY, [[text], keys]) == ["genuine"]
    assert phone_page.evaluate(VERIFY, [[text], {}]) == ["unknown-key"]
    assert set(phone_page.evaluate(VERIFY, [off, keys])) <= {"changed", "unknown-key", "unreadable"}
    assert set(phone_page.evaluate(VERIFY, [junk, keys])) == {"unreadable"}


# --- pasted ----------------------------------------------------------------------------------------------------


def test_the_text_of_a_code_can_be_pasted(phone_page: Page, site: str, key: PrivateKey) -> None:
    page = phone_page
    visit(page)
    page.goto(PAGE)
    page.get_by_role("button", name="Controleer").click()
    expect(page.get_by_text("Plak eerst de tekst van de QR-code.")).to_be_visible()
    expect(page.get_by_label("Tekst van de QR-code")).to_be_focused()
    chromium.axe(page)
    for text in (scanned(site, payload(key)), f" {payload(key).lower()}\n"):
        page.get_by_label("Tekst van de QR-code").fill(text)
        page.get_by_role("button", name="Controleer").click()
        says(page, "GELDIG", NAME)
    page.get_by_label("Tekst van de QR-code").fill("zomaar wat")
    page.get_by_role("button", name="Controleer").click()
    says(page, "ONBEKEND")
    expect(page.get_by_text(NAME)).to_have_count(0)


# --- without script, and on the page with network --------------------------------------------------------------


def test_without_script_it_says_where_to_go(plain_page: Page) -> None:
    plain_page.goto(PAGE)
    expect(plain_page.get_by_text("Deze pagina heeft JavaScript nodig")).to_be_visible()
    expect(plain_page.get_by_role("button", name="Controleer")).to_have_count(0)
    plain_page.get_by_role("link", name="Controleer met internet").click()
    expect(plain_page.get_by_label("Nummer op het certificaat")).to_be_visible()


def test_the_page_with_network_shows_what_the_code_itself_says(phone_page: Page, site: str, key: PrivateKey) -> None:
    page, token = phone_page, new_token()
    make_certificate(token=token, holder_name=NAME, number=NUMBER)
    address = f"/C/{NUMBER}/{token}"
    for code, line in (
        (payload(key), SIGNED),
        (one_symbol_off(payload(key)), "Iemand heeft de code op dit papier veranderd."),
        (payload(key, number=new_number()), "Ze horen bij een ander certificaat."),
        (payload(key)[:-30], "Scan de QR-code nog eens."),
        (payload(stranger(key)), "met een sleutel die deze pagina niet kent"),
    ):
        page.goto("about:blank")  # another # alone is no new page
        page.goto(f"{address}#{code}")
        expect(page.locator("[data-signed]")).to_contain_text(line)
        says(page, "GELDIG")
        chromium.axe(page)
    page.goto("about:blank")
    page.goto(address)
    says(page, "GELDIG")
    expect(page.locator("[data-signed]")).to_have_text("")
