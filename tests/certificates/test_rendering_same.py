"""The same facts give the same page, byte for byte, whatever process or thread draws it."""

import dataclasses
import os
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from certificates.rendering import render_certificate
from tests.certificates.pdfs import ROOT, with_name
from tests.certificates.sample import COMPLETE, DATA


@pytest.fixture(scope="module")
def pdf() -> bytes:
    return render_certificate(DATA)


def test_same_data_same_bytes_in_every_process(pdf: bytes) -> None:
    code = (
        "import sys, tests.certificates.test_rendering_same as t; sys.stdout.buffer.write(t.render_certificate(t.DATA))"
    )
    for seed in ("1", "2"):
        environment = os.environ | {"PYTHONHASHSEED": seed, "TZ": "Asia/Tokyo"}
        done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, env=environment, capture_output=True, check=True)
        assert done.stdout == pdf
    assert render_certificate(dataclasses.replace(DATA, identifier="anders")) != pdf


def test_eight_threads_give_identical_bytes() -> None:
    start = threading.Barrier(8)

    def ten(_: int) -> list[bytes]:
        start.wait()
        return [render_certificate(with_name("Łukasz") if turn % 3 else COMPLETE) for turn in range(10)]

    whole = render_certificate(COMPLETE)
    other = render_certificate(with_name("Łukasz"))
    with ThreadPoolExecutor(8) as pool:
        for made in pool.map(ten, range(8)):
            assert made == [other if turn % 3 else whole for turn in range(10)]
