"""URLs for other sites and wallets (docs/badges.md). They stand in signed credentials, so they are final."""

from django.urls import path

from certificates.views import public

urlpatterns = [
    path(".well-known/did.json", public.did_json, name="did_json"),
    path(".well-known/zegel.pem", public.seal_root, name="seal_root"),
    path("status/<int:list_number>/", public.status_list, name="status_list"),
    path("badges/<slug:course>/<str:edition_number>/", public.achievement, name="achievement"),
    path("badges/<slug:course>/<str:edition_number>/badge.svg", public.badge_as_svg, name="badge_svg"),
    path("badges/<slug:course>/<str:edition_number>/badge.png", public.badge_as_png, name="badge_png"),
]
