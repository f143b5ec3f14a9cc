"""Reading a file that is attached to a PDF; ask only about a PDF that was judged to be ours."""

from io import BytesIO

from pyhanko.pdf_utils.generic import DictionaryObject
from pyhanko.pdf_utils.misc import PdfReadError
from pyhanko.pdf_utils.reader import PdfFileReader

__all__ = ["NotAttached", "attached_file"]


class NotAttached(LookupError):
    """The PDF carries no file of that name."""


def attached_file(pdf: bytes, name: str) -> bytes:
    """Return the bytes of the attachment `name` of a PDF. Raises NotAttached."""
    try:
        # /AF of the catalog (PDF/A-3): a flat list, where the name tree of /EmbeddedFiles may branch.
        specifications = (each.get_object() for each in PdfFileReader(BytesIO(pdf)).root["/AF"])
        found = next(each for each in specifications if str(each["/UF"]) == name)
        return content_of(found)
    except (KeyError, StopIteration, PdfReadError) as error:
        raise NotAttached(name) from error


def content_of(specification: DictionaryObject) -> bytes:
    """The bytes behind a file specification."""
    content: bytes = specification["/EF"]["/F"].data
    return content
