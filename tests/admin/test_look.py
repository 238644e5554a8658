"""The admin wears the colours, the type and the mark of the site."""

import re

import pytest
from django.conf import settings
from django.test import Client

THEMES = re.compile(r":root \{(.*?)\}", re.DOTALL)
TOKEN = re.compile(r"(--[\w-]+): ([^;]+);")


def tokens(file: str) -> list[dict[str, str]]:
    """Those of the light theme and of the dark one."""
    style = (settings.BASE_DIR / "static" / file).read_text()
    return [dict(TOKEN.findall(block)) for block in THEMES.findall(style)[:2]]


@pytest.mark.parametrize("theme", [0, 1])
def test_the_tokens_of_the_admin_are_those_of_the_site(theme: int) -> None:
    ours = tokens("look.css")[theme]
    found = tokens("admin.css")[theme]

    assert len(found) >= 16
    assert {name: ours.get(name) for name in found} == found


@pytest.mark.django_db
def test_its_pages_have_the_mark_and_no_script_for_themes(client: Client) -> None:
    page = client.get("/admin/login/").content.decode()

    assert re.search(r'id="site-name">\s*<a [^>]+><svg [^>]+><rect', page)
    assert "theme.js" not in page
    assert "dark_mode.css" not in page
    assert "theme-toggle" not in page
