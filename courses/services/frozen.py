"""What a release collects: the JSON of the edition, its question versions and its files."""

from dataclasses import dataclass, field
from typing import Any

from courses.assets import Asset, asset_of
from courses.models import Question
from courses.quiz import content_hash

__all__ = ["Asset", "Frozen"]


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
        return self.add(asset_of(content, media_type))

    def add(self, asset: Asset) -> Asset:
        """Adds a file that already has its name."""
        return self.assets.setdefault(asset.sha256, asset)

    def use(self, question: Question) -> dict[str, str]:
        """Adds a bank question with its files, and gives the reference to its version."""
        content = question.content()
        child = question.body[0]
        for asset in child.block.assets(child.value):
            self.add(asset)
        self.questions[str(question.key)] = content
        return {"key": str(question.key), "hash": content_hash(content)}
