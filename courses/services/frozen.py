"""What a release collects: the JSON of the edition, its question versions and its files."""

import hashlib
from dataclasses import dataclass, field
from typing import Any

from courses.models import Question
from courses.quiz import content_hash

__all__ = ["Asset", "Frozen"]


OFFICE = "application/vnd.openxmlformats-officedocument"
EXTENSIONS = {
    "image/svg+xml": "svg",
    "image/webp": "webp",
    "application/pdf": "pdf",
    f"{OFFICE}.wordprocessingml.document": "docx",
    f"{OFFICE}.presentationml.presentation": "pptx",
    "application/vnd.oasis.opendocument.text": "odt",
}


@dataclass(frozen=True)
class Asset:
    """A file to keep: its bytes, their SHA-256 and the media type."""

    sha256: str
    content: bytes
    media_type: str

    @property
    def name(self) -> str:
        """The path in storage, which is also how blocks refer to it."""
        return f"edities/{self.sha256}.{self.extension}"

    @property
    def extension(self) -> str:
        """The ending that a phone knows the file by."""
        return EXTENSIONS.get(self.media_type, "bin")


@dataclass
class Frozen:
    """A course frozen: its JSON, the question versions it uses (key → content), and its files."""

    source: dict[str, Any] = field(default_factory=dict)
    questions: dict[str, dict[str, Any]] = field(default_factory=dict)
    assets: dict[str, Asset] = field(default_factory=dict)
    sources: dict[str, dict[str, str]] = field(default_factory=dict)

    @property
    def content_hash(self) -> str:
        """SHA-256 of keys and content: the same course gives the same hash in another installation."""
        return content_hash(self.source)

    def keep(self, content: bytes, media_type: str) -> Asset:
        """Adds a file once, by its hash."""
        asset = Asset(hashlib.sha256(content).hexdigest(), content, media_type)
        return self.assets.setdefault(asset.sha256, asset)

    def use(self, question: Question) -> dict[str, str]:
        """Adds a bank question and gives the reference to its version."""
        content = question.content()
        self.questions[str(question.key)] = content
        return {"key": str(question.key), "hash": content_hash(content)}
