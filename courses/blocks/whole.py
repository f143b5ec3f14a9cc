"""Whether a posted form with streams came in whole, and the ids in it."""

import re
from collections.abc import Mapping
from typing import Any, ClassVar
from uuid import UUID, uuid4

from django.utils.translation import gettext_lazy
from wagtail.blocks.base import BlockField

__all__ = ["HALF_FORM", "LastingIds", "is_whole"]

HALF_FORM = gettext_lazy(
    "Het formulier kwam niet heel aan, en is niet bewaard. Laad de pagina opnieuw. Zie je geen velden? Zet dan "
    "JavaScript aan in je browser."
)
IDS = re.compile(r"[A-Za-z0-9-]{0,64}")


def is_whole(data: Mapping[str, Any], readers: Mapping[str, Any]) -> bool:
    """Whether every list says how long it is, and every id is one; `readers` are blocks or widgets by field.

    A page that is open since before an update, or a browser without JavaScript, may send half a form.
    """
    if not all(IDS.fullmatch(str(data[name])) for name in data if name.endswith("-id")):
        return False
    try:
        for name, reader in readers.items():
            reader.value_from_datadict(data, {}, name)
    except (KeyError, ValueError, TypeError):
        return False
    return True


class LastingIds:
    """For a form with streams: what is no id of ours, forged or from elsewhere, comes in as a new one.

    Ids are keys: progress, answers and files of a course refer to them.
    """

    base_fields: ClassVar[dict[str, Any]]

    def __init__(self, data: Any = None, *args: Any, **kwargs: Any) -> None:
        lasting_data = None if data is None else self.with_lasting_ids(data)
        super().__init__(lasting_data, *args, **kwargs)  # type: ignore[call-arg]  # a form stands behind this one

    @classmethod
    def with_lasting_ids(cls, data: Any) -> Any:
        """The posted fields, with an id that lasts on every block and line."""
        streams = tuple(f"{name}-" for name, field in cls.base_fields.items() if isinstance(field, BlockField))
        posted = data.copy()
        for name in data:
            if name.startswith(streams) and name.endswith("-id"):
                posted[name] = lasting(data[name])
        return posted


def lasting(posted: str) -> str:
    """The id as it is stored; a new one for what is none, or not there yet."""
    try:
        return str(UUID(posted))
    except ValueError:
        return str(uuid4())
