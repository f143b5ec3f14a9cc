"""The URL plan (DESIGN §9)."""

from django.urls import include, path
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.documents import urls as wagtaildocs_urls

from cms.views import demo, municipalities, open_data, pages
from cms.views.dashboard import dashboard
from cms.views.home import home

handler400 = "cms.errors.bad_request"
handler404 = "cms.errors.not_found"
handler500 = "cms.errors.server_error"

urlpatterns = [
    path("", home, name="home"),
    # Before those of certificates: `/mijn/groep/avond/` is no group.
    path("", include("cms.evening_urls")),
    path("", include("accounts.urls")),
    path("", include("registrations.urls")),
    path("", include("courses.urls")),
    path("", include("certificates.urls")),
    path("mijn/", dashboard, name="dashboard"),
    path("gemeenten/", municipalities.all_municipalities, name="municipalities"),
    path("gemeenten/<slug:slug>/", municipalities.one_municipality, name="municipality"),
    path("api/v1/", open_data.documentation, name="open_data"),
    path("api/v1/gemeenten.json", open_data.municipalities_json, name="municipalities_json"),
    path("api/v1/gemeenten.csv", open_data.municipalities_csv, name="municipalities_csv"),
    path("api/v1/groepen.json", open_data.groups_json, name="groups_json"),
    path("api/v1/groepen.csv", open_data.groups_csv, name="groups_csv"),
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
