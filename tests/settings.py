"""Settings of the tests: SQLite unless TEST_DATABASE_URL names a PostgreSQL server."""

import os
import tempfile
from pathlib import Path

os.environ.setdefault("ACADEMIE_MODE", "demo")
os.environ.setdefault("ACADEMIE_DATA", tempfile.mkdtemp(prefix="academie-test-"))
if url := os.environ.get("TEST_DATABASE_URL"):
    os.environ["DATABASE_URL"] = url

from cms.settings import *  # noqa: F403
from cms.settings import DATA_DIR, DATABASES, STORAGES

ACADEMIE_URL = "http://testserver"
ALLOWED_HOSTS = ["testserver", "localhost", "127.0.0.1"]
if "cache" in DATABASES:
    del DATABASES["cache"]
DATABASE_ROUTERS = []
if "sqlite" in DATABASES["default"]["ENGINE"]:
    # A file, because tests with threads need one database that all connections share.
    DATABASES["default"]["TEST"] = {"NAME": str(Path(DATA_DIR) / "test.sqlite3")}
CACHES = {
    "default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": "default"},
    "parts": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": "parts"},
}
STORAGES = {**STORAGES, "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
TASKS = {"default": {"BACKEND": "django_tasks.backends.dummy.DummyBackend"}}
