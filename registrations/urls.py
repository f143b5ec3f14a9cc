"""Pages of the register, included at the root (DESIGN §9). Register numbers and keys, never database keys."""

from django.urls import path

from registrations.views import claims, own, public

app_name = "registrations"
urlpatterns = [
    path("groepen/", public.search, name="search"),
    path("mijn/registraties/", own.mine, name="mine"),
    path("mijn/registraties/toevoegen/", own.add, name="add"),
    path("mijn/registraties/<uuid:key>/", own.detail, name="detail"),
    path("mijn/registraties/<uuid:key>/stoppen/", own.stop, name="stop"),
    path("mijn/registraties/<uuid:key>/bevestigen/", claims.confirm, name="confirm"),
    path("mijn/registraties/<uuid:key>/weigeren/", claims.refuse, name="refuse"),
]
