"""*Kopiëren* of a page of the manuscript, on Wagtail's own page."""

from typing import Any

from wagtail.admin.forms.pages import CopyForm

__all__ = ["ManuscriptCopyForm"]


class ManuscriptCopyForm(CopyForm):
    """Without aliases: a page that keeps copying another has its keys, and two pages with one key are one lesson."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields.pop("alias", None)
