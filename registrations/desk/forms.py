"""Forms of the register in `/beheer/`: a group with its postcodes, a beat with its areas as lines of text."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.forms.models import WagtailAdminModelForm

from accounts.models import User
from accounts.roles import Role
from registrations import services
from registrations.codes import read_ranges
from registrations.models import Beat, Group

__all__ = ["BeatForm", "GroupForm"]

MAX_TEXT = 4000


def lines(label: Any, help_text: Any) -> forms.CharField:
    """A box for one thing per line; lines are quicker to fill from a mail than rows of fields."""
    widget = forms.Textarea(attrs={"rows": 5})
    return forms.CharField(label=label, help_text=help_text, required=False, max_length=MAX_TEXT, widget=widget)


class RangesMixin(forms.Form):
    """A box of postcodes; `cleaned_data["postcodes"]` is the list of (first, last)."""

    def clean_postcodes(self) -> list[tuple[str, str]]:
        try:
            return read_ranges(self.cleaned_data["postcodes"])
        except ValueError as error:
            raise ValidationError(str(error)) from None


class GroupForm(RangesMixin, WagtailAdminModelForm):
    """A group of the register. Saving goes through the service, which writes the audit row."""

    postcodes = lines(gettext_lazy("Postcodes"), gettext_lazy("Een per regel: 2711, 2711 AB of 2711 AA - 2711 CZ."))

    class Meta:
        model = Group
        fields = ["number", "name", "kind", "place", "municipality", "status"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.initial["postcodes"] = "\n".join(str(part) for part in self.instance.postcodes.all())

    def save(self, commit: bool = True) -> Group:
        ranges = self.cleaned_data["postcodes"]
        return services.save_group(group=self.instance, ranges=ranges, by=self.for_user, now=timezone.now())


class BeatForm(RangesMixin, WagtailAdminModelForm):
    """The beat of one wijkagent: municipalities and postcodes, at least one of them."""

    municipalities = lines(
        gettext_lazy("Gemeenten"), gettext_lazy("Een per regel. De wijkagent ziet alle groepen in de gemeente.")
    )
    postcodes = lines(gettext_lazy("Postcodes"), gettext_lazy("Een per regel: 2711, 2711 AB of 2711 AA - 2711 CZ."))

    class Meta:
        model = Beat
        fields = ["user", "name"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        free = Q(beat__isnull=True) | Q(beat__pk=self.instance.pk) if self.instance.pk else Q(beat__isnull=True)
        officers = User.objects.filter(free, groups__name=Role.OFFICER, is_active=True)
        self.fields["user"] = forms.ModelChoiceField(officers.order_by("name", "email"), label=_("Wijkagent"))
        if self.instance.pk:
            areas = list(self.instance.areas.all())
            self.initial["municipalities"] = "\n".join(area.municipality for area in areas if area.municipality)
            self.initial["postcodes"] = "\n".join(str(area) for area in areas if not area.municipality)

    def clean_municipalities(self) -> list[str]:
        """The names as the register spells them: another spelling would be an area without groups."""
        names = Group.objects.order_by().values_list("municipality", flat=True).distinct()
        known = {name.casefold(): name for name in names}
        wanted = [line.strip() for line in self.cleaned_data["municipalities"].splitlines() if line.strip()]
        if unknown := [name for name in wanted if name.casefold() not in known]:
            sentence = _("In deze gemeente kennen we geen groep: %(names)s. Kijk hoe je de naam schrijft.")
            raise ValidationError(sentence % {"names": ", ".join(unknown)[:200]})
        return list(dict.fromkeys(known[name.casefold()] for name in wanted))

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        parts = ("municipalities", "postcodes")
        if not any(data.get(part) for part in parts) and not any(part in self.errors for part in parts):
            self.add_error("municipalities", _("Vul een gemeente of een postcode in."))
        return data

    def save(self, commit: bool = True) -> Beat:
        return services.save_beat(
            beat=self.instance,
            municipalities=self.cleaned_data["municipalities"],
            ranges=self.cleaned_data["postcodes"],
            by=self.for_user,
            now=timezone.now(),
        )
