"""The address in the QR code of a certificate, and the code itself as one path (DESIGN §7).

Paper cannot be patched: the shape of the address is final from the first certificate on.
"""

import re
from dataclasses import dataclass
from urllib.parse import urlsplit

import zxingcpp

# Medium: 15 % of the code may be dirty or torn.
ERROR_CORRECTION = "M"
HOST = re.compile(r"[a-z0-9][a-z0-9.-]*(:[0-9]{1,5})?", re.IGNORECASE)
PAYLOAD = re.compile(r"[A-Z2-7]*")


@dataclass(frozen=True, slots=True, kw_only=True)
class QrImage:
    """A QR code without its quiet zone: a square of `size_modules`; leave four modules of white around it.

    Each run is a row of dark modules: x and y of its first one, and how many there are.
    """

    size_modules: int
    runs: tuple[tuple[int, int, int], ...]

    @property
    def svg_path_d(self) -> str:
        """The code as one SVG path to be filled, without stroke.

        Rectangles that share an edge inside one filled path leave no hairline between them; strokes would.
        """
        return "".join(f"M{x} {y}h{length}v1h-{length}z" for x, y, length in self.runs)


def certificate_url(*, host_url: str, number: str, token: str, payload: str = "") -> str:
    """Return `HTTPS://HOST/C/<NUMBER>/<TOKEN>#<PAYLOAD>`, all upper case, which QR codes store in a third less room.

    `host_url` is the address of the site, like "https://academie.wabp.nl"; a port is fine, a path is not. `payload`
    is what a phone without network can check (`certificates.signing.cose`); a browser never sends it to anybody.
    Raises ValueError for anything but a bare http(s) address or base32: on paper it could never be put right.
    """
    parts = urlsplit(host_url)
    bare = parts.path in ("", "/") and not (parts.query or parts.fragment)
    if parts.scheme not in ("http", "https") or not bare or not HOST.fullmatch(parts.netloc):
        raise ValueError(f"not a bare http(s) address: {host_url!r}")
    if not PAYLOAD.fullmatch(payload):
        raise ValueError("not base32")
    address = f"{parts.scheme}://{parts.netloc}/C/{number}/{token}".upper()
    return f"{address}#{payload}" if payload else address


def qr_path(*, url: str) -> QrImage:
    """Return the QR code of `url` at error correction level M, a quarter of a millisecond of work."""
    code = zxingcpp.create_barcode(url, zxingcpp.QRCode, ec_level=ERROR_CORRECTION)
    image = memoryview(code.to_image(scale=1, add_hrt=False, add_quiet_zones=False))
    size = image.shape[0] if image.shape else 0
    pixels = image.tobytes()
    rows = (pixels[start : start + size] for start in range(0, size * size, size))
    # In the picture a dark module is a byte 0, a light one 255.
    runs = ((found.start(), y, len(found[0])) for y, row in enumerate(rows) for found in re.finditer(b"\0+", row))
    return QrImage(size_modules=size, runs=tuple(runs))
