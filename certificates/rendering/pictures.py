"""Pictures that write their PDF themselves: WeasyPrint takes 20 ms longer for the same flat shapes.

Both classes offer what WeasyPrint asks of a picture (`get_intrinsic_size`, `draw`) and go into its image cache.
A stream is a `pydyf.Stream`; all streams here belong to the thread that draws.
"""

from typing import Any, Final

from certificates.qr import QrImage

# ink, #1B2422, as parts of one
INK: Final = (0x1B / 255, 0x24 / 255, 0x22 / 255)


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
