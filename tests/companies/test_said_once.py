"""What all rows of a list have in common is said by its filters, and not in every row."""

from django.test import Client

from scoring.models import ModelVersion


def test_a_list_of_one_category_says_industries_alone(client: Client, model: ModelVersion) -> None:
    def categories(address: str) -> list[str]:
        return [row.category for row in client.get(address).context["listed"].rows]

    of_one = categories("/submissions/?category=Financials")
    found = categories("/submissions/?q=bank")

    assert len(of_one) == 10
    assert not any(category.startswith("Financials") for category in of_one)
    # Without that filter it is said, though all may be of one
    assert any(category.startswith("Financials") for category in found)
