"""A part of a question with nothing but an id and a text."""

from dataclasses import dataclass

from courses.quiz.reader import Reader


@dataclass(frozen=True, kw_only=True)
class Labeled:
    """An item to order, or a choice to match."""

    id: str
    text: str

    @classmethod
    def parse(cls, reader: Reader) -> "Labeled":
        """Read one part of the content."""
        return cls(id=reader.id(), text=reader.text("text", required=True))

    def to_json(self) -> dict[str, object]:
        """Return id and text: content and what is shown are the same."""
        return {"id": self.id, "text": self.text}
