"""A body of very many small values would take a hundred times its size once it is read."""

import json

import pytest

from wire import json_body
from wire.json_body import MOST_NAMES, MOST_VALUES, TooManyValuesError


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
@pytest.mark.parametrize("value", ["[]", "{}", "0", '{"a":0}'])
def test_it_is_refused_before_it_is_read(
    monkeypatch: pytest.MonkeyPatch, value: str, encoding: str
) -> None:
    body = f"[{','.join([value] * (MOST_VALUES + 1))}]".encode(encoding)
    monkeypatch.setattr(json, "loads", lambda *_, **more: pytest.fail("it is read"))

    with pytest.raises(TooManyValuesError, match="more than (450,000 values|101,000 objects)"):
        json_body.loaded(body, float)


def test_commas_and_brackets_of_a_text_are_no_values() -> None:
    text = 'We lend, [save] and "trade" \\' + ",[{" * MOST_VALUES

    assert json_body.loaded(json.dumps([text]).encode(), float) == [text]


def test_names_may_be_many_but_not_all_different() -> None:
    same = [{"Text": "lends: money", 'with "quotes"': 1}] * (MOST_NAMES + 1)
    different = {f"column {number}": 1 for number in range(MOST_NAMES + 1)}

    assert json_body.loaded(json.dumps(same).encode(), float) == same
    with pytest.raises(TooManyValuesError, match="more than 20,000 different names"):
        json_body.loaded(json.dumps(different).encode(), float)


def test_a_string_without_an_end_is_looked_through_once() -> None:
    # Once for each of its quotes would take days
    body = b"[" + b"," * MOST_VALUES + b'"' + b'\\"' * 1_000_000

    with pytest.raises(TooManyValuesError):
        json_body.loaded(body, float)
