"""Verifiers of others that judge our credentials: two Node packages, without network while they judge.

    verdicts = judge(pages={"https://…/.well-known/did.json": ("application/did+json", text)}, credentials={"a": text})
    verdicts["a"]["bazaar"]["verified"]

They are installed once per content of the lock file, into the data folder of the checkout.
"""

import fcntl
import hashlib
import json
import shutil
import subprocess
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
SOURCE = ROOT / "tests" / "tools" / "judges"
INSTALL = ["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--omit=dev"]
MISSING = "De keuring van Open Badges vraagt Node 20 of nieuwer en npm. Op Debian: apt-get install nodejs npm"


def judge(*, pages: Mapping[str, tuple[str, str]], credentials: Mapping[str, str]) -> dict[str, Any]:
    """What both verifiers say of each of `credentials`; `pages` (address → media type, text) is all they can fetch."""
    return ask(pages=pages, credentials=credentials)["verdicts"]


def ask(*, pages: Mapping[str, tuple[str, str]], credentials: Mapping[str, str]) -> dict[str, Any]:
    """The same, with the contexts that the verifiers bring and the addresses that they asked for in vain."""
    found = {address: {"type": kind, "text": text} for address, (kind, text) in pages.items()}
    asked = json.dumps({"pages": found, "credentials": credentials})
    command = ["node", "judge.mjs"]
    done = subprocess.run(command, cwd=folder(), input=asked, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0, done.stderr[-3000:]
    return json.loads(done.stdout)


@cache
def folder() -> Path:
    """Where the judges are, installed by whichever worker comes first."""
    assert shutil.which("node") and shutil.which("npm"), MISSING
    content = b"".join(path.read_bytes() for path in sorted(SOURCE.iterdir()))
    where = ROOT / "var" / "judges" / hashlib.sha256(content).hexdigest()[:16]
    where.parent.mkdir(parents=True, exist_ok=True)
    with (where.parent / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not where.exists():
            install(where)
    return where


def install(where: Path) -> None:
    """Into a folder beside it first, so that half an installation is never taken for a whole one."""
    half = where.with_suffix(".new")
    shutil.rmtree(half, ignore_errors=True)
    shutil.copytree(SOURCE, half, ignore=shutil.ignore_patterns("node_modules"))
    done = subprocess.run(INSTALL, cwd=half, capture_output=True, text=True, timeout=300, check=False)
    assert done.returncode == 0, f"npm ci: {done.stderr[-2000:]}"
    half.rename(where)
