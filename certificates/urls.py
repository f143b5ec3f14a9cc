"""URLs of certificates. What stands on paper under `/C/` is final (DESIGN §7)."""

from django.urls import path, re_path

from certificates.views import check, mine, portal

urlpatterns = [
    path("mijn/certificaten/", mine.my_certificates, name="my_certificates"),
    path("mijn/certificaten/<str:number>/", mine.my_certificate, name="my_certificate"),
    path("mijn/certificaten/<str:number>/pdf/", mine.certificate_pdf, name="certificate_pdf"),
    path("controle/", check.check_page, name="check"),
    path("c/<str:number>/", check.from_paper, name="check_number"),
    path("c/<str:number>/<str:token>/", check.from_paper, name="check_token"),
    # As printed: upper case, no last slash. Answered here, because a redirect could lose the code on the way.
    re_path(r"^[cC]/(?P<number>[^/]+)/?$", check.from_paper),
    re_path(r"^[cC]/(?P<number>[^/]+)/(?P<token>[^/]+)/?$", check.from_paper),
    path("wijk/", portal.portal, name="portal"),
]
