"""URLs of certificates. What stands on paper under `/C/` is final (DESIGN §7)."""

from django.urls import include, path, re_path

from certificates.views import check, groups, mine, my_group, portal, upload, wallet

urlpatterns = [
    path("mijn/certificaten/", mine.my_certificates, name="my_certificates"),
    path("mijn/certificaten/<str:number>/", mine.my_certificate, name="my_certificate"),
    path("mijn/certificaten/<str:number>/pdf/", mine.certificate_pdf, name="certificate_pdf"),
    path("mijn/certificaten/<str:number>/klaar/", wallet.certificate_ready, name="certificate_ready"),
    path("mijn/certificaten/<str:number>/plaatje/", wallet.certificate_picture, name="certificate_picture"),
    path("mijn/certificaten/<str:number>/badge/", wallet.certificate_badge, name="certificate_badge"),
    path("mijn/certificaten/<str:number>/badge.svg", wallet.certificate_badge_svg, name="certificate_badge_svg"),
    path("mijn/certificaten/<str:number>/mail/", wallet.mail_me, name="certificate_mail"),
    path("mijn/certificaten/<str:number>/naam/", wallet.ask_name, name="certificate_name"),
    path("mijn/certificaten/<str:number>/naam/terug/", wallet.withdraw_name, name="certificate_name_withdraw"),
    path("mijn/groep/", my_group.my_groups, name="my_groups"),
    path("mijn/groep/<path:number>/uitnodiging.pdf", my_group.group_handout, name="group_handout"),
    path("mijn/groep/<path:number>/herinnering/<slug:slug>/", my_group.remind_group, name="group_remind"),
    path("mijn/groep/<path:number>/", my_group.my_group, name="my_group"),
    path("groepen/", groups.search_groups, name="groups"),
    path("groepen/<path:number>/", groups.public_group, name="public_group"),
    path("controle/", check.check_page, name="check"),
    path("controle/pdf/", upload.check_pdf, name="check_pdf"),
    path("", include("certificates.offline_urls")),
    path("", include("certificates.public_urls")),
    path("c/<str:number>/", check.from_paper, name="check_number"),
    path("c/<str:number>/<str:token>/", check.from_paper, name="check_token"),
    # As printed: upper case, no last slash. Answered here, because a redirect could lose the code on the way.
    re_path(r"^[cC]/(?P<number>[^/]+)/?$", check.from_paper),
    re_path(r"^[cC]/(?P<number>[^/]+)/(?P<token>[^/]+)/?$", check.from_paper),
    path("wijk/", portal.portal, name="portal"),
    path("wijk/groep/<path:group_number>/", portal.group, name="portal_group"),
    path("wijk/mensen/", portal.people, name="portal_people"),
    path("wijk/cijfers/", portal.figures, name="portal_figures"),
    path("wijk/uitvoer/", portal.export, name="portal_export"),
]
