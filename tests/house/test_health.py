"""The site answers, on the database that was asked for."""

import os

import pytest
from django.db import connection
from django.test import Client

pytestmark = pytest.mark.django_db


def test_health_says_that_the_database_answers() -> None:
    response = Client().get("/gezondheid/")
    assert response.status_code == 200
    assert response.content == b"in orde\n"


def test_the_database_is_the_one_that_was_asked_for() -> None:
    asked = "postgresql" if os.environ.get("TEST_DATABASE_URL") else "sqlite"
    assert connection.vendor == asked
