"""A program that calls the service gets the numbers of its model, in the form that it asks for."""

import json
from typing import Any

import pytest

from clustering.model import Model
from scoring.models import ModelVersion
from tests.webservice.calls import (
    BANK,
    COLUMNS,
    HOSPITAL,
    POWER,
    TEXTS,
    Service,
    assert_cells,
    execute,
    made,
    objects,
    post,
    rows_of,
    table,
    with_input,
)

pytestmark = pytest.mark.django_db
RESULT_COLUMNS = ["Assignments", *(f"DistancesToClusterCenter no.{number}" for number in range(3))]
SHAPES = {"table": table, "objects": objects}


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize(
    "query", ["api-version=2.0", "details=false&api-version=2.0", "API-Version=2.0"]
)
def test_without_details_the_reply_is_a_table_without_types(
    service: Service, small_model: Model, shape: str, query: str
) -> None:
    reply = execute(service, SHAPES[shape](BANK), query)

    assert reply.status == 200
    value = reply.body["Results"]["output1"]["value"]
    assert reply.body == {"Results": {"output1": {"type": "table", "value": value}}}
    assert list(value) == ["ColumnNames", "Values"]
    assert value["ColumnNames"] == RESULT_COLUMNS
    (score,) = small_model.place([BANK])
    (cells,) = value["Values"]
    assert_cells(cells, score.cluster, score.distances)


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("query", ["api-version=2.0&details=true", "details=True&api-version=2.0"])
def test_details_add_only_the_types_of_the_columns(
    service: Service, shape: str, query: str
) -> None:
    body = SHAPES[shape](*TEXTS)

    detailed, plain = execute(service, body, query), execute(service, body)

    value = detailed.body["Results"]["output1"]["value"]
    assert value.pop("ColumnTypes") == ["Int32", "Double", "Double", "Double"]
    assert detailed.body == plain.body


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize(
    "query",
    [
        "api-version=2.0&format=swagger",
        "api-version=2.0&details=true&format=swagger",
        "FORMAT=Swagger&api-version=2.0",
    ],
)
def test_the_swagger_form_is_a_bare_list_of_objects(
    service: Service, small_model: Model, shape: str, query: str
) -> None:
    reply = execute(service, SHAPES[shape](*TEXTS), query)

    assert reply.status == 200
    rows = reply.body["Results"]["output1"]
    assert reply.body == {"Results": {"output1": rows}}
    assert [list(row) for row in rows] == [RESULT_COLUMNS] * 3
    for row, score in zip(rows, small_model.place(TEXTS), strict=True):
        assert_cells(list(row.values()), score.cluster, score.distances)


def test_every_row_is_answered_in_its_order(service: Service, small_model: Model) -> None:
    texts = [f"{text} {number}" for number in range(40) for text in TEXTS]

    cells = rows_of(execute(service, table(*texts)))

    assert len(cells) == 120
    for row, score in zip(cells, small_model.place(texts), strict=True):
        assert_cells(row, score.cluster, score.distances)
    assert [row[0] for row in cells[:3]] != [cells[0][0]] * 3


def test_a_row_scores_the_same_alone_and_among_others(service: Service) -> None:
    alone = [rows_of(execute(service, table(text)))[0] for text in TEXTS]

    assert rows_of(execute(service, objects(*TEXTS))) == alone


def test_there_are_as_many_distances_as_the_model_has_clusters(model: ModelVersion) -> None:
    (row,) = rows_of(execute(made(), table(BANK)))

    assert model.k == 11
    assert len(row) == 12
    assert len(row[0]) == 1


@pytest.mark.parametrize(
    "text",
    [
        "",
        " \n",
        None,
        "zzyzx qwrtp flurbnak",
        "Мы банк и даём кредиты",
        "日本語の会社",
        "\ud800\udc00 \ud83d",
        "\x00",
        "7",
    ],
)
def test_a_text_of_which_nothing_is_known_gets_the_nearest_centre(
    service: Service, small_model: Model, text: str | None
) -> None:
    (row,) = rows_of(execute(service, table(text)))

    (score,) = small_model.place([(text or "").encode("utf-8", "replace").decode()])
    assert_cells(row, score.cluster, score.distances)
    assert score.cluster is not None


@pytest.mark.parametrize("cell", [5, 1.5, True, False, None])
def test_a_cell_may_be_a_number_a_truth_or_missing(service: Service, cell: Any) -> None:
    (row,) = rows_of(
        execute(service, with_input([{"Title": cell, "Category": cell, "Text": cell}]))
    )

    assert len(row) == 4


def test_not_a_number_is_a_missing_cell(service: Service) -> None:
    body = (
        b'{"Inputs": {"input1": [{"Title": NaN, "Category": NaN, "Text": '
        b'NaN}]}, "GlobalParameters": {}}'
    )

    assert rows_of(execute(service, body)) == rows_of(execute(service, table("")))


@pytest.mark.parametrize(
    "columns", [["Text"], ["text"], ["Text", "Category"], ["TITLE", "TEXT"], ["Other", "Text"]]
)
def test_only_the_text_column_is_needed_in_whatever_place_and_case(
    service: Service, columns: list[str]
) -> None:
    values = [[text if name.lower() == "text" else "Other" for name in columns] for text in TEXTS]
    expected = rows_of(execute(service, table(*TEXTS)))

    assert (
        rows_of(execute(service, with_input({"ColumnNames": columns, "Values": values})))
        == expected
    )
    rows = [dict(zip(columns, row, strict=True)) for row in values]
    assert rows_of(execute(service, with_input(rows))) == expected


def test_title_and_category_do_not_change_the_numbers(service: Service) -> None:
    values = [["A bank", "Financials", POWER], ["", "", POWER], [None, HOSPITAL, POWER]]

    first, second, third = rows_of(
        execute(service, with_input({"ColumnNames": COLUMNS, "Values": values}))
    )

    assert first == second == third


@pytest.mark.parametrize("name", ["input1", "Input1", "INPUT1"])
def test_the_input_may_be_named_in_any_case_and_the_output_is_the_declared_one(
    service: Service, name: str
) -> None:
    body = with_input({"ColumnNames": COLUMNS, "Values": [["", "", BANK]]}, name)

    assert list(execute(service, body).body["Results"]) == ["output1"]


@pytest.mark.parametrize("parameters", [{}, None])
def test_global_parameters_may_be_empty_or_null(service: Service, parameters: Any) -> None:
    assert rows_of(execute(service, {**table(BANK), "GlobalParameters": parameters}))


def test_global_parameters_may_be_left_out(service: Service) -> None:
    assert rows_of(execute(service, {"Inputs": table(BANK)["Inputs"]}))


@pytest.mark.parametrize(
    "content_type",
    [
        *(
            "application/json; charset=utf-8",
            "text/json",
            "text/plain; charset=utf-8",
            "text/html; charset=latin-1",
        ),
        *(
            "application/x-www-form-urlencoded",
            "multipart/form-data; boundary=x",
            "multipart/form-data",
            "nonsense",
            "",
        ),
    ],
)
def test_the_body_is_read_as_json_whatever_its_content_type_says(
    service: Service, content_type: str
) -> None:
    expected = rows_of(execute(service, table(BANK)))

    assert rows_of(execute(service, table(BANK), content_type=content_type)) == expected


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32"])
def test_the_body_may_be_in_any_encoding_of_unicode(service: Service, encoding: str) -> None:
    body = json.dumps(table(f"{BANK} Ω"), ensure_ascii=False).encode(encoding)

    assert rows_of(execute(service, body)) == rows_of(execute(service, table(f"{BANK} Ω")))


def test_a_body_of_six_megabytes_is_read(service: Service) -> None:
    body = with_input([{"Note": "x" * 6_000_000, "Text": BANK}])

    assert rows_of(execute(service, body)) == rows_of(execute(service, table(BANK)))


def test_ids_count_in_any_case_of_letters(version: ModelVersion) -> None:
    service = made(workspace="AbC0_def", service="0a1B2c-X")

    for address in (
        service.address,
        service.address.lower(),
        "/workspaces/ABC0_DEF/services/0A1B2C-X",
    ):
        assert rows_of(execute(service, table(BANK), address=address))


def test_a_reply_is_not_kept_by_caches_and_has_an_id_of_its_own(service: Service) -> None:
    replies = [execute(service, table(BANK)) for _ in range(2)]

    assert len({reply.headers["x-ms-request-id"] for reply in replies}) == 2
    assert all("no-store" in reply.headers["Cache-Control"] for reply in replies)
    assert not any("Set-Cookie" in reply.headers for reply in replies)


def test_unknown_parameters_of_the_query_are_ignored(service: Service) -> None:
    address = service.execute_address("api-version=2.0&details=true&trace=1")

    assert rows_of(post(address, table(BANK), {"authorization": f"Bearer {service.primary}"}))
