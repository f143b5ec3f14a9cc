"""What the site as a whole adds to `/beheer/`."""

from typing import Any

from django.http import HttpRequest
from django.templatetags.static import static
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.site_summary import SummaryItem

from cms.log_views import log, log_menu_item
from cms.views.guide import GuidePanel, guide, guide_topic
from cms.views.mail import StrandedMenuItem, StrandedSummary, stranded_mail
from cms.views.mail_gallery import mail_gallery, mail_sample
from courses.desk_menu import DeskMenuItem
from courses.views.desk import WRITERS

__all__: list[str] = []


@hooks.register("insert_global_admin_js")
def date_choosers() -> SafeString:
    """Starts what Wagtail would start inline (cms/templates/wagtailadmin/widgets/)."""
    return format_html('<script src="{}"></script>', static("js/beheer.js"))


@hooks.register("insert_global_admin_css")
def house_style() -> SafeString:
    """Our own green (cms/templates/wagtailadmin/base.html has the logo)."""
    return format_html('<link rel="stylesheet" href="{}">', static("css/beheer.css"))


@hooks.register("construct_help_menu")
def leave_out_english(request: HttpRequest, items: list[MenuItem]) -> None:
    """Wagtail's own pages are English and on another site; what an editor needs is in *Handleiding*."""
    items[:] = [item for item in items if item.name == "keyboard-shortcuts-trigger"]


@hooks.register("register_admin_urls")
def mail_urls() -> list[URLPattern]:
    """`/beheer/mail/`."""
    return [path("mail/", stranded_mail, name="stranded_mail")]


@hooks.register("register_settings_menu_item")
def mail_menu_item() -> StrandedMenuItem:
    """Under *Instellingen*."""
    return StrandedMenuItem(StrandedMenuItem.words, reverse("stranded_mail"), icon_name="mail", order=900)


@hooks.register("register_admin_urls")
def log_urls() -> list[URLPattern]:
    """`/beheer/logboek/`."""
    return [path("logboek/", log, name="audit_log")]


hooks.register("register_settings_menu_item", log_menu_item)


@hooks.register("register_admin_urls")
def gallery_urls() -> list[URLPattern]:
    """`/beheer/stijl/mails/`."""
    return [
        path("stijl/mails/", mail_gallery, name="mail_gallery"),
        path("stijl/mails/<slug:slug>/", mail_sample, name="mail_sample"),
    ]


@hooks.register("construct_homepage_summary_items")
def mail_summary(request: HttpRequest, items: list[SummaryItem]) -> None:
    """The count on the front."""
    items.append(StrandedSummary(request))


@hooks.register("register_admin_urls")
def guide_urls() -> list[URLPattern]:
    """`/beheer/handleiding/`."""
    return [
        path("handleiding/", guide, name="guide"),
        path("handleiding/<slug:slug>/", guide_topic, name="guide_topic"),
    ]


@hooks.register("register_admin_menu_item")
def guide_menu_item() -> DeskMenuItem:
    """The last line but *Help*."""
    return DeskMenuItem(_("Handleiding"), "guide", "openquote", 9900, WRITERS)


@hooks.register("construct_homepage_panels")
def guide_panel(request: HttpRequest, panels: list[Any]) -> None:
    """Where to begin, on the front."""
    panels.append(GuidePanel(request.user))
