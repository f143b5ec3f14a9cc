"""Who signs for the foundation: now, before, and from now on."""

import uuid
from typing import Any

from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.generic import FormView, View
from wagtail.admin import messages

from certificates.desk.base import KeepersOnly, UnderList
from certificates.errors import BadPicture
from certificates.forms import SignatoryForm
from certificates.models import Signatory
from certificates.services.signatories import add_signatory

__all__ = ["SignatoryPictureView", "SignatoryView"]


class SignatoryView(UnderList, FormView):  # type: ignore[type-arg]
    """Every time a new row: what is printed stays true."""

    page_title = _("Ondertekenaar")
    header_icon = "edit"
    template_name = "certificates/admin/signatory.html"
    form_class = SignatoryForm

    def form_valid(self, form: SignatoryForm) -> HttpResponse:
        picture = form.cleaned_data["picture"]
        try:
            add_signatory(
                name=form.cleaned_data["name"],
                function=form.cleaned_data["function"],
                picture=picture.read() if picture else None,
                by=self.request.user,  # type: ignore[arg-type]  # Wagtail lets nobody in unsigned
                now=timezone.now(),
            )
        except BadPicture as error:
            form.add_error("picture", str(error))
            return self.form_invalid(form)
        messages.success(self.request, _("Bewaard. Dit komt op alle certificaten die vanaf nu worden uitgegeven."))
        return redirect("certificaten:signatory")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        rows = list(Signatory.objects.select_related("added_by"))
        return super().get_context_data(current=next(iter(rows), None), earlier=rows[1:], **kwargs)


class SignatoryPictureView(KeepersOnly, View):
    """The picture of a signature, for these pages only."""

    def get(self, request: HttpRequest, key: uuid.UUID) -> FileResponse:
        signatory = get_object_or_404(Signatory.objects.with_picture(), key=key)
        try:
            file = signatory.picture.open("rb")
        except OSError as error:
            raise Http404 from error
        return FileResponse(file, content_type="image/png")
