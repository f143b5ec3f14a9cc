"""Own films: nothing is loaded from another site (DESIGN §12)."""

import uuid

from django import forms
from django.db import models
from wagtail.admin.panels import FieldPanel
from wagtail.search import index

from courses.models.manuscript import CourseImage
from courses.uploads import validate_captions, validate_video


class CourseVideo(index.Indexed, models.Model):
    """A film in the manuscript; editions keep their own copy.

    Without captions and transcript it may stand here, but no edition with it is released.
    """

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    title = models.CharField("titel", max_length=150)
    file = models.FileField(
        "film", upload_to="films", validators=[validate_video], help_text="MP4 of WebM, hooguit 200 MB."
    )
    captions = models.FileField(
        "ondertiteling",
        upload_to="films",
        blank=True,
        validators=[validate_captions],
        help_text="Een bestand dat op .vtt eindigt. Zonder ondertiteling kan de cursus niet uit.",
    )
    transcript = models.TextField(
        "uitgeschreven tekst",
        blank=True,
        help_text="Alles wat je hoort en ziet, in gewone tekst. Zonder deze tekst kan de cursus niet uit.",
    )
    poster = models.ForeignKey(
        CourseImage,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name="beeld voor het begin",
    )

    panels = [
        FieldPanel("title"),
        FieldPanel("file"),
        FieldPanel("captions"),
        FieldPanel("transcript"),
        # A plain list: Wagtail starts its own chooser with an inline script, which our policy refuses.
        FieldPanel("poster", widget=forms.Select),
    ]

    search_fields = [index.SearchField("title"), index.AutocompleteField("title")]

    class Meta:
        verbose_name = "film"
        verbose_name_plural = "films"
        ordering = ["title"]

    def __str__(self) -> str:
        return self.title
