"""Staff see every component of the stylesheet; the guide and that page name the same."""

import re

import pytest
from django.conf import settings
from django.contrib.auth.models import User
from django.test import Client

from scoring.models import ModelVersion
from tests.versions.small_site import member_of_staff

pytestmark = pytest.mark.django_db


def documented() -> set[str]:
    guide = (settings.BASE_DIR / "docs" / "look.md").read_text()
    table = guide.partition("## Components")[2].partition("\n\n## ")[0]
    first_cells = re.findall(r"^\| (.+?) \|", table, flags=re.MULTILINE)
    return {name for cell in first_cells for name in re.findall(r"`\.([\w-]+)`", cell)}


def test_every_component_of_the_guide_is_shown(
    client: Client, model: ModelVersion, staff: User
) -> None:
    client.force_login(staff)
    page = client.get("/look/").content.decode()

    used = {name for found in re.findall(r'class="([^"]+)"', page) for name in found.split()}
    named = set(re.findall(r"\.([a-z][\w-]*)", " ".join(re.findall(r"<code>(.*?)</code>", page))))

    assert len(documented()) > 30
    assert documented() - used - named == set()


def test_every_class_of_the_guide_and_the_page_is_in_the_stylesheet(
    client: Client, model: ModelVersion, staff: User
) -> None:
    client.force_login(staff)
    page = client.get("/look/").content.decode()
    style = (settings.BASE_DIR / "static" / "look.css").read_text()
    named = set(re.findall(r"<code>((?:\.[\w-]+ ?)+)</code>", page))

    listed = documented() | {name for group in named for name in re.findall(r"[\w-]+", group)}
    assert [name for name in sorted(listed) if f".{name}" not in style] == []


def test_it_is_shown_without_a_model_too(client: Client, staff: User) -> None:
    client.force_login(staff)

    assert client.get("/look/").status_code == 200


def test_others_are_sent_to_sign_in(client: Client, db: None) -> None:
    assert client.get("/look/")["Location"] == "/accounts/login/?next=/look/"

    reviewer = member_of_staff("change_submission")
    User.objects.filter(pk=reviewer.pk).update(is_staff=False)
    client.force_login(User.objects.get(pk=reviewer.pk))
    assert client.get("/look/")["Location"] == "/accounts/login/?next=/look/"
