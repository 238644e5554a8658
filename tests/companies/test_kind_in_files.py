"""Files of lists, and the data of one company, tell its kind of business."""

import csv
import io
import json
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from openpyxl import load_workbook

from scoring.companies import submissions
from scoring.models import ModelVersion, Submission
from scoring.review.kinds import correct_kind
from tests.companies.kinds import said
from tests.kinds.site import BANK, NOTHING, OF_BANK
from tests.search import companies
from tests.servers import ScoringServer

OF_KIND = ("sector", "sector_probability", "second_sector", "segment", "segment_probability")
NAMES = (*OF_KIND, "answer")
COLUMNS = (*NAMES, "how_sure")
NOTHING_TOLD = dict.fromkeys(NAMES, "")
TOLD: dict[str, tuple[Any, ...]] = {
    "Ark Bank": (
        *("Financials", 0.75, "Energy", "Regional and community banks", 0.5),
        *("probable", "Probably Financials, perhaps Oil and gas"),
    ),
    # A reviewer's word has no probability, and no second sector
    "Bread Bank": ("Consumer Staples", "", "", "Bakeries", "", "sure", "Sure"),
    "Dough": ("Financials", "", "", "", "", "sure", "Sure"),
    "Hush": ("", "", "", "", "", "unplaced", "Too little to say"),
    "Idle": ("", "", "", "", "", "", ""),
}


def told_in_file(client: Client, query: str, wanted: str) -> dict[str, tuple[Any, ...]]:
    """Title -> what the last columns say of the kind; nothing is an empty string."""
    response = client.get(f"/submissions/?{query}&format={wanted}")
    data = b"".join(response.streaming_content)
    if wanted == "json":
        rows = [list(row.items()) for row in json.loads(data)]
    else:
        header, *cells = read_csv(data) if wanted == "csv" else read_xlsx(data)
        names = [str(name).lower().replace(" ", "_") for name in header]
        rows = [list(zip(names, row, strict=True)) for row in cells]
    found = {}
    for row in rows:
        of_kind = row[-len(COLUMNS) :]
        assert tuple(name for name, _ in of_kind) == COLUMNS
        found[dict(row)["title"]] = tuple(plain(cell) for _, cell in of_kind)
    return found


def read_csv(data: bytes) -> list[list[Any]]:
    return list(csv.reader(io.StringIO(data.decode("utf-8-sig"))))


def read_xlsx(data: bytes) -> list[list[Any]]:
    return [list(row) for row in load_workbook(io.BytesIO(data)).active.values]


def plain(cell: Any) -> Any:
    try:
        return float(cell)
    except (TypeError, ValueError):
        return cell or ""


def told_of(client: Client, company: Submission) -> dict[str, Any]:
    data = client.get(f"{company.get_absolute_url()}?format=json").json()
    return {name: data.get(name, "left out") for name in NAMES}


@pytest.mark.parametrize("wanted", ["csv", "xlsx", "json"])
def test_a_file_of_a_list_tells_the_kind_that_is_shown(
    client: Client, placed: ModelVersion, wanted: str
) -> None:
    found = told_in_file(client, "sort=title", wanted)

    assert {title: found[title] for title in TOLD} == TOLD
    assert len(found) == placed.assignments.count()


@pytest.mark.parametrize("wanted", ["csv", "xlsx", "json"])
def test_companies_before_any_model_have_empty_cells(client: Client, db: None, wanted: str) -> None:
    submissions.submit(title="Early", category="", text=BANK)

    assert told_in_file(client, "", wanted) == {"Early": ("",) * len(COLUMNS)}


@pytest.mark.parametrize("wanted", ["csv", "xlsx", "json"])
def test_a_name_that_looks_like_a_formula_is_no_formula(
    client: Client, placed: ModelVersion, wanted: str
) -> None:
    companies.store(placed, {"title": "Sly", "kind": said("Energy", "=1+1")})

    sector, _, _, segment, probability, *_ = told_in_file(client, "q=sly", wanted)["Sly"]

    guarded = "'=1+1" if wanted == "csv" else "=1+1"
    assert (sector, segment, probability) == ("Energy", guarded, 0.5)


def test_the_data_of_a_company_tell_its_kind(client: Client, kinds: ModelVersion) -> None:
    company = submissions.submit(title="New", category="", text=BANK)
    row = company.assignments.get()

    assert told_of(client, company) == {
        "sector": OF_BANK[0],
        "sector_probability": row.sector_probability,
        "second_sector": row.next_kinds["sectors"][0][0],
        "segment": OF_BANK[1],
        "segment_probability": row.segment_probability,
        "answer": "sure",
    }


def test_the_data_of_a_corrected_company_have_no_probability(
    client: Client, kinds: ModelVersion, staff: User
) -> None:
    company = submissions.submit(title="New", category="", text=BANK)

    said = correct_kind(
        company, sector="Consumer Staples", segment="Bakeries", last=0, reviewer=staff
    )

    assert told_of(client, company) == {
        "sector": "Consumer Staples",
        "sector_probability": None,
        "second_sector": "",
        "segment": "Bakeries",
        "segment_probability": None,
        "answer": "sure",
    }
    correct_kind(company, sector="", segment="", last=said.pk, reviewer=staff)
    assert told_of(client, company)["segment_probability"] is not None


def test_a_corrected_segment_of_the_same_sector_leaves_the_model_s_word_on_the_sector(
    client: Client, kinds: ModelVersion, staff: User
) -> None:
    company = submissions.submit(title="New", category="", text=BANK)
    before = told_of(client, company)

    correct_kind(company, sector="Financials", segment="Pawnbrokers", last=0, reviewer=staff)

    assert told_of(client, company) == {
        **before,
        "segment": "Pawnbrokers",
        "segment_probability": None,
    }


def test_the_data_of_a_text_of_unknown_words_have_nothing_of_it(
    client: Client, kinds: ModelVersion
) -> None:
    company = submissions.submit(title="New", category="", text=NOTHING)

    assert told_of(client, company) == {
        **NOTHING_TOLD,
        "sector_probability": None,
        "segment_probability": None,
        "answer": "unplaced",
    }


def test_the_data_of_a_company_that_waits_for_a_model_leave_it_out(
    client: Client, db: None
) -> None:
    company = submissions.submit(title="Early", category="", text=BANK)

    assert set(told_of(client, company).values()) == {"left out"}


def test_similar_companies_tell_theirs_in_the_data_and_in_the_file(
    client: Client, kinds: ModelVersion
) -> None:
    company = submissions.submit(title="New", category="", text=BANK)

    told = client.get(f"{company.get_absolute_url()}?format=json").json()["similar"]
    rows = b"".join(client.get(f"/similar/?like={company.pk}&format=csv").streaming_content)

    assert {each["sector"] for each in told} > {OF_BANK[0]}
    own = kinds.assignments.get(submission=told[0]["id"])
    assert told[0]["segment_probability"] == own.segment_probability
    header, first, *_ = read_csv(rows)
    columns = [name.replace("_", " ").capitalize() for name in COLUMNS]
    assert header[-len(columns) :] == columns
    in_file = dict(zip(COLUMNS, first[-len(columns) :], strict=True))
    assert {in_file[name] == told[0][name] for name in ("sector", "segment", "answer")} == {True}


def test_beside_a_remote_service_the_data_tell_the_kind_too(
    client: Client, kinds: ModelVersion, remote: ScoringServer
) -> None:
    company = submissions.submit(title="New", category="", text=BANK)

    told = told_of(client, company)

    assert (told["sector"], told["segment"]) == OF_BANK
    assert told_in_file(client, "q=new", "json")["New"][0] == "Financials"
