"""Files sent to the check page, and what it says of them."""

import io
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from certificates import uploads
from certificates.rendering import render_certificate
from certificates.signing.judging import Judgment, judge_pdf
from certificates.signing.seal import KeySealer, seal_pdf
from tests.certificates.keys import SEALED_AT, SealKey, seal
from tests.certificates.sample import DATA
from tests.conftest import NOW

ROOT = Path(__file__).resolve().parents[3]
URL = "/controle/pdf/"
NAME = DATA.holder_name
ESCAPED = "Đorđe O&#x27;Brien-Nguyễn &lt;b&gt;"
MEGABYTE = 1024 * 1024

Forger = Callable[[bytes], bytes]


def sealed_by(seal_key: SealKey) -> bytes:
    return seal_pdf(render_certificate(DATA), sealer=KeySealer(seal_key.key), at=SEALED_AT)


def judged(content: bytes) -> Judgment:
    return judge_pdf(content, roots=[seal().root_pem], pinned={seal().pin})


def answer(content: bytes, address: str = "192.0.2.1") -> uploads.UploadAnswer:
    return uploads.judge_upload(io.BytesIO(content), address=address, now=NOW)


def send(content: bytes, client: Client | None = None, **extra: Any) -> Any:
    file = SimpleUploadedFile("Piet Vervalser.pdf", content, content_type="application/pdf")
    return (client or Client()).post(URL, {"pdf": file}, **extra)


def text(response: Any) -> str:
    return str(response.content.decode())


def heading(response: Any) -> str:
    found = re.search(r"<h1>([^<]+)</h1>", text(response))
    return found[1] if found else ""


def big_word(response: Any) -> str:
    found = re.search(r'class="status__word"[^>]*>([A-Z]+)<', text(response))
    return found[1] if found else ""
