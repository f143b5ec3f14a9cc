from django.apps import AppConfig


class CmsConfig(AppConfig):
    name = "cms"
    verbose_name = "WABP Academie"

    def ready(self) -> None:
        from accounts import hooks
        from cms.choosers import start_from_a_file
        from cms.services.attending import merge_evenings, name_of_guest
        from cms.services.evening_privacy import erase_evenings, export_evenings

        start_from_a_file()
        hooks.on_merge.append(merge_evenings)
        hooks.on_export.append(export_evenings)
        hooks.on_erase.append(erase_evenings)
        hooks.guest_names.append(name_of_guest)
