"""The old database, and a place for the course."""

from pathlib import Path

import pytest

from tests.courses.django_quiz_app.source import SCHEMA, change
from tests.factories.courses import course_index


@pytest.fixture
def old(tmp_path: Path) -> Path:
    """The database of a django-quiz-app with two quizzes and somebody's sitting."""
    path = tmp_path / "oud 2015.sqlite3"
    change(path, SCHEMA)
    return path


@pytest.fixture
def shelf(db: None) -> None:
    course_index()
