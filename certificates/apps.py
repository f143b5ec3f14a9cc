from django.apps import AppConfig


class CertificatesConfig(AppConfig):
    name = "certificates"
    verbose_name = "Certificaten"

    def ready(self) -> None:
        from certificates import receivers  # noqa: F401  (connects the two signals of DESIGN §3)
