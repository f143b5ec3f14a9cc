"""Moving somebody to another group, in `/beheer/`: search the group, choose it, say why."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import FormView
from wagtail.admin import messages

from registrations import services
from registrations.codes import clean_query, postcode_mistake
from registrations.desk.registrations import OneRegistration, detail_url
from registrations.forms import MoveForm
from registrations.selectors import find_groups
from registrations.views.requests import person, typed

__all__ = ["MoveRegistration"]


class MoveRegistration(OneRegistration, FormView):  # type: ignore[type-arg]
    """A GET with `q` searches; the POST moves, and leads to the new registration."""

    page_title = gettext_lazy("Registratie overzetten")
    header_icon = "redirect"
    form_class = MoveForm
    template_name = "registrations/admin/move.html"

    def form_valid(self, form: MoveForm) -> HttpResponse:
        try:
            new = services.move(
                registration=self.registration,
                group=form.group,
                by=person(self.request),
                reason=form.cleaned_data["reason"],
                now=timezone.now(),
            )
        except services.RegistrationError as error:
            form.add_error("number", str(error))
            return self.form_invalid(form)
        messages.success(self.request, _("De registratie is overgezet. De persoon krijgt een mail met je uitleg."))
        return redirect(detail_url(new))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        text = clean_query(typed(self.request, "q"))
        found = find_groups(text=text, page=None)
        return super().get_context_data(q=text, found=found, mistake=postcode_mistake(text), **kwargs)
