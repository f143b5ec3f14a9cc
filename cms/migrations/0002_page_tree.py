"""The page tree: a front page and a shelf for the courses, instead of Wagtail's welcome page."""

from typing import Any

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor


def make_tree(apps: Any, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Historical models have no tree methods, so paths and depths are written by hand."""
    content_types = apps.get_model("contenttypes", "ContentType").objects
    pages = apps.get_model("wagtailcore", "Page").objects
    locale = apps.get_model("wagtailcore", "Locale").objects.first()
    pages.filter(path="00010001", slug="home").delete()
    home_type, _ = content_types.get_or_create(model="homepage", app_label="cms")
    index_type, _ = content_types.get_or_create(model="courseindexpage", app_label="courses")
    # Roles are ours (accounts.roles): two more groups with rights of Wagtail's choice would only be ticked by mistake.
    apps.get_model("auth", "Group").objects.filter(name__in=["Moderators", "Editors"]).delete()
    home = apps.get_model("cms", "HomePage").objects.create(
        title="WABP Academie", draft_title="WABP Academie", slug="home", content_type=home_type,
        path="00010001", depth=2, numchild=1, url_path="/home/", locale=locale,
    )
    apps.get_model("courses", "CourseIndexPage").objects.create(
        title="Cursussen", draft_title="Cursussen", slug="cursussen", content_type=index_type,
        path="000100010001", depth=3, numchild=0, url_path="/home/cursussen/", locale=locale,
    )
    apps.get_model("wagtailcore", "Site").objects.update_or_create(
        is_default_site=True, defaults={"hostname": "localhost", "root_page_id": home.pk, "site_name": "WABP Academie"}
    )


def keep_tree(apps: Any, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Backwards nothing is removed: pages may hang below it."""


class Migration(migrations.Migration):
    dependencies = [
        ("cms", "0001_initial"),
        ("courses", "0001_initial"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("contenttypes", "0002_remove_content_type_name"),
        ("wagtailcore", "0097_baselogentry_uuid_action_timestamp_indexes"),
    ]
    operations = [migrations.RunPython(make_tree, keep_tree)]
