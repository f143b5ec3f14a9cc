"""The main job as people walk it: from the link in WhatsApp to a certificate that a wijkagent checks."""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.contrib.auth.models import Group as AuthGroup
from django.utils import timezone
from playwright.sync_api import Page, expect
from post_office.models import Email

from accounts.models import User
from accounts.roles import Role
from certificates.models import Certificate, CertificateFile, CertificateLookup
from certificates.services.files import render_due
from cms.demo.answers import fields_for
from cms.services.rights import grant_rights
from courses.models import Attempt, Completion
from courses.services.attempting import parsed
from registrations.models import Group
from tests.browser import chromium
from tests.factories.registrations import make_beat, make_group, make_person

SECRET = "JBSWY3DPEHPK3PXP"
Check = Callable[[Page], None]


def nothing(page: Page) -> None:
    """What stands in for axe where JavaScript is off."""


def code_in_mail() -> str:
    """The six digits of the newest mail."""
    found = re.search(r"\b\d{3} ?\d{3}\b", Email.objects.latest("pk").message)
    assert found
    return found.group()


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).last.click()


def read_all(page: Page, check: Check) -> None:
    """Reads every screen of the course with *Verder*."""
    for number in range(26):
        expect(page.locator("h1")).to_have_count(1)
        if number in {0, 3, 10, 20}:
            check(page)
        press(page, "Klaar met lezen" if number == 25 else "Verder")


def answer_all(page: Page, check: Check) -> None:
    """Answers the eight questions of the open attempt with real controls, and looks each one over."""
    for item in Attempt.objects.latest("pk").items.select_related("version"):
        expect(page.locator("h1")).to_have_text(f"Vraag {item.position} van 8")
        check(page)
        question = parsed(item.version)
        for fields in fields_for(question, is_right=True):
            fill(page, question.type, fields)
            if question.type == "scenario":
                press(page, "Ga verder")
        if item.position == 8:
            press(page, "Nakijken")
        else:
            press(page, "Verder")


def fill(page: Page, kind: str, fields: dict[str, list[str]]) -> None:
    """Puts one answer in the page."""
    if kind == "ordering":
        return put_in_order(page, fields["order"])
    for name, values in fields.items():
        for value in values:
            if kind == "matching":
                page.locator(f'select[name="{name}"]').select_option(value)
            else:
                page.locator(f'input[name="{name}"][value="{value}"]').check()
    return None


def put_in_order(page: Page, wanted: list[str]) -> None:
    """Moves every step up to its place with the button, one press at a time."""
    for place, key in enumerate(wanted):
        while order_on(page).index(key) > place:
            page.locator(f'button[name="move"][value="{key}:up"]').click()
            page.wait_for_load_state()


def order_on(page: Page) -> list[str]:
    return [field.get_attribute("value") or "" for field in page.locator('input[name="order"]').all()]


def prove_who_i_am(page: Page, *, name: str, email: str) -> None:
    page.get_by_label("Je naam").fill(name)
    page.get_by_label("Je e-mailadres").fill(email)
    press(page, "Stuur mij een code")
    page.get_by_label(re.compile("code", re.IGNORECASE)).first.fill(code_in_mail())
    press(page, "Verder")


def sign_in_as_staff(page: Page, *, email: str, start: str) -> None:
    """Signs in with the code of the mail and the second factor, as every staff role must."""
    page.goto(start)
    page.get_by_label("Je e-mailadres").fill(email)
    press(page, "Stuur mij een code")
    page.get_by_label(re.compile("code", re.IGNORECASE)).first.fill(code_in_mail())
    press(page, "Verder")
    counter = next(iter(yield_hotp_counters_from_time()))
    page.locator('input[name="code"]').fill(format_hotp_value(hotp_value(SECRET, counter)))
    page.locator("main button").first.click()


def make_officer(*, municipality: str) -> User:
    """A wijkagent with his second factor and a beat."""
    grant_rights()
    officer = make_person("Wijkagent", email="wijkagent@voorbeeld.nl")
    officer.groups.add(AuthGroup.objects.get(name=Role.OFFICER))
    TOTP.activate(officer, SECRET)
    make_beat(officer, municipality=municipality)
    return officer


def learn(page: Page, check: Check) -> None:
    """Steps 1 to 3: the link, six lessons, the quiz."""
    page.goto("/cursussen/saar/")
    check(page)
    page.get_by_role("link", name="Begin", exact=True).click()
    read_all(page, check)
    page.get_by_role("link", name="Naar de toets").click()
    check(page)
    press(page, "Begin met de toets")
    answer_all(page, check)
    check(page)
    press(page, "Lever in")
    expect(page.locator("h1")).to_have_text("Gehaald")
    check(page)


def get_certificate(page: Page, check: Check, group: Group) -> Certificate:
    """Steps 4 to 6: name and e-mail, the registration, the PDF."""
    page.get_by_role("link", name="Vraag je certificaat aan").click()
    check(page)
    prove_who_i_am(page, name="Đorđe O'Brien-Nguyễn", email="djordje@voorbeeld.nl")
    expect(page.locator("h1")).to_have_text("Mijn certificaten")
    check(page)
    page.get_by_role("link", name="Kies je groep").click()
    page.goto("/mijn/registraties/toevoegen/?q=2711")
    check(page)
    page.locator(f'input[name="number"][value="{group.number}"]').check()
    page.get_by_label("Beheerder", exact=True).check()
    press(page, "Voeg groep toe")
    check(page)
    render_due(now=timezone.now() + timedelta(seconds=1))
    page.goto("/mijn/")
    check(page)
    page.goto("/mijn/certificaten/")
    check(page)
    return Certificate.objects.get()


@pytest.mark.parametrize("script", [True, False], ids=["javascript", "plain"])
def test_from_the_link_to_a_checked_certificate(
    open_page: Callable[..., Page], axe: Check, site: str, script: bool
) -> None:
    check = axe if script else nothing
    group = make_group(postcodes=["2711"], municipality="Zoetermeer", contacts=[("djordje@voorbeeld.nl", "manager")])
    officer = make_officer(municipality="Zoetermeer")
    page = open_page(**chromium.PHONE, java_script_enabled=script)

    learn(page, check)
    certificate = get_certificate(page, check, group)

    assert Completion.objects.count() == 1
    file = CertificateFile.objects.get()
    assert file.state == CertificateFile.State.READY
    with page.expect_download() as download:
        page.get_by_role("link", name=re.compile("PDF")).first.click()
    assert download.value.path().read_bytes() == file.pdf.read()

    stranger = open_page(**chromium.PHONE, java_script_enabled=script)
    stranger.goto("/controle/")
    stranger.get_by_label("Nummer op het certificaat").fill(certificate.number.lower().replace("-", " "))
    press(stranger, "Controleer")
    expect(stranger.get_by_role("heading", name="GELDIG", exact=True)).to_be_visible()
    assert "Nguyễn" not in stranger.content()
    check(stranger)

    police = open_page(**chromium.PHONE, java_script_enabled=script)
    sign_in_as_staff(police, email=str(officer.email), start="/wijk/")
    expect(police.locator("h1")).to_contain_text("Mijn wijk")
    expect(police.get_by_text(group.name)).to_be_visible()
    check(police)
    police.get_by_label("Nummer op het certificaat").fill(certificate.number)
    press(police, "Controleer")
    expect(police.get_by_text("Đorđe O'Brien-Nguyễn").first).to_be_visible()
    check(police)
    assert CertificateLookup.objects.filter(user=officer, certificate=certificate).count() == 1


def test_an_answer_is_saved_at_once_and_survives_leaving(phone_page: Page, site: str) -> None:
    phone_page.goto("/cursussen/saar/")
    phone_page.get_by_role("link", name="Begin", exact=True).click()
    press(phone_page, "Verder")
    phone_page.goto("/leren/saar/toets/toets/")
    press(phone_page, "Begin met de toets")
    item: Any = next(
        one
        for one in Attempt.objects.latest("pk").items.select_related("version")
        if one.version.type in {"single_choice", "true_false"}
    )
    phone_page.goto(f"/leren/saar/toets/toets/vraag/{item.position}/")
    phone_page.locator("input[type=radio]").nth(1).check()
    expect(phone_page.locator("[data-saved]")).to_contain_text(re.compile(r"Bewaard om \d\d:\d\d"))
    phone_page.goto("/")
    phone_page.goto(f"/leren/saar/toets/toets/vraag/{item.position}/")
    expect(phone_page.locator("input[type=radio]").nth(1)).to_be_checked()
    with phone_page.expect_response(lambda response: response.request.method == "POST"):
        phone_page.locator("input[type=radio]").nth(0).check()
    expect(phone_page.locator("[data-saved]")).to_contain_text("Bewaard om")
    assert item.answers.count() == 2
