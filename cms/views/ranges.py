"""Parts of a file: a phone plays a film only when it may ask for it piece by piece (RFC 9110, section 14)."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from django.core.files import File
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase

__all__ = ["part_of"]

ONE_RANGE = re.compile(r"bytes=(\d{0,15})-(\d{0,15})", re.ASCII)
PIECE = 64 * 1024


@dataclass
class Part:
    """`length` bytes of a file from `start` on; Django closes it when the answer is sent."""

    file: File[bytes]
    start: int
    length: int

    def __iter__(self) -> Iterator[bytes]:
        self.file.seek(self.start)
        left = self.length
        while left > 0 and (piece := self.file.read(min(PIECE, left))):
            left -= len(piece)
            yield piece

    def close(self) -> None:
        self.file.close()


def part_of(request: HttpRequest, file: File[bytes], content_type: str) -> HttpResponseBase | None:
    """The one part of `file` that was asked for; None when the whole is the answer."""
    asked = asked_bounds(request)
    if asked is None:
        return None
    size = file.size
    first, last = (max(size - asked[1], 0), size - 1) if asked[0] is None else (asked[0], min(asked[1], size - 1))
    if first > last:
        file.close()
        return HttpResponse(status=416, headers={"Content-Range": f"bytes */{size}"})
    part = Part(file, first, last - first + 1)
    headers = {"Content-Length": str(part.length), "Content-Range": f"bytes {first}-{last}/{size}"}
    return StreamingHttpResponse(part, status=206, content_type=content_type, headers=headers)


def asked_bounds(request: HttpRequest) -> tuple[int | None, int] | None:
    """First and last byte that a browser wants, or None and how many at the end; None for the whole file.

    What is no range, several at once, and a part of what may have changed since (`If-Range`) is the whole file.
    """
    asked = ONE_RANGE.fullmatch(request.headers.get("Range", "").strip())
    if asked is None or request.method != "GET" or "If-Range" in request.headers:
        return None
    first, last = asked.groups()
    if not first:
        return (None, int(last)) if last else None
    end = int(last) if last else 10**15
    return (int(first), end) if end >= int(first) else None
