"""A body of very many small values would take a hundred times its size once it is read."""

import json

import pytest

from wire import json_body
from wire.json_body import MOST_VALUES, TooManyValuesError


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
@pytest.mark.parametrize("value", ["[]", "{}", "0", '{"a":0}'])
def test_it_is_refused_before_it_is_read(
    monkeypatch: pytest.MonkeyPatch, value: str, encoding: str
) -> None:
    body = f"[{','.join([value] * (MOST_VALUES + 1))}]".encode(encoding)
    monkeypatch.setattr(json, "loads", lambda *_, **more: pytest.fail("it is read"))

    with pytest.raises(TooManyValuesError, match="more than 450,000 values"):
        json_body.loaded(body, float)


def test_commas_and_brackets_of_a_text_are_no_values() -> None:
    text = 'We lend, [save] and "trade" \\' + ",[{" * MOST_VALUES

    assert json_body.loaded(json.dumps([text]).encode(), float) == [text]
