"""What a release collects: the JSON of the edition, its question versions and its files."""

from dataclasses import dataclass, field
from typing import Any, Self

from courses.assets import Asset, asset_of
from courses.models import CourseEdition, Question
from courses.quiz import content_hash

__all__ = ["Asset", "Frozen"]


@dataclass
class Frozen:
    """A course frozen: its JSON, the question versions it uses (key → content), and its files.

    With `drafts` it takes what editors wrote last, published or not: for their own preview, never for a release.
    """

    source: dict[str, Any] = field(default_factory=dict)
    questions: dict[str, dict[str, Any]] = field(default_factory=dict)
    assets: dict[str, Asset] = field(default_factory=dict)
    sources: dict[str, dict[str, str]] = field(default_factory=dict)
    drafts: bool = False

    @classmethod
    def of(cls, edition: CourseEdition) -> Self:
        """What `edition` was frozen from; its files are kept already."""
        questions = {str(version.question_key): version.content for version in edition.questions.all()}
        return cls(source=edition.source, questions=questions)

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

    def newest(self, row: Any) -> Any:
        """A page or question as this freezing takes it: as it is published, or as it was written last."""
        return row.get_latest_revision_as_object() if self.drafts and row.latest_revision_id else row

    def may_use(self, question: Question | None) -> bool:
        """Whether a chosen question can be part of this."""
        return question is not None and (question.live or self.drafts)

    def use(self, question: Question) -> dict[str, str]:
        """Adds a bank question with its files, and gives the reference to its version."""
        question = self.newest(question)
        content = question.content()
        child = question.body[0]
        for asset in child.block.assets(child.value):
            self.add(asset)
        self.questions[str(question.key)] = content
        return {"key": str(question.key), "hash": content_hash(content)}
