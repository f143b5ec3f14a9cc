"""Debian packages that the site or its tests cannot do without: install them as root, else say how.

Standard library only.
"""

import ctypes.util
import importlib.util
import os
import shutil
import subprocess
import sys
from collections.abc import Iterable

__all__ = ["install", "missing_for_certificates", "missing_for_tests", "need_venv"]

# Library name for the loader -> Debian package. WeasyPrint opens them by these names.
PANGO = {
    "pango-1.0": "libpango-1.0-0",
    "pangoft2-1.0": "libpangoft2-1.0-0",
    "harfbuzz-subset": "libharfbuzz-subset0",
}
PROGRAMS = {
    "chromium": "chromium",
    "pdftotext": "poppler-utils",
    "java": "default-jre-headless",
    "certutil": "libnss3-tools",
    "openssl": "openssl",
    # The verifiers of Open Badges need 20 or newer: Debian 13 has it, on Debian 12 it comes from elsewhere.
    "node": "nodejs",
    "npm": "npm",
}
POSTGRES_PACKAGE = "postgresql"


def missing_for_certificates() -> list[str]:
    """Packages that WeasyPrint needs and that are not there."""
    return [package for name, package in PANGO.items() if not ctypes.util.find_library(name)]


def missing_for_tests() -> list[str]:
    """Packages that only the tests need and that are not there (a database server apart)."""
    programs = [package for program, package in PROGRAMS.items() if not shutil.which(program)]
    return [*missing_for_certificates(), *programs]


def need_venv() -> None:
    """Installs python3-venv when this Python lacks it; exits with the `apt` line when it may not."""
    if importlib.util.find_spec("ensurepip") and importlib.util.find_spec("venv"):
        return
    # Debian's own package goes with Debian's own minor version; python3-venv is the one of python3.
    name = f"python3.{sys.version_info.minor}-venv"
    if not install([name]):
        sys.exit(f"Er ontbreekt iets om te beginnen. Installeer het eerst: sudo apt install {name}")


def install(packages: Iterable[str]) -> bool:
    """Installs `packages` with apt when we are root on Debian; whether they are there now."""
    wanted = sorted(set(packages))
    if not wanted:
        return True
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        return False
    print(f"Ik installeer van Debian: {' '.join(wanted)}", flush=True)
    environment = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    update = ["apt-get", "update", "-qq"]
    add = ["apt-get", "install", "-y", "-qq", "--no-install-recommends", *wanted]
    return all(_quiet(command, environment) for command in (update, add))


def _quiet(command: list[str], environment: dict[str, str]) -> bool:
    done = subprocess.run(
        command, env=environment, capture_output=True, text=True, check=False, stdin=subprocess.DEVNULL
    )
    if done.returncode:
        print(done.stderr.strip()[-800:], file=sys.stderr)
    return done.returncode == 0
