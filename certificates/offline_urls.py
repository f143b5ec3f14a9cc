"""URLs of checking without network."""

from django.urls import path

from certificates.views import offline

urlpatterns = [
    path("controle/offline/", offline.check_offline, name="check_offline"),
    path("controle/offline/sleutels.json", offline.facts, name="check_offline_facts"),
    path("controle/offline/manifest.webmanifest", offline.manifest, name="check_offline_manifest"),
    path("controle/sw.js", offline.worker, name="check_worker"),
]
