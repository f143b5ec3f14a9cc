"""The home page, which is the root of the manuscript, and how people reach the foundation."""

from typing import Any, ClassVar

from django.core.validators import RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.contrib.settings.models import BaseGenericSetting, register_setting
from wagtail.models import Page

from courses.models.manuscript import ReleasedPageMixin


class HomePage(ReleasedPageMixin, Page):
    """The front of the site (its address is a plain view, cms.views.home); what it shows comes from the editions."""

    max_count = 1
    parent_page_types: ClassVar[list[str]] = ["wagtailcore.Page"]
    subpage_types: ClassVar[list[str]] = ["courses.CourseIndexPage"]
    preview_modes: ClassVar[list[Any]] = []

    class Meta:
        verbose_name = "voorpagina"


@register_setting(icon="mail")
class Contact(BaseGenericSetting):
    """Where people reach the foundation; `/hulp/` and `security.txt` show what is filled in.

    Read it with `Contact.current()`: Wagtail's own `load` makes the row at the first look, and a GET writes
    nothing (DESIGN §6).
    """

    email = models.EmailField(
        _("e-mailadres"), blank=True, help_text=_("Hier komen vragen van deelnemers binnen. Iedereen kan het lezen.")
    )
    phone = models.CharField(
        _("telefoonnummer"),
        max_length=20,
        blank=True,
        validators=[RegexValidator(r"^\+?[0-9 ()-]{3,}$", _("Vul een telefoonnummer in, zoals 010 123 45 67."))],
        help_text=_("Alleen als er ook echt iemand opneemt."),
    )

    class Meta:
        verbose_name = _("contact met de stichting")

    def __str__(self) -> str:
        return "contact met de stichting"

    @classmethod
    def current(cls) -> "Contact":
        """The contact, or an empty one that is not in the database."""
        return cls._default_manager.first() or cls()

    @property
    def dial(self) -> str:
        """The number as a `tel:` link wants it: digits, and the plus of a country (without the zero of an area)."""
        phone = self.phone.replace("(0)", "") if self.phone.startswith("+") else self.phone
        return "".join(sign for sign in phone if sign.isdecimal() or sign == "+")
