"""The studio's own package for Python, azureml 0.2.7, works with this service as it is on PyPI."""

import warnings
from collections.abc import Callable
from typing import Any, cast

import pytest

from clustering.model import Model
from tests.webservice.calls import BANK, HOSPITAL, TEXTS, Service, used

with warnings.catch_warnings():
    # Its regular expressions are older than raw strings
    warnings.simplefilter("ignore", (DeprecationWarning, SyntaxWarning))
    from azureml import services

pytestmark = pytest.mark.django_db(transaction=True)
DISTANCES = [f"DistancesToClusterCenter no.{number}" for number in range(3)]
TYPED = "api-version=2.0&details=true"


def published(address: str, key: str, returns: Any = None) -> Any:
    """The service as a function of the package. On Python 3 it has to be told its columns twice."""
    columns = {"Title": str, "Category": str, "Text": str}

    @services.service(address, key)
    @services.dataframe_service(**columns)
    @services.returns(returns)
    def score(Title: str, Category: str, Text: str) -> None:  # noqa: N803
        """Runs at the service."""

    return score


@pytest.fixture
def function(service: Service, at: str) -> Callable[..., Any]:
    def make(returns: Any = None, query: str = "api-version=2.0") -> Any:
        return published(at + service.execute_address(query), service.primary, returns)

    return make


def told(model: Model, text: str) -> tuple[int, list[float]]:
    """What the model says, with the 15 digits that a cell has."""
    (score,) = model.place([text])
    return cast(int, score.cluster), [float(f"{distance:.15g}") for distance in score.distances]


def test_a_tuple_is_read_by_its_places(function: Any, small_model: Model) -> None:
    cluster, *distances = function((str, float, float, float))("A bank", "Financials", BANK)

    assert (int(cluster), distances) == told(small_model, BANK)
    assert isinstance(cluster, str)
    assert all(isinstance(distance, float) for distance in distances)


def test_a_tuple_may_have_the_cluster_as_a_number(function: Any, small_model: Model) -> None:
    cluster, *_ = function((int, float, float, float))("A bank", "Financials", BANK)

    assert (type(cluster), cluster) == (int, told(small_model, BANK)[0])


@pytest.mark.parametrize("query", ["api-version=2.0", TYPED, "details=true&api-version=2.0"])
def test_a_dict_is_read_by_its_names(function: Any, small_model: Model, query: str) -> None:
    returns = {"Assignments": int, **dict.fromkeys(DISTANCES, float)}

    row = function(returns, query)("A hospital", "Health Care", HOSPITAL)

    assert list(row) == ["Assignments", *DISTANCES]
    assert (row["Assignments"], [row[name] for name in DISTANCES]) == told(small_model, HOSPITAL)


def test_without_an_annotation_the_details_tell_the_types(
    function: Any, small_model: Model
) -> None:
    row = function(query=TYPED)("A hospital", "Health Care", HOSPITAL)

    assert list(row) == ["Assignments", *DISTANCES]
    assert [type(value) for value in row.values()] == [int, float, float, float]
    assert (row["Assignments"], [row[name] for name in DISTANCES]) == told(small_model, HOSPITAL)


def test_arguments_are_told_by_name_in_any_order(function: Any, small_model: Model) -> None:
    row = function(query=TYPED)(Text=HOSPITAL, Title="A hospital", Category="")

    assert row["Assignments"] == told(small_model, HOSPITAL)[0]


@pytest.mark.parametrize("returns", [None, (int, float, float, float)], ids=["by name", "by place"])
def test_many_rows_are_one_call_and_come_back_in_order(
    function: Any, service: Service, small_model: Model, returns: Any
) -> None:
    texts = [*TEXTS, *reversed(TEXTS)] * 20
    titles = [f"Company {number}" for number in range(len(texts))]

    rows = function(returns, TYPED).map(titles, [""] * len(texts), texts)

    found = [list(row.values() if returns is None else row) for row in rows]
    assert [(cluster, distances) for cluster, *distances in found] == [
        told(small_model, text) for text in texts
    ]
    assert used(service) == [(1, 120)]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "   ",
        "Zürich's Großbank: 存款 “crédits” 🏦",
        'Deposits, "loans"\n\tand \\ {"type": "int"}',
        "0",
        "true",
    ],
    ids=["empty", "blanks", "unicode", "signs", "number", "word of JSON"],
)
def test_any_text_is_placed(function: Any, small_model: Model, text: str) -> None:
    row = function(query=TYPED)("Bänk 🏦", "", text)

    assert (row["Assignments"], [row[name] for name in DISTANCES]) == told(small_model, text)


def test_an_unknown_key_is_told_in_our_words(service: Service, at: str) -> None:
    stranger = published(
        at + service.execute_address(), service.primary[::-1], (str, float, float, float)
    )

    with pytest.raises(RuntimeError, match=r"^Invalid credentials provided\.$"):
        stranger("A bank", "", BANK)

    assert used(service) == []


def test_many_rows_with_an_unknown_key_are_told_the_same(service: Service, at: str) -> None:
    stranger = published(at + service.execute_address(TYPED), "no-such-key")

    with pytest.raises(RuntimeError, match=r"^Invalid credentials provided\.$"):
        stranger.map(["A bank"], [""], [BANK])


def test_an_unknown_service_is_told_with_its_code(service: Service, at: str) -> None:
    address = (
        f"{at}/workspaces/{service.stored.workspace}/services/{'0' * 32}/execute?api-version=2.0"
    )

    with pytest.raises(ValueError, match="NotFound") as refusal:
        published(address, service.primary)("A bank", "", BANK)

    assert "There is no such service in this workspace." in str(refusal.value)


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ("", "BadVersionCall"),
        ("api-version=1.0", "BadVersionCall"),
        (f"{TYPED}x", "InvalidQueryParameter"),
    ],
)
def test_a_wrong_address_is_told_with_its_code(
    function: Any, service: Service, query: str, code: str
) -> None:
    with pytest.raises(ValueError, match=code):
        function(query=query)("A bank", "", BANK)

    assert used(service) == []


def test_no_rows_at_all_are_told_so(function: Any) -> None:
    with pytest.raises(ValueError, match="RequestIsEmpty"):
        function(query=TYPED).map([], [], [])


def test_another_input_name_is_told_the_right_one(function: Any) -> None:
    score = function(query=TYPED)
    services.input_name("dataset")(score.func)

    with pytest.raises(ValueError, match="The one input is input1"):
        score("A bank", "", BANK)
