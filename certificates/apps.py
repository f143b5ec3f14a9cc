from django.apps import AppConfig


class CertificatesConfig(AppConfig):
    name = "certificates"
    verbose_name = "Certificaten"

    def ready(self) -> None:
        from accounts import hooks
        from certificates import (
            checks,  # noqa: F401  (registers the system checks)
            receivers,  # noqa: F401  (connects the two signals of DESIGN §3)
        )
        from certificates.rendering import missing_glyphs
        from certificates.services.erasing import erase_certificates, export_certificates
        from certificates.services.issuing import issue_on_merge

        hooks.on_merge.append(issue_on_merge)
        hooks.on_export.append(export_certificates)
        hooks.on_erase.append(erase_certificates)
        hooks.unprintable.append(missing_glyphs)
