"""Processes that live and die together: when one ends, or we are told to stop, all end.

Standard library only.
"""

import ctypes
import os
import signal
import subprocess
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from types import FrameType

__all__ = ["Children"]

STOP_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
GRACE = 10.0  # seconds between asking and killing
PR_SET_PDEATHSIG = 1  # prctl(2)
LIBC = ctypes.CDLL(None)


class Children:
    """`start` them, `wait_until` they answer, then `watch`; each is a process group of its own.

    A process group, because Ctrl-C in a terminal goes to everybody in ours: we want to say ourselves who stops when.
    """

    def __init__(self) -> None:
        self.processes: dict[str, subprocess.Popen[bytes]] = {}
        self.stopping = False
        for number in STOP_SIGNALS:
            signal.signal(number, self._stop)

    def _stop(self, number: int, frame: FrameType | None) -> None:
        self.stopping = True

    def start(self, name: str, command: Sequence[str], *, cwd: Path, env: dict[str, str]) -> None:
        """Starts `command` under `name`."""
        self.processes[name] = subprocess.Popen(
            command, cwd=cwd, env=env, stdin=subprocess.DEVNULL, start_new_session=True, preexec_fn=_die_with_parent
        )

    def ended(self) -> str:
        """The name of one that has ended by itself; "" while all run."""
        return next((name for name, process in self.processes.items() if process.poll() is not None), "")

    def wait_until(self, ready: Callable[[], bool], *, seconds: float) -> bool:
        """Waits until `ready()`; False when told to stop, when one ended, or when it took too long."""
        end = time.monotonic() + seconds
        while time.monotonic() < end and not self.stopping and not self.ended():
            if ready():
                return True
            time.sleep(0.05)
        return False

    def watch(self) -> str:
        """Waits until told to stop (gives "") or until one ends by itself (gives its name)."""
        while not self.stopping:
            if name := self.ended():
                return name
            time.sleep(0.2)
        return ""

    def stop(self) -> None:
        """Asks all to stop, waits, and kills whoever is still there."""
        self._signal_all(signal.SIGTERM)
        end = time.monotonic() + GRACE
        for process in self.processes.values():
            with suppress(subprocess.TimeoutExpired):
                process.wait(max(0.0, end - time.monotonic()))
        self._signal_all(signal.SIGKILL)
        for process in self.processes.values():
            process.wait()

    def _signal_all(self, number: int) -> None:
        for process in self.processes.values():
            with suppress(ProcessLookupError):
                os.killpg(process.pid, number)


def _die_with_parent() -> None:
    """In the child: the kernel stops it when we are killed in a way that we cannot answer."""
    LIBC.prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
