"""What all blocks of a screen share: facts, a word of help, and an example in the chooser (DESIGN §4)."""

from collections.abc import Mapping
from typing import Any

from wagtail import blocks

from courses.blocks.examples import EXAMPLES
from courses.blocks.facts import FactBlock

__all__ = ["BEELD", "BELLEN", "DOEN", "TEKST", "ContentBlock", "example_context"]

TEKST, BEELD, DOEN, BELLEN = "Tekst", "Beeld", "Doen", "Bellen"
"""The shelves of the block chooser."""


def example_context(name: str) -> dict[str, Any]:
    """What `courses/blocks/_example.html` shows of the block `name`; an example page of its own goes first."""
    templates = (f"courses/blocks/examples/{name}.html", f"courses/blocks/{name}.html")
    return {"example": EXAMPLES[name], "example_templates": templates}


class ContentBlock(blocks.StructBlock):
    """Base of every block: the facts that it states, for the editors and the check.

    A subclass says in `Meta` its icon, label, group and help text, and gives an example in `courses.blocks.examples`.
    """

    facts = blocks.ListBlock(FactBlock(), required=False, default=[], collapsed=True, label="Feiten en bronnen")

    class Meta:
        preview_template = "courses/blocks/_example.html"

    def get_form_layout(self) -> blocks.BlockGroup:
        """What learners see comes first, the facts behind it last."""
        names = [name for name in self.child_blocks if name != "facts"]
        return blocks.BlockGroup([*names, "facts"])

    def get_description(self) -> str:
        return str(self.meta.help_text)

    def get_preview_context(self, value: Any, parent_context: Mapping[str, Any] | None = None) -> dict[str, Any]:
        return dict(parent_context or {}) | example_context(self.name)
