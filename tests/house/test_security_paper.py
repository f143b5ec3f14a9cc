"""docs/security.md and docs/datalek.md name only what is there."""

import re
from pathlib import Path

import pytest
from django.core.management import get_commands

ROOT = Path(__file__).resolve().parents[2]
SECURITY = (ROOT / "docs" / "security.md").read_text()
BREACH = (ROOT / "docs" / "datalek.md").read_text()
NAMED = sorted(set(re.findall(r"`(tests/[\w/]+\.py)(?:::(\w+))?`", SECURITY)))
CHAPTERS = re.findall(r"^\| \*\*V(\d+)\*\*", SECURITY, re.MULTILINE)
PASSED_BY = re.findall(r"\bV(\d+) \(", SECURITY.partition("*Not applicable*:")[2].partition("\n")[0])


@pytest.mark.parametrize(("path", "name"), NAMED)
def test_a_test_that_is_named_is_there(path: str, name: str) -> None:
    text = (ROOT / path).read_text()
    assert not name or re.search(rf"^def {name}\(", text, re.MULTILINE)


def test_every_chapter_has_its_row_or_does_not_apply() -> None:
    assert sorted(map(int, [*CHAPTERS, *PASSED_BY])) == list(range(1, 18))


def test_every_row_names_a_test() -> None:
    rows = [line for line in SECURITY.splitlines() if line.startswith("| **V")]
    assert all("`tests/" in row for row in rows)


@pytest.mark.parametrize("paper", [SECURITY, BREACH])
def test_a_command_that_is_named_is_there(paper: str) -> None:
    named = set(re.findall(r"manage\.py (\w+)", paper))
    assert named and named <= set(get_commands())
