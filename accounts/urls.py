"""Paths of accounts, at the root (DESIGN §9). allauth looks its own pages up by name: they lead to ours."""

from django.urls import path

from accounts.views import demo, new_email, personal, privacy, resume, second_factor, sign_in

urlpatterns = [
    path("inloggen/", sign_in.sign_in, name="sign_in"),
    path("inloggen/code/", sign_in.sign_in_code, name="sign_in_code"),
    path("inloggen/opnieuw/", second_factor.prove, name="account_reauthenticate"),
    path("uitloggen/", sign_in.sign_out, name="sign_out"),
    path("uitloggen/overal/", privacy.sign_out_everywhere, name="sign_out_everywhere"),
    path("mijn/bewaren/", sign_in.keep, name="keep"),
    path("mijn/papier/", resume.paper, name="paper_code"),
    path("hervatten/", resume.resume, name="resume_code"),
    path("mijn/gegevens/", personal.personal, name="personal"),
    path("mijn/gegevens/e-mail/", new_email.ask, name="new_email"),
    path("mijn/gegevens/e-mail/code/", new_email.prove, name="new_email_code"),
    path("mijn/gegevens/meenemen/", privacy.download, name="take_along"),
    path("mijn/gegevens/verwijderen/", privacy.erase, name="erase"),
    path("mijn/gegevens/verwijderen/zeker/", privacy.erase_for_good, name="erase_for_good"),
    path("beheer/login/", sign_in.admin_sign_in, name="admin_sign_in"),
    path("demo/mail/", demo.mailbox, name="demo_mail"),
    path("demo/mail/<int:pk>/", demo.message, name="demo_message"),
    path("inloggen/sleutel/", second_factor.index, name="mfa_index"),
    path("inloggen/sleutel/code/", second_factor.authenticate, name="mfa_authenticate"),
    path("inloggen/sleutel/opnieuw/", second_factor.reauthenticate, name="mfa_reauthenticate"),
    path("inloggen/sleutel/aan/", second_factor.activate, name="mfa_activate_totp"),
    path("inloggen/sleutel/uit/", second_factor.deactivate, name="mfa_deactivate_totp"),
    path("inloggen/sleutel/noodcodes/", second_factor.codes, name="mfa_view_recovery_codes"),
    path("inloggen/sleutel/noodcodes/nieuw/", second_factor.new_codes, name="mfa_generate_recovery_codes"),
    path("inloggen/sleutel/noodcodes/download/", second_factor.download, name="mfa_download_recovery_codes"),
    # The names under which allauth finds them; each is the same page as above.
    path("inloggen/", sign_in.sign_in, name="account_login"),
    path("inloggen/", sign_in.sign_in, name="account_request_login_code"),
    path("inloggen/", sign_in.sign_in, name="account_inactive"),
    path("inloggen/code/", sign_in.sign_in_code, name="account_confirm_login_code"),
    path("uitloggen/", sign_in.sign_out, name="account_logout"),
]
