"""What the site as a whole adds to `/beheer/`."""

from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString
from wagtail import hooks

__all__: list[str] = []


@hooks.register("insert_global_admin_js")
def date_choosers() -> SafeString:
    """Starts what Wagtail would start inline (cms/templates/wagtailadmin/widgets/)."""
    return format_html('<script src="{}"></script>', static("js/beheer.js"))
