"""The manuscript: the page tree that editors write in (DESIGN §4). Learners never read it, they read editions."""

import uuid
from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.documents.models import AbstractDocument
from wagtail.fields import StreamField
from wagtail.images.models import AbstractImage, AbstractRendition
from wagtail.models import Page, PagePermissionTester

from accounts.models import User
from courses.blocks import BandBlock, ScreensBlock, SlotsBlock
from courses.copy_forms import ManuscriptCopyForm
from courses.illustrations import choices as illustration_choices
from courses.models.editions import CourseEdition
from courses.page_forms import WholePageForm
from courses.quiz import Policy


class CourseImage(AbstractImage):
    """A photo in the manuscript; editions keep their own copy."""

    admin_form_fields = (
        "title",
        "file",
        "description",
        "focal_point_x",
        "focal_point_y",
        "collection",
        "tags",
    )

    class Meta(AbstractImage.Meta):
        verbose_name = "afbeelding"
        verbose_name_plural = "afbeeldingen"


class CourseRendition(AbstractRendition):
    """A resized copy, made by Wagtail."""

    image = models.ForeignKey(CourseImage, on_delete=models.CASCADE, related_name="renditions")

    class Meta:
        unique_together = (("image", "filter_spec", "focal_point_key"),)


class CourseDocument(AbstractDocument):
    """A file to download, in the manuscript; editions keep their own copy."""

    admin_form_fields = ("title", "file", "collection", "tags")

    class Meta(AbstractDocument.Meta):
        verbose_name = "document"
        verbose_name_plural = "documenten"


class ReleasedPagePermissionTester(PagePermissionTester):
    """Refuses the deletion of a page with editions below it: single and bulk alike (DESIGN §3).

    The editor reads why from `courses.guarding`.
    """

    def can_delete(self, ignore_bulk: bool = False) -> bool:
        return not has_editions(self.page) and super().can_delete(ignore_bulk)

    def can_move(self) -> bool:
        """By Wagtail's own rules: keys go along, and learners read editions."""
        return super().can_delete(ignore_bulk=True)


def has_editions(page: Page) -> bool:
    """Whether `page` is, or holds, a course with an edition; what an editor tried for himself is none."""
    keys = CoursePage.objects.filter(path__startswith=page.path).values("key")
    if isinstance(page.specific_deferred, LessonPage | QuizPage):
        keys = CoursePage.objects.ancestor_of(page).values("key")
    return CourseEdition.objects.filter(course__key__in=keys).exclude(status=CourseEdition.Status.PREVIEW).exists()


class ReleasedPageMixin:
    """Pages that learners' history hangs on by key."""

    base_form_class = WholePageForm
    copy_form_class = ManuscriptCopyForm

    def permissions_for_user(self, user: User) -> PagePermissionTester:
        return ReleasedPagePermissionTester(user, self)


class CourseIndexPage(ReleasedPageMixin, Page):
    """The shelf that the courses stand on."""

    max_count = 1
    subpage_types: ClassVar[list[str]] = ["courses.CoursePage"]
    preview_modes: ClassVar[list[Any]] = []

    class Meta:
        verbose_name = "cursussen"

    def serve(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return HttpResponseRedirect(reverse("courses:catalog"))


class CoursePage(ReleasedPageMixin, Page):
    """A course as editors write it; its children, in order, are the lessons and the quiz."""

    key = models.UUIDField(default=uuid.uuid4, editable=False)
    subtitle = models.CharField("ondertitel", max_length=200)
    for_whom = models.CharField("voor wie", max_length=250)
    intro = models.TextField("inleiding")
    goals = models.TextField("leerdoelen", help_text="Eén per regel. Ze komen op het certificaat.")
    closing = models.TextField("slotwoord", blank=True)
    illustration = models.CharField("tekening", max_length=60, choices=illustration_choices)
    valid_months = models.PositiveIntegerField(
        "certificaat geldig (maanden)", default=24, validators=[MinValueValidator(1), MaxValueValidator(120)]
    )
    all_lessons_required = models.BooleanField("alle lessen moeten gelezen zijn", default=True)

    parent_page_types: ClassVar[list[str]] = ["courses.CourseIndexPage"]
    subpage_types: ClassVar[list[str]] = ["courses.LessonPage", "courses.QuizPage"]
    # The order of its children is the course; they can be dragged at once.
    admin_default_ordering = "ord"
    preview_modes: ClassVar[list[Any]] = []
    exclude_fields_in_copy: ClassVar[list[str]] = ["key"]
    content_panels = [
        *Page.content_panels,
        FieldPanel("subtitle"),
        FieldPanel("for_whom"),
        FieldPanel("intro"),
        FieldPanel("goals"),
        FieldPanel("closing"),
        FieldPanel("illustration"),
        FieldPanel("valid_months"),
        FieldPanel("all_lessons_required"),
    ]

    class Meta:
        verbose_name = "cursus"
        verbose_name_plural = "cursussen"

    def clean(self) -> None:
        """The address of a released course stays: people have the link in WhatsApp, the bank hangs on it."""
        super().clean()
        moved = CourseEdition.objects.filter(course__key=self.key).exclude(course__slug=self.slug)
        # What an editor tried for himself is no edition yet.
        if moved.exclude(status=CourseEdition.Status.PREVIEW).exists():
            raise ValidationError({"slug": _("Het webadres van een uitgegeven cursus blijft zoals het is.")})

    def serve(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return HttpResponseRedirect(reverse("courses:course", args=[self.slug]))

    def goal_list(self) -> list[str]:
        """The goals, one a line."""
        return [line.strip() for line in self.goals.splitlines() if line.strip()]


class LessonPage(ReleasedPageMixin, Page):
    """A lesson: screens in order."""

    key = models.UUIDField(default=uuid.uuid4, editable=False)
    message = models.CharField("de ene boodschap", max_length=250)
    screens = StreamField(ScreensBlock(), verbose_name="schermen")

    parent_page_types: ClassVar[list[str]] = ["courses.CoursePage"]
    subpage_types: ClassVar[list[str]] = []
    exclude_fields_in_copy: ClassVar[list[str]] = ["key"]
    content_panels = [*Page.content_panels, FieldPanel("message"), FieldPanel("screens")]

    class Meta:
        verbose_name = "les"
        verbose_name_plural = "lessen"

    def serve(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return HttpResponseRedirect(reverse("courses:course", args=[self.get_parent().slug]))

    def get_preview_template(self, request: HttpRequest, mode_name: str) -> str:
        return "courses/lesson_preview.html"


class QuizPage(ReleasedPageMixin, Page):
    """A quiz: what it asks and by which rules."""

    key = models.UUIDField(default=uuid.uuid4, editable=False)
    intro = models.TextField("inleiding", blank=True)
    slots = StreamField(SlotsBlock(), verbose_name="vragen", blank=True)
    pass_mark = models.PositiveIntegerField(
        "geslaagd vanaf (procent)", default=75, validators=[MinValueValidator(1), MaxValueValidator(100)]
    )
    shuffle_questions = models.BooleanField("vragen in wisselende volgorde", default=False)
    counts = models.BooleanField("telt mee voor het certificaat", default=True)
    feedback = models.CharField(
        "uitleg bij de vragen",
        max_length=10,
        choices=[("end", "na het inleveren (toets)"), ("each", "meteen na elke vraag (oefenen)")],
        default="end",
    )
    max_tries = models.PositiveIntegerField(
        "keer proberen per vraag",
        default=3,
        validators=[MinValueValidator(1), MaxValueValidator(10)],
        help_text="Alleen bij oefenen.",
    )
    penalty = models.PositiveIntegerField(
        "aftrek per foute poging (procent)",
        default=0,
        validators=[MaxValueValidator(100)],
        help_text="Alleen bij oefenen. 0 = geen aftrek.",
    )
    max_attempts = models.PositiveIntegerField(
        "hoe vaak mag het",
        default=0,
        validators=[MaxValueValidator(50)],
        help_text="0 = zo vaak als je wilt. Wie meer wil, schrijft waarom en krijgt nog een poging.",
    )
    wait_minutes = models.PositiveIntegerField(
        "wachten tot de volgende poging (minuten)",
        default=0,
        validators=[MaxValueValidator(60 * 24 * 14)],
        help_text="0 = meteen. Wachten helpt om eerst de uitleg te lezen.",
    )
    time_limit_minutes = models.PositiveIntegerField(
        "tijd (minuten)",
        default=0,
        validators=[MaxValueValidator(600)],
        help_text="0 = zo lang je wilt. Kies ruim: reken op twee minuten per vraag.",
    )
    bands = StreamField([("band", BandBlock())], verbose_name="slotzinnen", blank=True)

    parent_page_types: ClassVar[list[str]] = ["courses.CoursePage"]
    subpage_types: ClassVar[list[str]] = []
    preview_modes: ClassVar[list[Any]] = []
    exclude_fields_in_copy: ClassVar[list[str]] = ["key"]
    content_panels = [
        *Page.content_panels,
        FieldPanel("intro"),
        FieldPanel("slots"),
        MultiFieldPanel(
            [FieldPanel("pass_mark"), FieldPanel("counts"), FieldPanel("shuffle_questions")], heading="Slagen"
        ),
        MultiFieldPanel(
            [FieldPanel("max_attempts"), FieldPanel("wait_minutes"), FieldPanel("time_limit_minutes")],
            heading="Hoe vaak en hoe lang",
        ),
        MultiFieldPanel(
            [FieldPanel("feedback"), FieldPanel("max_tries"), FieldPanel("penalty")], heading="Uitleg en oefenen"
        ),
        FieldPanel("bands"),
    ]

    class Meta:
        verbose_name = "toets"
        verbose_name_plural = "toetsen"

    def serve(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return HttpResponseRedirect(reverse("courses:course", args=[self.get_parent().slug]))

    def policy(self) -> Policy:
        """The rules that attempts copy."""
        return Policy(**{name: getattr(self, name) for name in Policy.__dataclass_fields__})
