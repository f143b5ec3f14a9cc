"""The system check that holds a question type, its block and its templates together."""

from pathlib import Path
from typing import Any

import pytest
from django.core.checks.registry import registry
from django.template import engines

from courses import checks
from courses.blocks.questions import ReflectionBlock
from courses.quiz import QUESTION_TYPES, TrueFalse


def found() -> list[tuple[str | None, str]]:
    """Id and message of what the check says; every error has a hint and stops a start of the site."""
    errors = checks.check_question_types()
    assert all(error.hint and error.is_serious() for error in errors)
    return [(error.id, error.msg) for error in errors]


class Blocks:
    """Stands for QuestionBlock with these child blocks."""

    def __init__(self, **blocks: Any) -> None:
        self.child_blocks = blocks

    def __call__(self) -> "Blocks":
        return self


def with_types(monkeypatch: pytest.MonkeyPatch, types: dict[str, Any]) -> None:
    monkeypatch.setattr(checks, "QUESTION_TYPES", types)


def with_blocks(monkeypatch: pytest.MonkeyPatch, **changes: Any) -> None:
    blocks = {**checks.QuestionBlock().child_blocks, **changes}
    monkeypatch.setattr(checks, "QuestionBlock", Blocks(**{n: b for n, b in blocks.items() if b is not None}))


def test_every_type_has_its_block_and_its_templates() -> None:
    assert checks.check_question_types in registry.get_checks()
    assert found() == []


def test_a_new_type_lacks_a_block_and_two_templates(monkeypatch: pytest.MonkeyPatch) -> None:
    with_types(monkeypatch, {**QUESTION_TYPES, "crossword": TrueFalse})
    assert found() == [
        ("courses.E001", "Question type crossword has no block: editors cannot make it."),
        ("courses.E004", "Question type crossword has no template in courses/questions/."),
        ("courses.E004", "Question type crossword has no template in courses/questions/review/."),
    ]


def test_a_type_that_went_leaves_a_block_and_two_templates(monkeypatch: pytest.MonkeyPatch) -> None:
    with_types(monkeypatch, {name: kind for name, kind in QUESTION_TYPES.items() if name != "reflection"})
    assert [(code, message.split()[1]) for code, message in found()] == [
        ("courses.E002", "reflection"),
        ("courses.E005", "courses/questions/reflection.html"),
        ("courses.E005", "courses/questions/review/reflection.html"),
    ]


def test_a_block_that_is_not_listed_is_missed(monkeypatch: pytest.MonkeyPatch) -> None:
    with_blocks(monkeypatch, open_text=None)
    assert [code for code, _ in found()] == ["courses.E001"]


def test_a_block_under_the_name_of_another_type_is_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    with_blocks(monkeypatch, open_text=ReflectionBlock())
    assert found() == [("courses.E003", "Block open_text makes questions of type reflection.")]


def test_a_template_that_is_not_there_is_missed(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for folder in checks.FOLDERS:
        (tmp_path / folder).mkdir(parents=True)
        for name in QUESTION_TYPES:
            (tmp_path / folder / f"{name}.html").touch()
    (tmp_path / "courses/questions/_part.html").touch()
    monkeypatch.setattr(engines["django"], "template_dirs", (tmp_path,))
    assert found() == []
    (tmp_path / "courses/questions/review/open_text.html").unlink()
    assert found() == [("courses.E004", "Question type open_text has no template in courses/questions/review/.")]
