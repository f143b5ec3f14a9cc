"""What runs every minute, and what runs before the first start."""

import logging
import threading
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.management import call_command
from django.core.management.base import CommandError
from django_tasks_db.management.commands import db_worker

from cms import jobs
from cms.management.commands import prepare, run_due_jobs, run_worker


def broken(now: datetime) -> None:
    raise RuntimeError("stuk")


@pytest.mark.django_db
def test_a_job_that_fails_does_not_stop_the_others(now: datetime, caplog: pytest.LogCaptureFixture) -> None:
    ran: list[datetime] = []
    failed = jobs.run_due_jobs(now=now, jobs={"first": broken, "second": ran.append})
    assert failed == ["first"]
    assert ran == [now]
    assert [record.levelno for record in caplog.records] == [logging.ERROR]
    assert "RuntimeError: stuk" in caplog.text


@pytest.mark.django_db
def test_nothing_due_is_no_failure() -> None:
    assert jobs.run_due_jobs() == []


def test_the_command_ends_with_an_error_that_names_the_job(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(run_due_jobs, "run_due_jobs", lambda: ["mail"])
    with pytest.raises(CommandError, match="mail"):
        call_command("run_due_jobs")


def test_every_promised_job_is_there() -> None:
    assert set(jobs.JOBS) >= {"mail", "certificates", "unverified accounts"}


def test_files_of_a_busy_evening_keep_no_other_job_waiting() -> None:
    order = list(jobs.JOBS)
    assert order[-1] == "certificates" and order.index("missing certificates") < order.index("certificates")


def test_the_worker_warms_up_before_its_first_task(monkeypatch: pytest.MonkeyPatch) -> None:
    did: list[str] = []
    monkeypatch.setattr(run_worker, "_repeat", lambda every: None)
    monkeypatch.setattr(run_worker, "warm_up", lambda: did.append(f"warm, {threading.current_thread().name}"))
    monkeypatch.setattr(db_worker.Command, "handle", lambda *_, **__: did.append("tasks"))
    run_worker.Command().handle(every=60.0)
    assert did == ["warm, MainThread", "tasks"]


@pytest.mark.django_db
def test_preparing_twice_does_the_slow_work_once(
    tmp_path: Path, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.DATA_DIR, settings.STATIC_ROOT = tmp_path, str(tmp_path / "static")
    (tmp_path / "static").mkdir()
    called: list[str] = []
    monkeypatch.setattr(prepare, "call_command", lambda name, **options: called.append(name))
    call_command("prepare")
    assert "migrate" not in called  # the test database has had them all
    assert {"createcachetable", "collectstatic", "load_demo"} <= set(called)
    called.clear()
    call_command("prepare")
    assert not {"migrate", "collectstatic", "load_demo"} & set(called)


@pytest.mark.django_db
def test_the_demo_world_is_left_out_in_production(
    tmp_path: Path, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.DATA_DIR, settings.STATIC_ROOT, settings.DEMO = tmp_path, str(tmp_path), False
    called: list[str] = []
    monkeypatch.setattr(prepare, "call_command", lambda name, **options: called.append(name))
    call_command("prepare")
    assert "load_demo" not in called


def test_the_measuring_header_is_not_in_the_site() -> None:
    assert not any("bench" in name for name in settings.MIDDLEWARE)
    assert settings.ROOT_URLCONF == "cms.urls"


@pytest.mark.django_db
def test_the_measuring_header_counts_queries(client: Any, settings: Any) -> None:
    settings.MIDDLEWARE = ["cms.bench.CountQueriesMiddleware", *settings.MIDDLEWARE]
    settings.ROOT_URLCONF = "cms.bench"
    assert client.get("/bench/reference/").headers["X-Queries"] == "0"
    assert client.get("/gezondheid/").headers["X-Queries"] == "1"
