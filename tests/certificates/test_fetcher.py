"""What the renderer may read, and what happens when it is not there."""

import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

from certificates import rendering
from certificates.qr import qr_path
from certificates.rendering import RendererUnavailable, render_certificate
from certificates.rendering.glyphs import FONT_FOLDER
from certificates.rendering.page import render_html
from certificates.rendering.pdf import PICTURES, OwnFilesFetcher, write_pdf
from tests.certificates.sample import DATA

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.parametrize(
    "url",
    [
        "file:///etc/passwd",
        "http://localhost/x.png",
        "https://example.org/x.png",
        "ftp://example.org/x",
        "data:text/plain,hallo",
        f"{FONT_FOLDER.as_uri()}/../__init__.py",
        f"{FONT_FOLDER.as_uri()}/OFL.txt",
        PICTURES[0].as_uri().replace("file://", "file://elders"),
        "",
    ],
)
def test_fetcher_refuses_everything_that_is_not_ours(url: str) -> None:
    with pytest.raises(ValueError, match="refused"):
        OwnFilesFetcher().fetch(url)


def test_fetcher_gives_our_own_files() -> None:
    for path in PICTURES:
        assert OwnFilesFetcher().fetch(path.as_uri()).read() == path.read_bytes()


def test_page_that_asks_for_another_file_is_an_ordinary_error() -> None:
    html = render_html(data=DATA).replace('src="qr:code"', 'src="file:///etc/passwd"')
    with pytest.raises(OSError, match="etc/passwd"):
        write_pdf(html=html, qr=qr_path(url=DATA.url), identifier="x", made_at=datetime(2026, 12, 1, 12, tzinfo=UTC))


def test_missing_renderer_has_a_name(monkeypatch: pytest.MonkeyPatch) -> None:
    def no_pango(name: str) -> None:
        raise OSError(f"cannot load library 'libpango' for {name}")

    monkeypatch.setattr(rendering, "import_module", no_pango)
    with pytest.raises(RendererUnavailable, match="libpango"):
        render_certificate(DATA)


def test_package_loads_without_weasyprint() -> None:
    code = (
        "import sys; sys.modules['weasyprint'] = None\n"
        "import certificates.rendering as r, tests.certificates.sample as s\n"
        "assert r.missing_glyphs('Wil') == ''\n"
        "try: r.render_certificate(s.DATA)\n"
        "except r.RendererUnavailable: sys.exit(0)\n"
        "sys.exit(1)"
    )
    subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=True)
