"""A demo site of its own for measuring and taking pictures: free port, throw-away data folder."""

import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from scripts.children import Children
from scripts.run import answers, site_environment
from scripts.venv import ROOT

__all__ = ["DemoSite", "demo_site"]

START_SECONDS = 60.0


@dataclass(frozen=True)
class DemoSite:
    """A running demo: `pid` is gunicorn's, `environment` what its processes were started with."""

    port: int
    pid: int
    data: Path
    environment: dict[str, str]

    def manage(self, *arguments: str) -> str:
        """What `manage.py <arguments>` prints, run beside the site."""
        command = [sys.executable, "manage.py", *arguments]
        done = subprocess.run(command, cwd=ROOT, env=self.environment, check=True, stdout=subprocess.PIPE, text=True)
        return done.stdout


@contextmanager
def demo_site(*, worker: bool = True, **environment: str) -> Iterator[DemoSite]:
    """A demo with the whole demo world in it; all of it is gone when the block ends."""
    with tempfile.TemporaryDirectory(prefix="academie-demo-") as folder:
        port = _free_port()
        variables = site_environment(data=Path(folder), port=port) | environment
        subprocess.run([sys.executable, "manage.py", "prepare"], cwd=ROOT, env=variables, check=True)
        children = Children()
        try:
            yield _start(children, DemoSite(port, 0, Path(folder), variables), worker=worker)
        finally:
            children.stop()


def _start(children: Children, site: DemoSite, *, worker: bool) -> DemoSite:
    # No replacing of the web worker half-way a measurement.
    web = [sys.executable, "-m", "gunicorn", "-c", "python:cms.server", "--max-requests", "0", "cms.wsgi"]
    children.start("de website", web, cwd=ROOT, env=site.environment)
    if worker:
        command = [sys.executable, "manage.py", "run_worker", "--skip-checks", "--no-startup-delay"]
        children.start("de achtergrondtaken", command, cwd=ROOT, env=site.environment)
    if not children.wait_until(lambda: answers(site.port), seconds=START_SECONDS):
        sys.exit("De demo start niet. Hierboven staat waarom.")
    pid = children.processes["de website"].pid
    return DemoSite(site.port, pid, site.data, site.environment)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
