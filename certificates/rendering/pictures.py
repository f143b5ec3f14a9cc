"""Pictures that write their PDF themselves: WeasyPrint takes 20 ms longer for the same flat shapes.

All classes offer what WeasyPrint asks of a picture (`get_intrinsic_size`, `draw`) and go into its image cache.
A stream is a `pydyf.Stream`; all streams here belong to the thread that draws.
"""

import zlib
from hashlib import sha256
from io import BytesIO
from typing import Any, Final

import pydyf
from PIL import Image

from certificates.qr import QrImage

# ink, #1B2422, as parts of one
INK: Final = (0x1B / 255, 0x24 / 255, 0x22 / 255)

# 40 by 14 mm at 300 dots per inch.
SIGNATURE_PIXELS: Final = (472, 165)
# Ink on paper has few tones; more only cost bytes.
SIGNATURE_TONES: Final = 16


class QrPicture:
    """A QR code, one rectangle per run of dark modules, filled together so that no hairline shows between."""

    def __init__(self, *, qr: QrImage) -> None:
        self.qr = qr

    def get_intrinsic_size(self, image_resolution: float, font_size: float) -> tuple[int, int, int]:
        """Return width, height and their ratio; the style sheet decides the printed size."""
        return self.qr.size_modules, self.qr.size_modules, 1

    def draw(self, stream: Any, width: float, height: float, style: Any) -> None:
        """Draw the code from the origin to (width, height)."""
        stream.transform(a=width / self.qr.size_modules, d=height / self.qr.size_modules)
        stream.set_color_rgb(*INK)
        for x, y, length in self.qr.runs:
            stream.rectangle(x, y, length, 1)
        stream.fill()


class RecordedPicture:
    """An opaque SVG picture, drawn by WeasyPrint once and repeated from the recording after that."""

    def __init__(self, *, image: Any, blank: Any) -> None:
        """Record `image`, a WeasyPrint picture with a viewBox, on the throw-away stream `blank`.

        Alpha states (" gs") name resources of the stream they were drawn in; an opaque picture needs none.
        """
        self.width, self.height, self.ratio = image.get_intrinsic_size(1, 1)
        image.draw(blank, self.width, self.height, None)
        self.drawing = [line for line in blank.stream if not line.endswith(b" gs")]

    def get_intrinsic_size(self, image_resolution: float, font_size: float) -> tuple[float, float, float]:
        """Return width, height and their ratio, as the SVG has them."""
        return self.width, self.height, self.ratio

    def draw(self, stream: Any, width: float, height: float, style: Any) -> None:
        """Draw the picture from the origin to (width, height)."""
        stream.transform(a=width / self.width, d=height / self.height)
        stream.stream.extend(self.drawing)


class SignaturePicture:
    """A signature in at most sixteen tones on white, squeezed once and put as it is into every certificate."""

    def __init__(self, *, png: bytes) -> None:
        """Read `png`; raises OSError when it is not a PNG."""
        with Image.open(BytesIO(png), formats=["PNG"]) as opened:
            image = opened.convert("RGBA")
        image.thumbnail(SIGNATURE_PIXELS)
        paper = Image.new("RGB", image.size, "white")
        paper.paste(image, mask=image.getchannel("A"))
        drawn = paper.quantize(SIGNATURE_TONES, dither=Image.Dither.NONE)
        self.png = png
        self.id = sha256(png).hexdigest()[:16]
        self.width, self.height = drawn.size
        self.tones = bytes(drawn.getpalette() or ())
        self.pixels = zlib.compress(drawn.tobytes(), 9)

    def get_intrinsic_size(self, image_resolution: float, font_size: float) -> tuple[float, float, float]:
        """Return width, height and their ratio; the style sheet decides the printed size."""
        return self.width, self.height, self.width / self.height

    def draw(self, stream: Any, width: float, height: float, style: Any) -> None:
        """Draw the signature from the origin to (width, height); PDF/A allows no interpolation."""
        name = stream.add_image(self, False, 1)
        stream.transform(width, 0, 0, -height, 0, height)
        stream.draw_x_object(name)

    def get_x_object(self, interpolate: bool, dpi_ratio: float) -> pydyf.Stream:
        """Return a fresh PDF image; asked by WeasyPrint once per document."""
        palette = pydyf.Array(["/Indexed", "/DeviceRGB", len(self.tones) // 3 - 1, f"<{self.tones.hex()}>"])
        facts = {
            "Type": "/XObject",
            "Subtype": "/Image",
            "Width": self.width,
            "Height": self.height,
            "ColorSpace": palette,
            "BitsPerComponent": 8,
            "Interpolate": "false",
            "Filter": "/FlateDecode",
        }
        return pydyf.Stream([self.pixels], pydyf.Dictionary(facts))
