"""Settings of the tests: SQLite unless TEST_DATABASE_URL names a PostgreSQL server."""

import os
from pathlib import Path

from tests.data_folder import own_data_folder

os.environ.setdefault("ACADEMIE_MODE", "demo")
os.environ["ACADEMIE_DATA"] = own_data_folder()
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
    # Thrown away after the run: no commit need be on the disk. (A copy: cms.env keeps its options.)
    fast = DATABASES["default"]["OPTIONS"]["init_command"].replace("synchronous=FULL", "synchronous=OFF")
    DATABASES["default"]["OPTIONS"] = {**DATABASES["default"]["OPTIONS"], "init_command": fast}
else:
    DATABASES["default"]["OPTIONS"]["options"] = "-c synchronous_commit=off"
CACHES = {
    "default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": "default"},
    "parts": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": "parts"},
}
STORAGES = {**STORAGES, "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
TASKS = {"default": {"BACKEND": "django_tasks.backends.dummy.DummyBackend"}}
