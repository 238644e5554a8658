"""Lists of similar companies as files."""

import csv
import io

import pytest
from django.test import Client

from scoring.models import ModelVersion, Submission
from tests.similar.companies import store


def lines(client: Client, address: str) -> list[dict[str, str]]:
    response = client.get(address)
    assert response.status_code == 200
    return list(
        csv.DictReader(io.StringIO(b"".join(response.streaming_content).decode("utf-8-sig")))
    )


def test_the_similar_companies_of_one_and_of_several(client: Client, model: ModelVersion) -> None:
    one, two = Submission.objects.order_by("pk")[:2]

    for address in (
        f"/submissions/{one.pk}/?show=20&",
        f"/similar/?like={one.pk}&like={two.pk}&show=20&",
    ):
        shown = client.get(address).context["similar"].rows
        found = lines(client, f"{address}format=csv")

        assert len(found) == 20
        assert [int(row["Id"]) for row in found] == [each.company.pk for each in shown]
        assert [int(row["Score"]) for row in found] == [each.score for each in shown]
        assert [row["Closeness"] for row in found] == [each.word for each in shown]
        assert found[0]["Both mention"] == ", ".join(shown[0].phrases)


def test_a_filter_holds_in_the_file(client: Client, model: ModelVersion) -> None:
    one = Submission.objects.order_by("pk")[0]

    found = lines(client, f"/submissions/{one.pk}/?category=Energy&format=csv")

    assert {row["Category"] for row in found} == {"Energy"}


def test_data_say_which_examples_could_not_be_used(client: Client, model: ModelVersion) -> None:
    unplaced = store("Unplaced One", "Zzyzx qwrtp flurbnak grondle vexmoo.")
    one = Submission.objects.order_by("pk")[0]
    data = client.get(f"/similar/?like={one.pk}&like={unplaced.pk}&like=999999&format=json").json()

    assert len(data["similar"]) == 10
    assert data["notes"] == [
        "There is no company '999999' here, so it was left out.",
        "Unplaced One has no place, so it is left out.",
    ]
    assert set(client.get(f"/similar/?like={one.pk}&format=json").json()) == {"same", "similar"}


def test_of_five_hundred_examples_ten_are_used_and_data_say_so(
    client: Client, model: ModelVersion
) -> None:
    ids = Submission.objects.order_by("pk").values_list("pk", flat=True)
    query = "&".join(f"like={pk}" for pk in ids[:500])

    data = client.get(f"/similar/?{query}&format=json").json()

    assert data["notes"] == ["Only the first 10 of the companies that you chose are used."]
    assert len(data["similar"]) == 10


@pytest.mark.parametrize(
    ("text", "told"), [("", "Describe the company"), ("x" * 2000, "Use 1,000 characters or fewer")]
)
def test_a_text_that_cannot_be_read_is_told_to_programs_as_data(
    client: Client, db: None, text: str, told: str
) -> None:
    response = client.post("/similar/?format=json", {"text": text})

    assert response.status_code == 422
    assert told in response.json()["notes"][0]


@pytest.mark.parametrize("wanted", ["csv", "xlsx"])
def test_a_company_that_does_not_exist_is_404(client: Client, db: None, wanted: str) -> None:
    assert client.get(f"/submissions/999999/?format={wanted}").status_code == 404
