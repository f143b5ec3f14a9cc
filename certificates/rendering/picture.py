"""The certificate as a picture for the gallery of a phone."""

import threading
from io import BytesIO
from typing import Final

import pypdfium2
from PIL import Image

# 1754 by 1241 pixels for A4: the code stays readable, the picture stays small enough for a message.
DOTS_PER_INCH: Final = 150
TONES: Final = 64
# PDFium keeps state for the whole process: one thread at a time.
_drawing = threading.Lock()


def gallery_picture(pdf: bytes) -> bytes:
    """Return the first page of `pdf` as PNG, 1754 by 1241 pixels, without metadata; safe in threads.

    Raises ValueError when `pdf` cannot be read as a PDF with a page.
    """
    image = _first_page(pdf)
    # Few flat colors: a palette takes a third of the bytes. No dithering, or the code gets specks.
    flat = image.quantize(TONES, method=Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE)
    written = BytesIO()
    flat.save(written, "PNG", optimize=True)
    return written.getvalue()


def _first_page(pdf: bytes) -> Image.Image:
    try:
        with _drawing, pypdfium2.PdfDocument(pdf) as document:
            bitmap = document[0].render(scale=DOTS_PER_INCH / 72)
            # A copy: the bitmap's memory goes with the document.
            return bitmap.to_pil().convert("RGB").copy()
    except (pypdfium2.PdfiumError, IndexError) as error:
        raise ValueError("not a PDF with a page") from error
