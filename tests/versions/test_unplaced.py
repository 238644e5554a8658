"""A text that says too little gets no cluster, and is told so; one plain sentence gets one."""

import pytest
from django.test import Client

from scoring.clusters import overview
from scoring.endpoint import embedded
from scoring.models import ModelVersion, Submission
from scoring.models.collections import OF_THE_SITE
from tests.conftest import work
from tests.versions.small_site import (
    BANK,
    UNKNOWN,
    activate,
    companies,
    home,
    newest,
    row_of,
    run,
    send,
    store,
)
from tests.versions.tables import page_of, plain, titles_on

pytestmark = pytest.mark.django_db

TOO_LITTLE = {
    "one word": "bank",
    "one word, many times": "Bank, bank. BANK! bank",
    "words that nobody knows": UNKNOWN,
    "symbols": "$$$ !!! ??? *** --- §§§",
    "numbers": "12345 67890 3.14 1,000,000",
    "emoji": "🦆🦆🦆 🏦💰",
    "stop words": "the and of it is we are they",
    "an address": "https://bank.example/loans?deposits=1 desk@bank.example",
    "German": "Wir sind eine Bank und machen Überweisungen für Kunden in der Stadt.",
    "French": "Nous sommes une banque et nous prêtons de l'argent aux familles et aux boutiques.",
    "Spanish": "Somos un banco que presta dinero a las familias y a las tiendas.",
    "Russian": "Банк принимает вклады и выдаёт кредиты фермерам и магазинам.",
    "Chinese": "银行接受存款，并向农民、家庭和商店提供贷款。",
    "Arabic": "بنك يقبل الودائع ويقرض المال للمزارعين والعائلات والمتاجر.",
}
PLAIN = {
    "a one-liner": BANK,
    "a one-liner with a stop": "We are a bank and perform transactions.",
    "capitals": "WE ARE A BANK AND PERFORM TRANSACTIONS",
    "two words": "bank loans",
}


def submit(client: Client, text: str) -> Submission:
    response = client.post("/", {"title": "Newcomer", "category": "Odd", "text": text})
    assert response.status_code == 302
    return Submission.objects.latest("pk")


def test_a_text_that_says_too_little_is_stored_unplaced(
    client: Client, first: ModelVersion
) -> None:
    companies = {case: submit(client, text) for case, text in TOO_LITTLE.items()}

    rows = {case: company.assignments.get() for case, company in companies.items()}
    assert {case: row.status for case, row in rows.items()} == dict.fromkeys(TOO_LITTLE, "unplaced")
    for case, row in rows.items():
        assert companies[case].text == TOO_LITTLE[case]
        assert (row.cluster, row.shown_cluster, row.reason) == (None, None, ""), case
        assert (row.distances, row.sure, row.vector, row.verdict) == (
            [],
            None,
            None,
            "unreviewed",
        ), case
        assert row.scored_at is not None, case
        assert row.coverage == embedded.model(first.pk).score([TOO_LITTLE[case]])[0].coverage, case
    assert rows["words that nobody knows"].coverage == 0
    assert rows["one word"].coverage > 0


@pytest.mark.parametrize("case", ["one word", "words that nobody knows", "German"])
def test_its_page_says_why_and_shows_the_coverage_and_no_cluster(
    client: Client, first: ModelVersion, case: str
) -> None:
    company = submit(client, TOO_LITTLE[case])
    coverage = round(100 * company.assignments.get().coverage)

    page = page_of(client, company.get_absolute_url())

    assert "Too little to say" in page
    why = f"Only {coverage} % of what this text says is familiar"
    if not coverage:
        why = "The model knows none of the words in this text"
    elif coverage >= 40:
        why = "This text says too little to go by"
    assert why in plain(page)
    assert "A few plain sentences about what the company does are usually enough." in page
    for part in (
        "Likely clusters",
        "Distance",
        'class="cluster"',
        "hx-get",
        "Try again",
    ):
        assert part not in page.partition("<main")[2]
    assert "the description shares too few words with the companies stored here" in page


def test_a_text_of_placeholders_is_told_that_it_has_no_words(
    client: Client, first: ModelVersion
) -> None:
    company = submit(client, "{{x}} {{y}}")

    page = page_of(client, company.get_absolute_url())

    assert "This text has no words that say what the company does" in plain(page)


def test_the_lists_show_it_without_a_cluster(client: Client, first: ModelVersion) -> None:
    company = submit(client, "bank")

    history = page_of(client, "/submissions/")
    line = history.split("<tbody")[1].split("</tr>")[0]
    assert company.title in line
    assert '<span class="chip unsure">Too little to say</span>' in line
    assert '<span class="chip unsure">Too little to say</span>' in line
    of_status = client.get("/submissions/?status=unplaced").context["listed"]
    assert [row.pk for row in of_status.page.companies] == [company.pk]
    for number in range(3):
        assert company.title not in titles_on(page_of(client, f"/clusters/{number}/"))
    assert sum(shelf.size for shelf in overview.shelves(first, OF_THE_SITE)) == 30


def test_it_is_nobody_s_similar_company(client: Client, first: ModelVersion) -> None:
    company = submit(client, "bank")
    for other in Submission.objects.exclude(pk=company.pk).order_by("pk")[:3]:
        similar = [
            each.company for each in client.get(other.get_absolute_url()).context["similar"].rows
        ]
        assert similar
        assert company not in similar


def test_the_worker_stores_it_the_same_way(first: ModelVersion) -> None:
    store(
        [
            {**companies()[0], "Title": name, "Text": text, "source": "import"}
            for name, text in TOO_LITTLE.items()
        ]
    )

    work()

    rows = first.assignments.filter(source="import")
    assert set(rows.values_list("status", "cluster", "shown_cluster")) == {("unplaced", None, None)}
    assert rows.count() == len(TOO_LITTLE)
    assert set(rows.values_list("attempts", flat=True)) == {1}


def test_a_plain_line_in_english_is_placed(client: Client, model: ModelVersion) -> None:
    bank = home(model, "Financials")

    companies = {case: submit(client, text) for case, text in PLAIN.items()}

    rows = {case: company.assignments.get() for case, company in companies.items()}
    found = {case: (row.status, row.cluster, row.shown_cluster) for case, row in rows.items()}
    assert found == dict.fromkeys(PLAIN, ("scored", bank, bank))
    for case, row in rows.items():
        assert len(row.distances) == model.k, case
        assert 0 < row.coverage <= 1, case
        page = page_of(client, companies[case].get_absolute_url())
        assert "Too little to say" not in page, case


def test_what_one_version_could_not_place_another_may(client: Client, first: ModelVersion) -> None:
    company = send(text="Beekeepers harvest honey, propolis, beeswax, royal jelly")
    assert company.assignments.get().status == "unplaced"
    bees = f"{company.text}. {companies()[0]['Text']}"
    store(
        [
            {**companies()[0], "Title": f"Apiary {number}", "Text": bees, "source": "import"}
            for number in range(3)
        ]
    )
    run("train", k=3, rows="all")

    second = activate(newest())

    assert row_of(company, second).status == "scored"
    page, earlier = page_of(client, company.get_absolute_url()).split("Under other model versions")
    assert "Too little known text" not in page
    assert "unplaced" in earlier
    assert f'href="/models/{first.pk}/">{first.pk}</a>' in earlier
