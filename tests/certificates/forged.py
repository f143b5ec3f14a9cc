"""Files as forgers, printers and broken connections make them, from what we sealed. All people in them are invented."""

import io
import subprocess
import zlib

from asn1crypto import pem, x509
from asn1crypto.keys import PrivateKeyInfo
from pyhanko.pdf_utils.generic import DictionaryObject, NumberObject, pdf_name, pdf_string
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign.fields import InvisSigSettings, SigFieldSpec, SigSeedSubFilter
from pyhanko.sign.signers import PdfSignatureMetadata, PdfSigner, SimpleSigner
from pyhanko_certvalidator.registry import SimpleCertificateStore
from pypdf import PdfWriter
from pypdf.annotations import FreeText

from certificates.signing.keys import write_key
from tests.certificates.keys import SealKey

SCRIPT = "app.alert('Dit certificaat is echt');"


def flipped(pdf: bytes, *, at: int = 5000) -> bytes:
    """One bit of it is another."""
    return pdf[:at] + bytes([pdf[at] ^ 1]) + pdf[at + 1 :]


def resaved(pdf: bytes) -> bytes:
    """Opened and saved by another program: every object is there, every byte is elsewhere."""
    return _written(PdfWriter(clone_from=io.BytesIO(pdf)))


def with_free_text(pdf: bytes, name: str = "Piet Vervalser") -> bytes:
    """Another name in a white box over the one that is printed, behind the sealed bytes."""
    writer = PdfWriter(io.BytesIO(pdf), incremental=True)
    note = FreeText(text=name, rect=(60, 300, 500, 360), background_color="ffffff", border_color=None)
    writer.add_annotation(page_number=0, annotation=note)
    return _written(writer)


def with_extra_object(pdf: bytes) -> bytes:
    """An object that nothing refers to, behind the sealed bytes."""
    writer = IncrementalPdfFileWriter(io.BytesIO(pdf))
    writer.add_object(DictionaryObject({pdf_name("/Onschuldig"): NumberObject(1)}))
    target = io.BytesIO()
    writer.write(target)
    return target.getvalue()


def with_javascript(pdf: bytes) -> bytes:
    """A script that runs when the file is opened, behind the sealed bytes."""
    writer = IncrementalPdfFileWriter(io.BytesIO(pdf))
    action = DictionaryObject({pdf_name("/S"): pdf_name("/JavaScript"), pdf_name("/JS"): pdf_string(SCRIPT)})
    writer.root[pdf_name("/OpenAction")] = writer.add_object(action)
    writer.update_root()
    target = io.BytesIO()
    writer.write(target)
    return target.getvalue()


def sealed_twice(pdf: bytes, other: SealKey) -> bytes:
    """A second signature over a file whose seal forbids that."""

    class Careless(PdfSigner):
        def _enforce_certification_constraints(self, reader: object) -> None:
            """A forger does not ask."""

    signer = Careless(
        PdfSignatureMetadata(field_name="Tweede", subfilter=SigSeedSubFilter.PADES),
        signer=_simple_signer(other),
        new_field_spec=SigFieldSpec("Tweede", invis_sig_settings=InvisSigSettings(box_out_of_bounds=True)),
    )
    result: io.BytesIO = signer.sign_pdf(IncrementalPdfFileWriter(io.BytesIO(pdf)))
    return result.getvalue()


def printed(pdf: bytes) -> bytes:
    """What a printer driver makes of it: the same page, another file."""
    return subprocess.run(["pdftocairo", "-pdf", "-", "-"], input=pdf, capture_output=True, check=True).stdout


def encrypted(pdf: bytes) -> bytes:
    """With a password."""
    writer = PdfWriter(clone_from=io.BytesIO(pdf))
    writer.encrypt("geheim", algorithm="AES-256")
    return _written(writer)


def filled_up(pdf: bytes) -> bytes:
    """Something hidden in the zeros that fill the room of the seal, which no signature covers."""
    end = pdf.rindex(b"0>")
    return pdf[: end - 8] + b"CAFE0000" + pdf[end:]


def stripped(pdf: bytes) -> bytes:
    """The same length, but the form that holds the seal has another name: a reader finds no seal."""
    return pdf.replace(b"/AcroForm", b"/AcroForn")


def deep(levels: int = 900_000) -> bytes:
    """A list in a list in a list: readers that call themselves fall over it."""
    return _file(b"<< /Type /Catalog /Pages 2 0 R /AcroForm " + b"[" * levels + b"]" * levels + b" >>")


def circular() -> bytes:
    """A field of a form that is its own child."""
    catalog = b"<< /Type /Catalog /Pages 2 0 R /AcroForm << /Fields [2 0 R] >> >>"
    return _file(catalog, b"<< /T (a) /FT /Sig /Kids [2 0 R] >>")


def bomb(megabytes: int = 1500) -> bytes:
    """A list of objects of 1500 MB in a file of 1.5 MB."""
    squeezer = zlib.compressobj(9)
    zeros = bytes(1024 * 1024)
    packed = b"".join(squeezer.compress(zeros) for _ in range(megabytes)) + squeezer.flush()
    size = megabytes * 1024 * 1024 // 4
    head = b"%PDF-1.7\n"
    words = f"/Type /XRef /W [1 2 1] /Size {size} /Root 1 0 R /Filter /FlateDecode /Length {len(packed)}"
    body = b"3 0 obj\n<< " + words.encode() + b" >>\nstream\n" + packed + b"\nendstream\nendobj\n"
    return head + body + b"startxref\n%d\n%%%%EOF\n" % len(head)


def many_tables(number: int = 20_000) -> bytes:
    """A file that was changed twenty thousand times, says the file."""
    content = bytearray(_file(b"<< /Type /Catalog /Pages 2 0 R >>"))
    before = content.rindex(b"xref\n0")
    for _ in range(number):
        here = len(content)
        content += b"xref\n0 0\ntrailer\n<< /Size 3 /Root 1 0 R /Prev %d >>\nstartxref\n%d\n%%%%EOF\n" % (before, here)
        before = here
    return bytes(content)


def scripted_only() -> bytes:
    """A file of nobody with a script in it."""
    action = b"<< /S /JavaScript /JS (" + SCRIPT.encode() + b") >>"
    return _file(b"<< /Type /Catalog /Pages 2 0 R /OpenAction " + action + b" >>")


def _simple_signer(seal_key: SealKey) -> SimpleSigner:
    parts = [(kind, der) for kind, _, der in pem.unarmor(write_key(seal_key.key), multiple=True)]
    key = next(der for kind, der in parts if kind == "PRIVATE KEY")
    leaf, *others = [x509.Certificate.load(der) for kind, der in parts if kind == "CERTIFICATE"]
    store = SimpleCertificateStore()
    store.register_multiple(others)
    return SimpleSigner(signing_cert=leaf, signing_key=PrivateKeyInfo.load(key), cert_registry=store)


def _written(writer: PdfWriter) -> bytes:
    target = io.BytesIO()
    writer.write(target)
    return target.getvalue()


def _file(*objects: bytes) -> bytes:
    """A PDF with these objects, the first of them the catalog."""
    content, places = bytearray(b"%PDF-1.7\n"), []
    for number, each in enumerate(objects, start=1):
        places.append(len(content))
        content += b"%d 0 obj\n%s\nendobj\n" % (number, each)
    start = len(content)
    content += b"xref\n0 %d\n0000000000 65535 f \n" % (len(places) + 1)
    content += b"".join(b"%010d 00000 n \n" % place for place in places)
    content += b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(places) + 1, start)
    return bytes(content)
