"""Snippets: the question bank, its categories, the sources and the numbers to call (DESIGN §4)."""

import re
import uuid
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.http import HttpRequest
from django.utils.translation import gettext as _
from modelcluster.contrib.taggit import ClusterTaggableManager
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel
from taggit.models import TaggedItemBase
from wagtail.admin.panels import FieldPanel
from wagtail.fields import StreamField
from wagtail.models import (
    DraftStateMixin,
    LockableMixin,
    PreviewableMixin,
    RevisionMixin,
    WorkflowMixin,
)
from wagtail.search import index

from courses.blocks import FactBlock, QuestionBlock
from courses.page_forms import QuestionModelForm
from courses.quiz import InvalidQuestion, content_hash, parse_question

NUMBER = re.compile(r"[+(]?[0-9][0-9 ()-]*( ?\+ ?netnummer)?")
"""A number to call; that of a municipality is 14 and its area code."""


class Category(index.Indexed, models.Model):  # type: ignore[django-manager-missing]  # questions: modelcluster has no types
    """What a question is about; a quiz draws by category."""

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    course_slug = models.SlugField("cursus")
    slug = models.SlugField("korte naam")
    name = models.CharField("naam", max_length=120)

    panels = [
        FieldPanel("course_slug", help_text="Het laatste stukje van het webadres van de cursus, zoals saar."),
        FieldPanel("slug", help_text="Klein en zonder spaties, zoals signaleren."),
        FieldPanel("name", help_text="Zoals collega’s de categorie zien, bijvoorbeeld: Signaleren."),
    ]

    # What choosers search in.
    search_fields = [index.SearchField("name"), index.AutocompleteField("name"), index.AutocompleteField("course_slug")]

    class Meta:
        verbose_name = "categorie"
        verbose_name_plural = "categorieën"
        ordering = ["course_slug", "slug"]
        constraints = [models.UniqueConstraint(fields=["course_slug", "slug"], name="category_once_per_course")]

    def __str__(self) -> str:
        return f"{self.course_slug}: {self.name}"


class Source(index.Indexed, models.Model):
    """Where a fact comes from."""

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    title = models.CharField("titel", max_length=250)
    url = models.URLField("adres", max_length=500, blank=True)
    role = models.CharField("waarvoor we deze bron gebruiken", max_length=250, blank=True)
    checked_on = models.DateField("nagekeken op", null=True, blank=True)
    checked_by_role = models.CharField("nagekeken door (functie, geen naam)", max_length=120, blank=True)

    panels = [
        FieldPanel("title"),
        FieldPanel("url"),
        FieldPanel("role"),
        FieldPanel("checked_on"),
        FieldPanel("checked_by_role"),
    ]

    search_fields = [index.SearchField("title"), index.AutocompleteField("title")]

    class Meta:
        verbose_name = "bron"
        verbose_name_plural = "bronnen"
        ordering = ["title"]

    def __str__(self) -> str:
        return self.title

    def frozen(self) -> dict[str, str]:
        """What an edition keeps of it."""
        return {
            "key": str(self.key),
            "title": self.title,
            "url": self.url,
            "checked_on": self.checked_on.isoformat() if self.checked_on else "",
        }


class Meldpunt(index.Indexed, models.Model):
    """A number to call, kept in one place for all courses."""

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    name = models.CharField("naam", max_length=120)
    number = models.CharField("nummer", max_length=30, blank=True)
    when = models.CharField("wanneer bel je", max_length=250)
    source = models.ForeignKey(Source, null=True, blank=True, on_delete=models.PROTECT, verbose_name="bron")

    panels = [FieldPanel("name"), FieldPanel("number"), FieldPanel("when"), FieldPanel("source", widget=forms.Select)]

    search_fields = [index.SearchField("name"), index.AutocompleteField("name"), index.AutocompleteField("number")]

    class Meta:
        verbose_name = "meldpunt"
        verbose_name_plural = "meldpunten"
        ordering = ["name"]

    def __str__(self) -> str:
        return f"{self.name} {self.number}".strip()

    def clean(self) -> None:
        """Refuses what nobody can dial: learners press this in an emergency."""
        super().clean()
        if self.number and not NUMBER.fullmatch(self.number):
            words = _("Schrijf alleen het nummer, met cijfers, spaties en streepjes. Bijvoorbeeld 0900-8844.")
            raise ValidationError({"number": words})

    def frozen(self) -> dict[str, str]:
        """What an edition keeps of it."""
        return {"key": str(self.key), "name": self.name, "number": self.number, "when": self.when}


class QuestionTag(TaggedItemBase):
    """A free label on a bank question."""

    content_object = ParentalKey("courses.Question", on_delete=models.CASCADE, related_name="tagged_items")


class Question(
    WorkflowMixin,
    DraftStateMixin,
    LockableMixin,
    RevisionMixin,
    PreviewableMixin,
    index.Indexed,
    ClusterableModel,
):
    """A question of the bank; its body holds exactly one block, which is its type."""

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    title = models.CharField("korte titel, alleen voor redacteuren", max_length=150)
    category = models.ForeignKey(Category, on_delete=models.PROTECT, related_name="questions", verbose_name="categorie")
    is_practice = models.BooleanField("alleen om te oefenen", default=False)
    screen_key = models.UUIDField("scherm met de uitleg", null=True, blank=True)
    idnumber = models.CharField(
        "kenmerk", max_length=100, blank=True, help_text="Van een vraag die uit een bestand komt. Mag leeg blijven."
    )
    tags = ClusterTaggableManager(through=QuestionTag, blank=True, verbose_name="labels")
    body = StreamField(QuestionBlock(), verbose_name="vraag")
    facts = StreamField([("fact", FactBlock())], verbose_name="feiten en bronnen", blank=True)

    panels = [
        FieldPanel("title"),
        # A plain list: Wagtail starts its own chooser with an inline script, which our policy refuses.
        FieldPanel("category", widget=forms.Select),
        FieldPanel("is_practice"),
        FieldPanel("body"),
        FieldPanel("facts"),
        FieldPanel("tags"),
        FieldPanel("idnumber"),
    ]
    search_fields = [
        index.SearchField("title"),
        index.FilterField("category_id"),
        index.AutocompleteField("title"),
    ]
    preview_template: ClassVar[str] = "courses/question_preview.html"
    base_form_class: ClassVar[Any] = QuestionModelForm

    class Meta:
        verbose_name = "vraag"
        verbose_name_plural = "vragen"
        ordering = ["category", "title"]
        constraints = [
            models.UniqueConstraint(
                fields=["idnumber"],
                condition=~Q(idnumber=""),
                name="question_idnumber_once",
                violation_error_message="Een andere vraag heeft dit kenmerk al.",
            )
        ]

    def __str__(self) -> str:
        return self.title

    def content(self) -> dict[str, Any]:
        """The engine's JSON of the one block in `body`; raises InvalidQuestion when it cannot be asked."""
        if not self.body:
            raise InvalidQuestion("empty")
        child = self.body[0]
        return parse_question(child.block.content(child.value)).to_json()

    def content_hash(self) -> str:
        """SHA-256 of `content()`: equal content is the same version."""
        return content_hash(self.content())

    def get_preview_template(self, request: HttpRequest, mode_name: str) -> str:
        return self.preview_template
