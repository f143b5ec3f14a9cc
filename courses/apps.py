from django.apps import AppConfig


class CoursesConfig(AppConfig):
    name = "courses"
    verbose_name = "Cursussen"

    def ready(self) -> None:
        from django.core.checks import register

        from accounts import hooks
        from courses.checks import check_question_types
        from courses.services.merging import merge_learner
        from courses.services.personal import erase_person, export_person
        from courses.services.privacy import hold_work

        hooks.on_merge.append(merge_learner)
        hooks.on_export.append(export_person)
        hooks.before_erase.append(hold_work)
        hooks.on_erase.append(erase_person)
        register(check_question_types)
