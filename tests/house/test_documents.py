"""The papers say what the code does."""

import re
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
READS = re.compile(
    r"""(?:environ\.get\(|environ\[|env\.(?:text|required|number)\()\s*["']([A-Z_]+)["']|\$\{([A-Z_]+):-|["'](ACADEMIE_[A-Z]+_KEY)["']""",
    re.MULTILINE,
)
PLACES = ("cms", "accounts", "registrations", "courses", "certificates", "scripts", "tests")
OURS = {"DJANGO_SETTINGS_MODULE", "DJANGO_ALLOW_ASYNC_UNSAFE", "PYTEST_XDIST_TESTRUNUID", "PYTEST_XDIST_WORKER"}


def read_variables() -> set[str]:
    """Every environment variable that the code reads."""
    files = [path for place in PLACES for path in (ROOT / place).rglob("*") if path.suffix in {".py", ".sh"}]
    return {name for path in files for found in READS.findall(path.read_text()) for name in found if name} - OURS


def table_rows(text: str) -> set[str]:
    return set(re.findall(r"^\| `([A-Z_]+)` \|", text, re.MULTILINE))


def test_the_readme_lists_exactly_the_variables_that_are_read() -> None:
    listed = table_rows((ROOT / "README.md").read_text())
    assert {"ACADEMIE_URL", "PORT", "CI"} <= listed
    assert listed == read_variables()


def test_every_dependency_has_its_line_of_reason() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    wanted = [*project["project"]["dependencies"], *project["dependency-groups"]["dev"]]
    names = {re.split(r"[\[~=<>!;\s]", requirement)[0] for requirement in wanted}
    text = (ROOT / "docs" / "decisions" / "0006-dependencies.md").read_text()
    assert names == set(re.findall(r"^\| ([a-z][a-z0-9-]+) \|", text, re.MULTILINE)) - {"package"}


@pytest.mark.parametrize(
    "path", sorted(ROOT.glob("*.md")) + sorted((ROOT / "docs").rglob("*.md")), ids=lambda p: p.name
)
def test_every_link_between_the_papers_leads_somewhere(path: Path) -> None:
    for target in re.findall(r"\]\(([^)#:\s]+)\)", path.read_text()):
        assert (path.parent / target).exists(), f"{path.name} points at {target}"


def test_make_help_lists_every_target() -> None:
    text = (ROOT / "Makefile").read_text()
    targets = set(re.findall(r"^([a-z-]+):", text, re.MULTILINE))
    described = set(re.findall(r"^([a-z-]+):.*## \S", text, re.MULTILINE))
    assert {"run", "test", "test-all", "test-next", "lint", "bench", "shots", "lock"} <= described
    assert targets == described


@pytest.mark.parametrize("name", ["base.txt", "dev.txt"])
def test_a_lock_has_hashes_and_names_no_registry(name: str) -> None:
    text = (ROOT / "requirements" / name).read_text()
    assert text.count("--hash=sha256:") > 50
    assert "://" not in text
    assert "--index-url" not in text


def test_the_readme_lists_exactly_the_demo_logins() -> None:
    from cms.demo.staff import logins

    address = re.compile(r"[a-z.]+@demo\.example\.org")
    assert set(address.findall((ROOT / "README.md").read_text())) == set(address.findall(logins()))
