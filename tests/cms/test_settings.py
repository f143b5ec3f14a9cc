"""Settings fail loudly, with a sentence that says what to set (DESIGN §8, §11g)."""

from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

from cms import env
from tests.cms.helpers import manage

BAD_ADDRESSES = [
    "https://academie.example.nl/cursussen",
    "https://academie.example.nl/?a=b",
    "https://academie.example.nl?",
    "https://academie.example.nl/#top",
    "https://academie.example.nl#",
    "https://academie.example.nl:99999",
    "https://academie.example.nl:0",
    "https://academie.example.nl:poort",
    "https://jan@academie.example.nl",
    "https://[academie",
    "https://",
    "academie.example.nl",
    "http://academie.example.nl",
]


@pytest.mark.parametrize("address", BAD_ADDRESSES)
def test_an_address_with_anything_more_or_less_is_refused(address: str) -> None:
    with pytest.raises(ImproperlyConfigured, match="Zet ACADEMIE_URL op") as caught:
        env.origin("ACADEMIE_URL", address, schemes=("https",))
    assert address in str(caught.value)


@pytest.mark.parametrize("address", ["https://academie.example.nl", "https://academie.example.nl:8443"])
def test_an_address_loses_its_last_slash_only(address: str) -> None:
    assert env.origin("X", address, schemes=("https",)) == address
    assert env.origin("X", f"{address}/", schemes=("https",)) == address


@pytest.mark.parametrize("value", ["smtp", "2.5", "-1", "65536", "²", "1" * 5000])
def test_a_number_that_is_none_is_refused(monkeypatch: pytest.MonkeyPatch, value: str) -> None:
    monkeypatch.setenv("EMAIL_PORT", value)
    with pytest.raises(ImproperlyConfigured, match="Zet EMAIL_PORT op een heel getal van 1 tot en met 65535"):
        env.number("EMAIL_PORT", 25, low=1, high=65535)


def test_a_number_that_is_left_out_has_its_default(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EMAIL_PORT", " ")
    assert env.number("EMAIL_PORT", 25, low=1, high=65535) == 25


@pytest.mark.parametrize("url", ["postgres://host:99999/db", "postgres://host:poort/db", "mysql://host/db"])
def test_a_database_address_that_cannot_be_is_refused_without_repeating_it(url: str) -> None:
    with pytest.raises(ImproperlyConfigured, match="Zet DATABASE_URL op") as caught:
        env.database(url)
    assert "host" not in str(caught.value)


@pytest.mark.parametrize(
    ("name", "value"),
    [("ACADEMIE_URL", "https://academie.example.nl/les"), ("EMAIL_PORT", "smtp"), ("ACADEMIE_PROXIES", "een")],
)
def test_the_site_does_not_start_and_says_what_to_set(tmp_path: Path, name: str, value: str) -> None:
    result = manage("check", data=tmp_path, **{name: value})
    assert result.returncode != 0
    assert f"ImproperlyConfigured: Zet {name} op" in result.stderr


def test_a_production_site_has_no_remark_of_the_deployment_check(tmp_path: Path) -> None:
    result = manage("check", "--deploy", "--fail-level", "WARNING", data=tmp_path)
    assert result.returncode == 0, result.stderr
