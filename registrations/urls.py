"""Pages of the register, included at the root (DESIGN §9). Register numbers and keys, never database keys."""

from django.urls import path

from registrations.views import claims, own, teams

app_name = "registrations"
urlpatterns = [
    path("groepen/aanmelden/", teams.intro, name="team_intro"),
    path("mijn/registraties/", own.mine, name="mine"),
    path("mijn/registraties/toevoegen/", own.add, name="add"),
    path("mijn/registraties/team/", teams.form, name="team_form"),
    path("mijn/registraties/team/<uuid:key>/", teams.detail, name="team_detail"),
    path("mijn/registraties/team/<uuid:key>/intrekken/", teams.stop, name="team_stop"),
    path("mijn/registraties/<uuid:key>/", own.detail, name="detail"),
    path("mijn/registraties/<uuid:key>/stoppen/", own.stop, name="stop"),
    path("mijn/registraties/<uuid:key>/kiezen/", own.choose, name="choose"),
    path("mijn/registraties/<uuid:key>/bevestigen/", claims.confirm, name="confirm"),
    path("mijn/registraties/<uuid:key>/weigeren/", claims.refuse, name="refuse"),
]
