"""The illustrations of the house style: our own SVG files in this folder, named by their file name."""

from functools import cache
from pathlib import Path

FOLDER = Path(__file__).parent

__all__ = ["choices", "svg"]


def choices() -> list[tuple[str, str]]:
    """(name, name in words) of every illustration, for an editor's list."""
    return [(path.stem, path.stem.replace("-", " ").capitalize()) for path in sorted(FOLDER.glob("*.svg"))]


@cache
def svg(name: str) -> str:
    """The SVG text of `name`; raises KeyError when there is no such illustration."""
    path = FOLDER / f"{name}.svg"
    if path.parent != FOLDER or not path.is_file():
        raise KeyError(name)
    return path.read_text(encoding="utf-8")
