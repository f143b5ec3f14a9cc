"""Writing TOML as the written courses read: every list of more than a few words over several lines.

    toml_text({"title": "SAAR", "sources": [{"id": "9"}]}, tables={"sources"})

`tables` names the lists that become `[[…]]`; every other list of tables is written inside, one table a line. A table of
its own becomes `[…]`, unless it stands inside another list. `tomllib.loads` of the text gives the same values back.
"""

import re
from collections.abc import Collection, Mapping
from typing import Any

__all__ = ["toml_text"]

WIDEST = 100
"""A list of plain values that is longer goes over several lines."""
BARE = re.compile(r"[A-Za-z0-9_-]+")
ESCAPED = {"\\": "\\\\", "\b": "\\b", "\f": "\\f", "\r": "\\r"}


def toml_text(table: Mapping[str, Any], *, tables: Collection[str]) -> str:
    """The text of a file."""
    return "\n".join(lines_of(table, "", tables)) + "\n"


def lines_of(table: Mapping[str, Any], path: str, tables: Collection[str]) -> list[str]:
    """First the plain values, then the tables below it, as TOML wants."""
    below = [name for name, value in table.items() if is_below(name, value, path, tables)]
    lines = [f"{key_text(name)} = {value_text(value)}" for name, value in table.items() if name not in below]
    for name in below:
        lines += headed(table[name], f"{path}{key_text(name)}", tables)
    return lines


def is_below(name: str, value: Any, path: str, tables: Collection[str]) -> bool:
    """Whether a value gets a heading: a table of the file itself, or a list of tables that is named so."""
    return (isinstance(value, Mapping) and not path) or (name in tables and bool(value))


def headed(value: Any, path: str, tables: Collection[str]) -> list[str]:
    """A table under its heading, or each of a list under its own."""
    if isinstance(value, Mapping):
        return ["", f"[{path}]", *lines_of(value, f"{path}.", tables)]
    return [line for row in value for line in ("", f"[[{path}]]", *lines_of(row, f"{path}.", tables))]


def value_text(value: Any, *, is_inside: bool = False) -> str:
    """One value; `is_inside` for what has to stay on its line."""
    if isinstance(value, str):
        return string_text(value, is_inside=is_inside)
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return str(value)
    if isinstance(value, Mapping):
        pairs = ", ".join(f"{key_text(name)} = {value_text(child, is_inside=True)}" for name, child in value.items())
        return f"{{ {pairs} }}" if pairs else "{}"
    return list_text(value, is_inside=is_inside)


def list_text(values: Any, *, is_inside: bool) -> str:
    """A list on one line, or with one value a line."""
    texts = [value_text(value, is_inside=True) for value in values]
    line = f"[{', '.join(texts)}]"
    is_short = len(line) <= WIDEST and not any(isinstance(value, Mapping) for value in values)
    return line if is_inside or is_short else "\n".join(["[", *(f"  {text}," for text in texts), "]"])


def string_text(text: str, *, is_inside: bool) -> str:
    """A string in quotes; one with several lines as it reads, between triple quotes."""
    if "\n" not in text or is_inside:
        return '"' + escaped(text).replace('"', '\\"').replace("\n", "\\n") + '"'
    return (
        '"""\n'
        + escaped(text).replace('"""', '""\\"').removesuffix('"')
        + ('\\"' if text.endswith('"') else "")
        + '"""'
    )


def escaped(text: str) -> str:
    """Without what no TOML string may hold as it is; quotes and line ends are left."""
    text = re.sub(r"[\\\b\f\r]", lambda found: ESCAPED[found[0]], text)
    return re.sub(r"[\x00-\x08\x0b\x0e-\x1f\x7f]", lambda found: f"\\u{ord(found[0]):04x}", text)


def key_text(name: str) -> str:
    return name if BARE.fullmatch(name) else value_text(name)
