"""Wagtail's choosers on a page: their call stands in the page as data, for js/beheer.js, not as a script."""

import json

import pytest
from bs4 import BeautifulSoup
from wagtail.admin.widgets import AdminPageChooser
from wagtail.models import Page


@pytest.mark.django_db
def test_a_page_chooser_has_no_script_and_all_that_its_start_needs() -> None:
    home = Page.objects.get(depth=2)
    html = AdminPageChooser(user_perms="move_to").render("new_parent_page", home.pk, attrs={"id": "id_parent"})
    soup = BeautifulSoup(html, "html.parser")
    assert not soup.find("script")
    mark = soup.select_one("[data-chooser-class]")
    assert mark is not None
    assert (mark["data-chooser-class"], mark["data-chooser-for"]) == ("PageChooser", "id_parent")
    assert json.loads(str(mark["data-chooser-config"]))["userPerms"] == "move_to"
    assert soup.select_one("input#id_parent")["value"] == str(home.pk)  # type: ignore[index]
