"""One JSON text for one meaning, so that equal content has an equal hash everywhere (DESIGN §4)."""

import hashlib
import json
import re
import unicodedata
from collections.abc import Mapping

_SURROGATE = re.compile("[\ud800-\udfff]")


def canonical_json(obj: object) -> str:
    """Write JSON with sorted keys, no spaces, real characters and every text in NFC.

    Takes what JSON knows, without floats (they are not exact; write a text or an integer).
    Raises TypeError for another type and ValueError for a text that is not Unicode or keys that coincide.
    """
    return json.dumps(_normalized(obj), sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def content_hash(obj: object) -> str:
    """Return the SHA-256 of `canonical_json(obj)` in UTF-8, as 64 hexadecimal digits."""
    return hashlib.sha256(canonical_json(obj).encode()).hexdigest()


def _normalized(obj: object) -> object:
    """Return the same value built of plain dict, list, str, int, bool and None only."""
    if obj is None or isinstance(obj, bool | int):
        return obj
    if isinstance(obj, str):
        return _text(obj)
    if isinstance(obj, Mapping):
        return _object(obj)
    if isinstance(obj, list | tuple):
        return [_normalized(item) for item in obj]
    raise TypeError(f"{type(obj).__name__} has no canonical JSON")


def _text(value: str) -> str:
    if _SURROGATE.search(value):
        raise ValueError("half a surrogate pair is not a text")
    return unicodedata.normalize("NFC", value)


def _object(value: Mapping[object, object]) -> dict[str, object]:
    result: dict[str, object] = {}
    for name, item in value.items():
        if not isinstance(name, str):
            raise TypeError("a key of canonical JSON is a text")
        result[_text(name)] = _normalized(item)
    if len(result) != len(value):
        raise ValueError("two keys are the same text")
    return result
