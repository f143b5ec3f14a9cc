"""Wagtail's forms for accounts: name, address and roles, no passwords (DESIGN §6)."""

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User, clean_email, new_salt
from accounts.names import NameField

__all__ = ["UserCreationForm", "UserEditForm"]


if TYPE_CHECKING:
    UserForm = forms.ModelForm[User]
else:
    UserForm = forms.ModelForm


class AccountForm(UserForm):
    """What both forms share. `is_superuser` is not in it: such an account is made on the command line only."""

    required_css_class = "required"

    name = NameField(label=gettext_lazy("Naam"))
    email = forms.EmailField(label=gettext_lazy("E-mailadres"), max_length=254)

    class Meta:
        model = User
        fields = ["name", "email", "groups"]
        labels = {"groups": gettext_lazy("Rollen")}
        widgets = {"groups": forms.CheckboxSelectMultiple}

    def clean_email(self) -> str:
        email = clean_email(self.cleaned_data["email"])
        if User.objects.filter(email=email).exclude(pk=self.instance.pk).exists():
            raise forms.ValidationError(_("Er is al een account met dit e-mailadres. Pas dat account aan."))
        return email


class UserCreationForm(AccountForm):
    """Makes an account; its owner gets in with a code, at any time."""

    def save(self, commit: bool = True) -> User:
        self.instance.set_unusable_password()
        user: User = super().save(commit=commit)
        return user


class UserEditForm(AccountForm):
    """Changes an account. Nobody changes his own roles or blocks himself."""

    class Meta(AccountForm.Meta):
        fields = ["name", "email", "is_active", "groups"]

    def __init__(self, *args: Any, editing_self: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if editing_self:
            del self.fields["is_active"]
            del self.fields["groups"]

    def save(self, commit: bool = True) -> User:
        if "email" in self.changed_data:
            # A new mailbox has to prove itself, and whoever was signed in is signed out.
            self.instance.verified_at = None
            self.instance.session_salt = new_salt()
        user: User = super().save(commit=commit)
        return user
