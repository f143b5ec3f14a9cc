"""Photos as phones, cameras and worse make them."""

import struct
import zlib
from io import BytesIO
from typing import Any

from PIL import Image, PngImagePlugin

NO_PHOTO = "Dit is geen foto die we kunnen gebruiken. Kies een jpg, png of webp."
SECRET = b"52.3702 N 4.8952 E"
ORIENTATION, GPS, MAKE = 0x0112, 0x8825, 0x010F
SIDEWAYS = 6
XMP = b'<x:xmpmeta xmlns:x="adobe:ns:meta/"><geo>' + SECRET + b"</geo></x:xmpmeta>"


def picture(kind: str = "JPEG", mode: str = "RGB", size: tuple[int, int] = (60, 40), **options: Any) -> bytes:
    """A photo whose left half is dark, so that turning it shows."""
    image = Image.new("L", size, 255)
    image.paste(0, (0, 0, size[0] // 2, size[1]))
    out = BytesIO()
    image.convert(mode).save(out, kind, **options)
    return out.getvalue()


def exif() -> Image.Exif:
    """What a phone writes: lying on its side, by whom, and where."""
    data = Image.Exif()
    data[ORIENTATION] = SIDEWAYS
    data[MAKE] = SECRET.decode()
    data.get_ifd(GPS).update({1: "N", 2: (52.0, 22.0, 12.7), 3: "E", 4: (4.0, 53.0, 42.7)})
    return data


def png_with_words() -> bytes:
    notes = PngImagePlugin.PngInfo()
    notes.add_text("Location", SECRET.decode())
    notes.add_itxt("XML:com.adobe.xmp", XMP.decode())
    return picture("PNG", exif=exif(), pnginfo=notes)


def from_a_phone() -> dict[str, bytes]:
    return {
        "straat.jpg": picture(exif=exif(), xmp=XMP, comment=SECRET),
        "straat.png": png_with_words(),
        "straat.webp": picture("WEBP", exif=exif(), xmp=XMP, lossless=True),
        "film.jpg": picture("MPO", exif=exif(), save_all=True, append_images=[Image.new("RGB", (60, 40))]),
        "achteraan.jpg": picture(exif=exif()) + b"PK\x03\x04 en nog een bestand: " + SECRET,
    }


def chunk(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


def png_head(width: int, height: int, depth: int = 8, color: int = 2) -> bytes:
    """A PNG that says how big it is, with next to nothing behind it: a bomb when somebody unpacks it."""
    head = struct.pack(">IIBBBBB", width, height, depth, color, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(b"\0" * 99)) + chunk(b"IEND", b"")


def deep_png() -> bytes:
    row = b"\0" + b"\xab\xcd" * 3 * 4
    head = struct.pack(">IIBBBBB", 4, 4, 16, 2, 0, 0, 0)
    parts = [chunk(b"IHDR", head), chunk(b"IDAT", zlib.compress(row * 4)), chunk(b"IEND", b"")]
    return b"\x89PNG\r\n\x1a\n" + b"".join(parts)


def moving(kind: str) -> bytes:
    return picture(kind, save_all=True, append_images=[Image.new("RGB", (60, 40), "red")], duration=200)


SVG = b'<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><script>alert(1)</script></svg>'
