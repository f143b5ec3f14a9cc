"""The URL plan (DESIGN §9)."""

from django.urls import include, path
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.documents import urls as wagtaildocs_urls

from cms.views import demo, pages
from cms.views.dashboard import dashboard
from cms.views.home import home

handler400 = "cms.errors.bad_request"
handler404 = "cms.errors.not_found"
handler500 = "cms.errors.server_error"

urlpatterns = [
    path("", home, name="home"),
    path("", include("accounts.urls")),
    path("", include("registrations.urls")),
    path("", include("courses.urls")),
    path("", include("certificates.urls")),
    path("mijn/", dashboard, name="dashboard"),
    path("hulp/", pages.help_page, name="help"),
    path("privacy/", pages.privacy, name="privacy"),
    path("toegankelijkheid/", pages.accessibility, name="accessibility"),
    path("gezondheid/", pages.health, name="health"),
    path(".well-known/security.txt", pages.security_txt, name="security-txt"),
    path("robots.txt", pages.robots_txt, name="robots-txt"),
    path("favicon.ico", pages.favicon, name="favicon"),
    path("demo/sleutels/", demo.second_factors, name="demo_factors"),
    path("media/<path:path>", pages.media, name="media"),
    path("beheer/stijl/", pages.style, name="style"),
    path("beheer/documenten/", include(wagtaildocs_urls)),
    path("beheer/", include(wagtailadmin_urls)),
    path("", include(wagtail_urls)),
]
