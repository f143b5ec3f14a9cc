"""Learning paths: courses that go well together, in order (DESIGN §4). Advice, never a lock."""

import uuid
from typing import ClassVar

from django.db import models
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel
from wagtail.admin.panels import FieldPanel, InlinePanel, PageChooserPanel
from wagtail.models import Orderable

from courses.models.manuscript import CoursePage
from courses.page_forms import PathForm

__all__ = ["Path", "PathStep"]


class Path(ClusterableModel):
    """Courses for one kind of volunteer, in the order that makes sense."""

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    title = models.CharField("naam", max_length=120, help_text="Voor wie het is, zoals: Nieuw als beheerder.")
    intro = models.CharField("uitleg", max_length=250, help_text="Eén of twee zinnen: waarom deze cursussen?")
    position = models.PositiveIntegerField("plaats in de lijst", default=10, help_text="Laag komt eerst.")

    panels: ClassVar = [
        FieldPanel("title"),
        FieldPanel("intro"),
        FieldPanel("position"),
        InlinePanel("steps", [PageChooserPanel("page")], heading="Cursussen, in volgorde", label="Cursus", min_num=1),
    ]

    base_form_class: ClassVar = PathForm

    class Meta:
        verbose_name = "leerpad"
        verbose_name_plural = "leerpaden"
        ordering = ["position", "title"]

    def __str__(self) -> str:
        return self.title


class PathStep(Orderable):
    """One course of a path."""

    path = ParentalKey(Path, on_delete=models.CASCADE, related_name="steps")
    # Only a course that was never released can be deleted (`courses.guarding`); nobody misses it in a path.
    page = models.ForeignKey(CoursePage, on_delete=models.CASCADE, related_name="+", verbose_name="cursus")

    class Meta(Orderable.Meta):
        constraints = [models.UniqueConstraint(fields=["path", "page"], name="course_once_per_path")]
