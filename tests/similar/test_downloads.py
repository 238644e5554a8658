"""Lists of similar companies as files."""

import csv
import io

import pytest
from django.test import Client

from scoring.models import ModelVersion, Submission


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


@pytest.mark.parametrize("wanted", ["csv", "xlsx"])
def test_a_company_that_does_not_exist_is_404(client: Client, db: None, wanted: str) -> None:
    assert client.get(f"/submissions/999999/?format={wanted}").status_code == 404
