"""The form of the two switches (DESIGN §6). It has no errors: every answer is one."""

from django import forms
from django.utils.translation import gettext_lazy as _

__all__ = ["SharingForm"]


class SharingForm(forms.Form):
    """What may be seen; what is not ticked is off."""

    group_may_see = forms.BooleanField(required=False, label=_("Mijn groep mag zien welke cursus ik heb"))
    officer_may_find = forms.BooleanField(required=False, label=_("Vindbaar voor de wijkagent"))
