"""From HTML to PDF/A-3a and PDF/UA-1 with WeasyPrint: imported only when something is rendered.

What is tuned here: one fetcher for all, font configuration and style sheet made once per thread (a shared font
configuration corrupts memory), pictures parsed once per thread, and fonts in one file per weight.
"""

import threading
from collections.abc import Sequence
from contextlib import nullcontext
from datetime import datetime
from io import BytesIO
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit
from urllib.request import url2pathname
from xml.etree import ElementTree

import pydyf
import weasyprint
from weasyprint import CSS, HTML
from weasyprint.images import SVGImage
from weasyprint.pdf.stream import Stream
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import FatalURLFetchingError, URLFetcher, URLFetcherResponse

from certificates.qr import QrImage
from certificates.rendering.data import Attachment
from certificates.rendering.glyphs import FONT_FOLDER
from certificates.rendering.page import FOLDER, QR_SOURCE, SIGNATURE_SOURCE
from certificates.rendering.pictures import QrPicture, RecordedPicture, SignaturePicture

STYLE_SHEET: Final = FOLDER / "certificate.css"
PICTURES: Final = tuple(sorted(FOLDER.glob("*.svg")))
OWN_FILES: Final = frozenset([*PICTURES, *FONT_FOLDER.glob("*.ttf")])

# WeasyPrint writes PDF/A or PDF/UA, not both. PDF/A allows the mark of PDF/UA only when the same RDF block
# describes it as an extension (ISO 19005-3, 6.6.2.3).
PDFUA_MARK: Final = b"""\
<rdf:Description rdf:about="" xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/" pdfuaid:part="1"/>\
<rdf:Description rdf:about="" xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/" \
xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#" xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#">\
<pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType="Resource">\
<pdfaSchema:schema>PDF/UA Universal Accessibility Schema</pdfaSchema:schema>\
<pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI>\
<pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix>\
<pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType="Resource">\
<pdfaProperty:name>part</pdfaProperty:name><pdfaProperty:valueType>Integer</pdfaProperty:valueType>\
<pdfaProperty:category>internal</pdfaProperty:category>\
<pdfaProperty:description>Indicates, which part of ISO 14289 standard is followed</pdfaProperty:description>\
</rdf:li></rdf:Seq></pdfaSchema:property></rdf:li></rdf:Bag></pdfaExtension:schemas></rdf:Description>"""
RDF_END: Final = b"</rdf:RDF>"
# What a screen reader says of the link; WeasyPrint puts the address there, 300 characters of it.
LINK_TEXT: Final = "Controleer dit certificaat op de website"


class OwnFilesFetcher(URLFetcher):
    """Gives WeasyPrint our fonts and our pictures and refuses everything else: no network, no other file."""

    def __init__(self) -> None:
        super().__init__(allowed_protocols=("file",), allow_redirects=False, fail_on_errors=True)

    def fetch(self, url: str, headers: dict[str, str] | None = None) -> URLFetcherResponse:
        """Return the file at `url`; raises ValueError for anything that is not a file of ours."""
        address = urlsplit(url)
        path = Path(url2pathname(address.path))
        if address.scheme != "file" or address.netloc or path not in OWN_FILES:
            raise ValueError(f"refused: {url[:200]}")
        return URLFetcherResponse(url, path.read_bytes(), {"Content-Type": _mime_type(path=path)})


class _Kit:
    """What one thread keeps between certificates."""

    def __init__(self) -> None:
        self.fonts = FontConfiguration()
        self.style = CSS(filename=STYLE_SHEET, url_fetcher=_fetcher, font_config=self.fonts)
        # By address, where WeasyPrint looks before it fetches. Recorded from the first certificate on: the first
        # has to have the same bytes as the hundredth.
        self.images: dict[str, Any] = {path.as_uri(): _picture(path=path) for path in PICTURES}

    def sign(self, png: bytes | None) -> None:
        """Put this signature among the pictures, squeezed again only when it is another one."""
        known = self.images.get(SIGNATURE_SOURCE)
        if png is None:
            self.images.pop(SIGNATURE_SOURCE, None)
        elif known is None or known.png != png:
            self.images[SIGNATURE_SOURCE] = SignaturePicture(png=png)


def _picture(*, path: Path) -> RecordedPicture:
    """Return a picture of ours, which has a width and a height, ready to be repeated."""
    tree = ElementTree.fromstring(path.read_bytes())  # noqa: S314  our own file
    resources: dict[str, dict[str, Any]] = {"ExtGState": {}, "XObject": {}, "Pattern": {}, "Shading": {}}
    blank = Stream({}, (0, 0, 0, 0), resources, {}, None, {}, None)
    return RecordedPicture(image=SVGImage(tree, path.as_uri(), _fetcher, None), blank=blank)


_fetcher = OwnFilesFetcher()
_building = threading.Lock()
_of_thread = threading.local()


def write_pdf(
    *,
    html: str,
    qr: QrImage,
    identifier: str,
    made_at: datetime,
    signature: bytes | None = None,
    attachments: Sequence[Attachment] = (),
) -> bytes:
    """Return `html`, dressed by certificate.css, as PDF; the same input gives the same bytes.

    signature is a PNG; made_at, in UTC, is the date in the attachments. Raises OSError when a file of ours is
    missing, the page asks for another, or the signature is not a PNG.
    """
    try:
        kit = _own_kit()
        kit.images[QR_SOURCE] = QrPicture(qr=qr)
        kit.sign(signature)
        files = [_attached(file=file, made_at=made_at) for file in sorted(attachments, key=lambda file: file.name)]
        return _write(html=html, identifier=identifier, kit=kit, files=files)
    except FatalURLFetchingError as error:
        # Not an Exception in WeasyPrint: let through, it would end the worker instead of this one certificate.
        raise OSError(str(error)) from error


def _attached(*, file: Attachment, made_at: datetime) -> weasyprint.Attachment:
    """Return `file` as WeasyPrint wants it; with dates given, or it would write the hour of rendering."""
    made = weasyprint.Attachment(
        string=file.content,
        url_fetcher=_fetcher,
        name=file.name,
        description=file.description,
        relationship=file.relationship,
        created=made_at,
        modified=made_at,
    )
    # The same content, with the type: WeasyPrint guesses that from the name and the machine.
    made.source = nullcontext((BytesIO(file.content), None, None, file.mime_type))
    return made


def _own_kit() -> _Kit:
    """Return the kit of this thread, made at its first certificate."""
    if not hasattr(_of_thread, "kit"):
        # Fontconfig reads its configuration here; one thread at a time costs nothing and takes no chance.
        with _building:
            _of_thread.kit = _Kit()
    kit: _Kit = _of_thread.kit
    return kit


def _write(*, html: str, identifier: str, kit: _Kit, files: list[weasyprint.Attachment]) -> bytes:
    page = HTML(string=html, url_fetcher=_fetcher)
    content: bytes = page.write_pdf(
        stylesheets=[kit.style],
        font_config=kit.fonts,
        cache=kit.images,
        finisher=finish,
        attachments=files,
        pdf_variant="pdf/a-3a",
        pdf_identifier=identifier.encode()[:64],
    )
    return content


def finish(document: Any, pdf: Any) -> None:
    """Put right what WeasyPrint cannot say; called by it before it writes."""
    mark_as_pdfua(document, pdf)
    if "AF" in pdf.catalog:  # each file is in it twice
        pdf.catalog["AF"] = pydyf.Array(dict.fromkeys(pdf.catalog["AF"]))
    height = document.pages[0].height
    for thing in pdf.objects:
        if isinstance(thing, dict) and thing.get("Subtype") == "/Link":
            thing["Contents"] = pydyf.String(LINK_TEXT)
        elif isinstance(thing, dict) and thing.get("S") == "/Figure":
            thing["A"]["BBox"] = _in_points(thing["A"]["BBox"], height=height)


def _in_points(box: Sequence[float], *, height: float) -> pydyf.Array:
    """Return the place of a figure in points from the bottom; WeasyPrint gives CSS pixels from the top."""
    left, top, right, bottom = box
    return pydyf.Array([0.75 * left, 0.75 * (height - bottom), 0.75 * right, 0.75 * (height - top)])


def mark_as_pdfua(document: Any, pdf: Any) -> None:
    """Say in the metadata that the file is PDF/UA-1 too."""
    number = int(pdf.catalog["Metadata"].split()[0])
    metadata = pdf.objects[number].stream
    metadata[0] = metadata[0].replace(RDF_END, PDFUA_MARK + RDF_END)


def _mime_type(*, path: Path) -> str:
    return "image/svg+xml" if path.suffix == ".svg" else "font/ttf"
