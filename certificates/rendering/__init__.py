"""The PDF of a certificate: what is printed goes in, bytes come out (DESIGN §7).

    from certificates.rendering import CertificateData, render_certificate
    pdf = render_certificate(CertificateData(...))

Plain functions without Django settings or database, safe in threads. The same data give the same bytes.
`missing_glyphs` does not load the renderer: ask it as often as you like.
"""

import threading
from datetime import UTC, datetime, time
from importlib import import_module

from certificates.qr import qr_path
from certificates.rendering.data import Attachment, CertificateData
from certificates.rendering.glyphs import missing_glyphs
from certificates.rendering.page import render_html

__all__ = [
    "RENDERER_VERSION",
    "Attachment",
    "CertificateData",
    "RendererUnavailable",
    "missing_glyphs",
    "render_certificate",
]

# To be raised with every change of the printed page; each stored PDF remembers which one made it.
RENDERER_VERSION = "3"

_loading = threading.Lock()


class RendererUnavailable(Exception):
    """WeasyPrint or the Pango libraries under it cannot be loaded on this machine; the message says why."""


def render_certificate(data: CertificateData) -> bytes:
    """Return the certificate as one A4 landscape page, PDF/A-3a and PDF/UA-1, about 25 kB and the attachments.

    Raises RendererUnavailable when WeasyPrint cannot be loaded, so that the site runs without it,
    OSError when the picture of the signatory is not a PNG.
    """
    try:
        # Not at the top of the file: where Pango is missing this raises, and the site must start all the same.
        # One thread at a time, because cffi does not like to be loaded twice at once.
        with _loading:
            pdf = import_module("certificates.rendering.pdf")
    except (ImportError, OSError) as error:
        raise RendererUnavailable(str(error)) from error
    content: bytes = pdf.write_pdf(
        html=render_html(data=data),
        qr=qr_path(url=data.url),
        identifier=data.identifier,
        made_at=datetime.combine(data.issued_on, time(12), UTC),
        signature=data.signatory_picture if data.signatory_name else None,
        attachments=data.attachments,
    )
    return content
