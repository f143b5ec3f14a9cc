"""Paths of course evenings, included at the root before those of groups: `avond` is no register number."""

from django.urls import path

from cms.views import evening_join, evenings

urlpatterns = [
    path("avond/", evening_join.type_code, name="evening_code"),
    path("avond/<str:code>/", evening_join.join, name="evening"),
    path("mijn/groep/avond/", evenings.index, name="evenings"),
    path("mijn/avond/<uuid:key>/", evenings.host, name="evening_host"),
    path("mijn/avond/<uuid:key>/scherm/", evenings.screen, name="evening_screen"),
    path("mijn/avond/<uuid:key>/sluiten/", evenings.close, name="evening_close"),
    path("mijn/avond/<uuid:key>/wie/", evenings.present, name="evening_present"),
]
