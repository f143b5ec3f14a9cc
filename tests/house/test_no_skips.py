"""On CI a skipped test is a failed test."""

from types import SimpleNamespace

import pytest

from tests.conftest import _refuse_skip


@pytest.mark.parametrize(("ci", "outcome"), [("true", "failed"), ("", "skipped")])
def test_a_skip_fails_only_on_ci(ci: str, outcome: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CI", ci)
    report = SimpleNamespace(skipped=True, outcome="skipped", longrepr="no Chromium")
    _refuse_skip(report)
    assert report.outcome == outcome


def test_an_expected_failure_stays_what_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CI", "true")
    report = SimpleNamespace(skipped=True, outcome="skipped", longrepr="", wasxfail="known")
    _refuse_skip(report)
    assert report.outcome == "skipped"
