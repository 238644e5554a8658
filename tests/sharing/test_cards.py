"""Other sites show a link to a page with its title, a description and a picture."""

import re
from io import BytesIO
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from PIL import Image

from scoring.companies.result import stored_result
from scoring.models import Assignment, ModelVersion, Submission
from scoring.sharing import cards, drawing
from scoring.sharing.look import Line

pytestmark = pytest.mark.django_db


def opened(png: bytes) -> Any:
    return Image.open(BytesIO(png))


def lines_of(row: Assignment) -> list[str]:
    return [line.text for line in cards.answer_lines(stored_result(row.submission))]


def scored(version: ModelVersion, **changes: Any) -> Assignment:
    row = version.assignments.filter(status="scored").select_related("submission")[0]
    for name, value in changes.items():
        setattr(row, name, value)
    row.settle_answer()
    row.save()
    return row


# The pictures


def test_the_site_and_each_company_have_a_picture_of_the_usual_size(
    client: Client, model: ModelVersion
) -> None:
    row = scored(model)

    for address in ("/card.png", f"{row.submission.get_absolute_url()}card.png"):
        response = client.get(address)
        assert response["Content-Type"] == "image/png"
        assert response["Cross-Origin-Resource-Policy"] == "cross-origin"
        assert "public" in response["Cache-Control"]
        assert opened(response.content).size == (1200, 630)
        assert len(response.content) < 60_000


def test_an_unknown_company_has_none(client: Client) -> None:
    assert client.get("/submissions/999999/card.png").status_code == 404


def test_whoever_comes_while_two_are_drawn_is_asked_to_come_again(client: Client) -> None:
    with cards.DRAWING.place(2), cards.DRAWING.place(2):
        response = client.get("/card.png")

    assert (response.status_code, response["Retry-After"]) == (503, "5")
    assert client.get("/card.png").status_code == 200


def test_a_picture_says_where_a_company_belongs(model: ModelVersion) -> None:
    row = scored(model, model_answer="sure")

    assert lines_of(row) == [model.clusters.get(number=row.shown_cluster).name]


def test_a_picture_names_both_clusters_of_a_doubt(model: ModelVersion) -> None:
    distances = [1.4] * (model.k or 0)
    distances[2], distances[5] = 1.1, 1.0

    row = scored(model, model_answer="unsure", shown_cluster=5, distances=distances)

    names = [model.clusters.get(number=number).name for number in (5, 2)]
    assert lines_of(row) == ["Not sure:", *names]


def test_a_picture_guesses_nothing(model: ModelVersion) -> None:
    unplaced = scored(model, status="unplaced", shown_cluster=None)
    assert lines_of(unplaced) == ["Too little to say where it belongs"]
    for status in ("pending", "failed"):
        assert lines_of(scored(model, status=status, shown_cluster=None, model_answer="")) == []


# What is drawn


@pytest.mark.parametrize(
    ("words", "drawn"),
    [
        ("Brown–Forman", "Brown-Forman"),
        ("Estée Łódź", "Estee Lodz"),
        ("O’Reilly & Sons…", "O’Reilly & Sons..."),
        ("שלום", ""),
        ("中国石化", ""),
        ("Bank 🦆", ""),
        ("\u202eBank", ""),
        ("", ""),
    ],
)
def test_letters_that_the_font_lacks_never_become_boxes(words: str, drawn: str) -> None:
    assert drawing.drawable(words) == drawn


def test_a_title_in_another_script_is_left_out() -> None:
    with_it = drawing.card("SimilarCo", "中国石化", (Line("Energy", 1),))

    assert with_it == drawing.card("SimilarCo", "", (Line("Energy", 1),))
    assert with_it != drawing.card("SimilarCo", "Sinopec", (Line("Energy", 1),))


@pytest.mark.parametrize("title", ["W" * 500, "very long " * 50, "i" * 100_000])
def test_a_long_title_ends_in_dots_within_two_rows(title: str) -> None:
    rows = drawing.rows(title, 68, 1024, most=2)

    assert len(rows) <= 2
    assert rows[-1].endswith("...")
    for row in rows:
        assert drawing._font(68).getlength(row) <= 1024


# What leads to them


def meta(page: str, name: str) -> str:
    found = re.search(rf'<meta (?:name|property)="{name}" content="([^"]*)">', page)
    assert found, name
    return found[1]


@pytest.mark.parametrize("address", ["/", "/submissions/", "/clusters/", "/about/", "/contact/"])
def test_every_page_has_a_title_and_a_description_for_other_sites(
    client: Client, model: ModelVersion, address: str
) -> None:
    page = client.get(address).content.decode()

    assert f"<title>{meta(page, 'og:title')}</title>" in page
    assert meta(page, "og:description") == meta(page, "description")
    assert len(meta(page, "description")) > 50
    assert meta(page, "og:image") == "http://127.0.0.1:8000/card.png"


def test_the_page_of_a_company_leads_to_its_picture_and_escapes_its_title(
    client: Client, model: ModelVersion
) -> None:
    row = scored(model)
    Submission.objects.filter(pk=row.submission_id).update(title='"><script>')

    page = client.get(row.submission.get_absolute_url()).content.decode()

    assert meta(page, "og:image").endswith(f"{row.submission.get_absolute_url()}card.png")
    assert meta(page, "og:title").startswith("&quot;&gt;&lt;script&gt;")
    assert '"><script>' not in page


def test_the_page_of_a_company_names_the_closest_ones(client: Client, model: ModelVersion) -> None:
    row = scored(model)

    page = client.get(row.submission.get_absolute_url()).content.decode()

    said = meta(page, "description")
    assert said.startswith(f"Where {row.submission.title} belongs by its description")
    assert re.search(r"are like it: .+ and .+[^ ]$", said)


def test_a_site_for_accounts_only_has_no_pictures_for_others(
    client: Client, staff: User, settings: Any
) -> None:
    settings.LOGIN_REQUIRED = True
    client.force_login(staff)

    page = client.get("/contact/").content.decode()

    assert "og:image" not in page
    picture = client.get("/card.png")
    assert "no-store" in picture["Cache-Control"]
    assert picture["Cross-Origin-Resource-Policy"] == "same-origin"


def test_the_icons_of_the_start_screen_are_there(client: Client) -> None:
    response = client.get("/site.webmanifest")

    assert response["Content-Type"] == "application/manifest+json"
    for icon in response.json()["icons"]:
        picture = client.get(icon["src"])
        size = opened(b"".join(picture.streaming_content)).size  # type: ignore[attr-defined]
        picture.close()
        assert icon["sizes"] == f"{size[0]}x{size[1]}"
