"""Accounts in Wagtail's admin: our forms, an audit row for every change, and no deleting (DESIGN §3)."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.users.views.users import CreateView, DeleteView, EditView, UserViewSet

from accounts import audit
from accounts.admin_forms import UserCreationForm, UserEditForm
from accounts.models import User
from accounts.services.outbox import move_mail

__all__ = ["AccountViewSet"]


class AddAccountView(CreateView):
    """Invites somebody: makes the account."""

    def save_instance(self) -> User:
        user: User = super().save_instance()
        roles = sorted(user.groups.values_list("name", flat=True))
        audit.record(actor=self.request.user, verb="account.made", target=user, at=timezone.now(), roles=roles)
        return user


class EditAccountView(EditView):
    """Changes an account; that of a superuser is for superusers."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if self.object.is_superuser and not request.user.is_superuser:
            raise PermissionDenied
        if self.object.erased_at:
            return refuse_erased(request)
        response: HttpResponse = super().dispatch(request, *args, **kwargs)
        return response

    def save_instance(self) -> User:
        old = User.objects.values_list("email", flat=True).get(pk=self.object.pk)
        user: User = super().save_instance()
        if old and old != user.email:
            move_mail(user, old=old)
        audit.record(
            actor=self.request.user,
            verb="account.changed",
            target=user,
            at=timezone.now(),
            fields=sorted(self.form.changed_data),
            roles=sorted(user.groups.values_list("name", flat=True)),
        )
        return user


class RefuseDeleteView(DeleteView):
    """Accounts are erased, not deleted: history points at them."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return refuse_delete(request)


def refuse_erased(request: HttpRequest) -> HttpResponse:
    """Back to the list: there is nobody to change any more."""
    messages.error(request, _("Dit account is gewist. Het blijft leeg, want het logboek verwijst ernaar."))
    return redirect("wagtailusers_users:index")


def refuse_delete(request: HttpRequest) -> HttpResponse:
    """Back to the list, with what to do instead."""
    messages.error(request, _("Een account verwijder je niet. Zet het op niet actief, of laat de gegevens wissen."))
    return redirect("wagtailusers_users:index")


def refuse_bulk(request: HttpRequest) -> HttpResponse:
    """Back to the list: what one account may become is decided on its own page."""
    messages.error(request, _("Accounts wijzig je één voor één. Open het account dat je wilt wijzigen."))
    return redirect("wagtailusers_users:index")


class AccountViewSet(UserViewSet):
    """`/beheer/users/`."""

    add_view_class = AddAccountView
    edit_view_class = EditAccountView
    delete_view_class = RefuseDeleteView
    create_template_name = "accounts/users/create.html"
    edit_template_name = "accounts/users/edit.html"

    def get_form_class(self, for_update: bool = False) -> type[UserCreationForm] | type[UserEditForm]:
        return UserEditForm if for_update else UserCreationForm
