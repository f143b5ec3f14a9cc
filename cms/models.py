"""The home page: the root of the manuscript. Its address is a plain view (cms.views.home)."""

from typing import Any, ClassVar

from wagtail.models import Page

from courses.models.manuscript import ReleasedPageMixin


class HomePage(ReleasedPageMixin, Page):
    """The front of the site; what it shows comes from the editions."""

    max_count = 1
    parent_page_types: ClassVar[list[str]] = ["wagtailcore.Page"]
    subpage_types: ClassVar[list[str]] = ["courses.CourseIndexPage"]
    preview_modes: ClassVar[list[Any]] = []

    class Meta:
        verbose_name = "voorpagina"
