"""Small maps on other pages: all companies, and those around one."""

import re
from typing import Any

import pytest
from django.template.loader import render_to_string

from scoring.companies import submissions
from scoring.maps.names import Name
from scoring.maps.rows import Source
from scoring.maps.small import COMPANY_NAMES, Surroundings, WholeMap, surroundings, whole_map
from scoring.models import ModelVersion, ShownClusters, Submission
from scoring.models.collections import OF_THE_SITE
from tests.company_map.sheets import store_many

pytestmark = pytest.mark.django_db


def whole(version: ModelVersion) -> WholeMap:
    return whole_map(Source(version, version, OF_THE_SITE), ShownClusters.of_version(version))


def around(version: ModelVersion, company: Submission) -> Surroundings | None:
    others = list(Submission.objects.exclude(pk=company.pk)[:30])
    source = Source(version, version, OF_THE_SITE)
    return surroundings(company, others, source, ShownClusters.of_version(version))


def points(path: str) -> list[tuple[str, str]]:
    return re.findall(r"M(-?\d+) (-?\d+)", path)


def test_the_whole_map_has_every_company_and_the_name_of_every_cluster(
    model: ModelVersion,
) -> None:
    drawn = whole(model)

    assert drawn.total == 110
    assert sum(len(points(layer.marks)) for layer in drawn.layers) == 110
    assert {name.text for name in drawn.names} == {each.name for each in model.clusters.all()}


def test_the_whole_map_is_light_whatever_the_number_of_companies(model: ModelVersion) -> None:
    store_many(model, 890)
    with_shapes = whole(model)
    store_many(model, 2_000)
    # Another name, for what was drawn is kept for a minute
    model.clusters.filter(number=0).update(given_name="Other")
    with_dots = whole(model)

    assert with_shapes.total == 1_000
    assert with_dots.total == 3_000
    for drawn in (with_shapes, with_dots):
        assert len(render_to_string("maps/whole.html", {"map": drawn})) < 30_000


def test_a_hidden_cluster_has_no_name_on_the_whole_map(model: ModelVersion) -> None:
    model.clusters.filter(number=3).update(is_hidden=True)

    drawn = whole(model)

    assert model.clusters.get(number=3).name not in {name.text for name in drawn.names}
    assert drawn.layers[0].cluster is None


def test_the_company_is_in_the_middle_of_its_surroundings(model: ModelVersion) -> None:
    company = Submission.objects.earliest("pk")

    drawn = around(model, company)

    assert drawn is not None
    assert drawn.place == (500, drawn.height // 2)
    html = render_to_string("maps/surroundings.html", {"around": drawn})
    assert f'class="ring" cx="500" cy="{drawn.height // 2}"' in html


def test_names_of_neighbours_cover_neither_one_another_nor_the_ring(model: ModelVersion) -> None:
    company = Submission.objects.earliest("pk")

    drawn = around(model, company)

    assert drawn is not None
    boxes = [named(name, COMPANY_NAMES.width(name.text), 0) for name in drawn.names.right]
    boxes += [named(name, COMPANY_NAMES.width(name.text), 1) for name in drawn.names.left]
    boxes += [named(name, COMPANY_NAMES.width(name.text), 0.5) for name in drawn.names.middle]
    assert len(boxes) > 1
    x, y = drawn.place
    boxes.append((x - 22, y - 22, x + 22, y + 22))
    for number, (left, top, right, bottom) in enumerate(boxes):
        for other in boxes[number + 1 :]:
            is_beside = right <= other[0] or other[2] <= left
            assert is_beside or bottom <= other[1] or other[3] <= top


def named(name: Name, width: float, before: float) -> tuple[float, float, float, float]:
    """What a name covers of which so much stands before its place."""
    left = name.x - before * width
    half = COMPANY_NAMES.line / 2
    return left, name.y - half, left + width, name.y + half


def test_hostile_titles_are_text_in_the_surroundings(model: ModelVersion) -> None:
    store_many(model, 1, title="<b>&</b>", side=0)
    company, hostile = Submission.objects.earliest("pk"), Submission.objects.latest("pk")
    row = company.assignments.get()
    place = {"map_x": row.map_x, "map_y": (row.map_y or 0) + 0.01, "map_cell": row.map_cell}
    hostile.assignments.update(**place)

    source = Source(model, model, OF_THE_SITE)
    drawn = surroundings(company, [hostile], source, ShownClusters.of_version(model))

    html = render_to_string("maps/surroundings.html", {"around": drawn})
    assert "&lt;b&gt;&amp;&lt;/b&gt;" in html


def test_a_company_without_a_place_has_no_surroundings(model: ModelVersion, company: Any) -> None:
    made = submissions.submit(**{**company, "text": "Zzyzx qwrtp flurbnak grondle vexmoo."})

    assert around(model, made) is None
