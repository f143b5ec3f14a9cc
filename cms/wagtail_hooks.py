"""What the site as a whole adds to `/beheer/`."""

from django.http import HttpRequest
from django.templatetags.static import static
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from wagtail import hooks
from wagtail.admin.site_summary import SummaryItem

from cms.views.mail import StrandedMenuItem, StrandedSummary, stranded_mail

__all__: list[str] = []


@hooks.register("insert_global_admin_js")
def date_choosers() -> SafeString:
    """Starts what Wagtail would start inline (cms/templates/wagtailadmin/widgets/)."""
    return format_html('<script src="{}"></script>', static("js/beheer.js"))


@hooks.register("register_admin_urls")
def mail_urls() -> list[URLPattern]:
    """`/beheer/mail/`."""
    return [path("mail/", stranded_mail, name="stranded_mail")]


@hooks.register("register_settings_menu_item")
def mail_menu_item() -> StrandedMenuItem:
    """Under *Instellingen*."""
    return StrandedMenuItem(StrandedMenuItem.words, reverse("stranded_mail"), icon_name="mail", order=900)


@hooks.register("construct_homepage_summary_items")
def mail_summary(request: HttpRequest, items: list[SummaryItem]) -> None:
    """The count on the front."""
    items.append(StrandedSummary(request))
