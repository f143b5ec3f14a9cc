"""Every text field of ours is declared, personal or not, and the register of processing is what the code says."""

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.apps import apps
from django.core.management import call_command

from accounts.personal_data import NOT_PERSONAL, PERSONAL
from accounts.processing_register import OURS, PATH, register_text, text_fields


def declared() -> Iterator[tuple[str, str]]:
    for table in (NOT_PERSONAL, *(holding.fields for holding in PERSONAL)):
        for model, names in table.items():
            for name in names.split():
                yield model, name


def test_every_text_field_is_declared_once() -> None:
    ours = [model for model in apps.get_models() if model._meta.app_label in OURS]
    fields = {(model._meta.label, name) for model in ours for name in text_fields(model)}
    counts = Counter(declared())
    assert fields - counts.keys() == set(), "new fields: say in accounts/personal_data.py whether they are personal"
    assert [field for field, count in counts.items() if count > 1] == []


def test_what_is_declared_exists() -> None:
    for model, name in declared():
        assert apps.get_model(model)._meta.get_field(name), (model, name)


def test_the_paper_is_what_the_code_says() -> None:
    assert PATH.read_text(encoding="utf-8") == register_text(), "run: manage.py write_processing_register"


def test_the_command_writes_the_paper(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    path = tmp_path / "register.md"
    monkeypatch.setattr("accounts.management.commands.write_processing_register.PATH", path)
    call_command("write_processing_register", verbosity=0)
    assert path.read_text(encoding="utf-8") == register_text()


def test_every_part_says_why_who_and_how_long() -> None:
    for holding in PERSONAL:
        assert all([holding.title, holding.why, holding.basis, holding.who, holding.until, holding.erased])
    assert "Bewaartermijnen" in register_text()
