"""From HTML to a tagged PDF with WeasyPrint: imported only when a hand-out is drawn."""

from pathlib import Path

from weasyprint import CSS, HTML
from weasyprint.text.fonts import FontConfiguration

from certificates.qr import QrImage
from certificates.rendering.page import QR_SOURCE
from certificates.rendering.pdf import OwnFilesFetcher
from certificates.rendering.pictures import QrPicture

__all__ = ["draw"]


def draw(*, html: str, style_sheet: Path, qr: QrImage) -> bytes:
    """`html` in the dress of `style_sheet`, with `qr` as its picture QR_SOURCE: PDF/UA-1 with our own files only."""
    fetcher, fonts = OwnFilesFetcher(), FontConfiguration()
    style = CSS(filename=style_sheet, url_fetcher=fetcher, font_config=fonts)
    content: bytes = HTML(string=html, url_fetcher=fetcher).write_pdf(
        stylesheets=[style], font_config=fonts, cache={QR_SOURCE: QrPicture(qr=qr)}, pdf_variant="pdf/ua-1"
    )
    return content
