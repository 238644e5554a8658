"""What a scoring service says in an error body."""

import json
from typing import Any

import pytest

from wire.client.errors import error_sentence


def classic(message: Any, *details: Any) -> dict[str, Any]:
    return {
        "error": {
            "code": "BadArgument",
            "message": message,
            "details": [{"message": each} for each in details],
        }
    }


SAID: dict[str, tuple[Any, str]] = {
    "classic": (
        classic("Not valid.", "The column is missing."),
        "Not valid. The column is missing.",
    ),
    "classic with several details": (classic("Not valid.", "One.", "Two."), "Not valid. One. Two."),
    "classic that repeats itself": (classic("Not valid.", "Not valid."), "Not valid."),
    "classic without a message": (classic(None, "Only this."), "Only this."),
    "classic without details": ({"error": {"message": "Only this."}}, "Only this."),
    "designer": (
        {"error": {"code": 400, "message": "Input Data Error.", "details": ""}},
        "Input Data Error.",
    ),
    "designer with details": (
        {"error": {"message": "Wrong.", "details": "All of it."}},
        "Wrong. All of it.",
    ),
    "an online endpoint": ({"message": "The model failed."}, "The model failed."),
    "mlflow": ({"error_code": "BAD_REQUEST", "message": "Schema."}, "Schema."),
    "open inference": ({"error": "no such model"}, "no such model"),
    "a JSON string": ("just text", "just text"),
    "several lines": ({"error": "one\n\n  two\ttabs\x1b[31m"}, "one two tabs [31m"),
    "a page in the message": ({"message": "<html><p>Sorry</p></html>"}, ""),
    "a page in the details": (classic("Failed.", "502 <html>Bad gateway</html>"), "Failed."),
    "details of another kind": (
        {"error": {"message": "Failed.", "details": [3, None, {"message": 4}]}},
        "Failed.",
    ),
    "nothing known": ({"status": 500}, ""),
    "a number": (500, ""),
    "a list": (["a"], "a"),
    "FastAPI": ({"detail": "Not Found"}, "Not Found"),
    "FastAPI's validation": (
        {
            "detail": [
                {"loc": ["body", "rows", 0, "text"], "msg": "Field required", "input": {"a": "b"}},
                {"loc": ["body"], "msg": "Extra."},
            ]
        },
        "rows.0.text: Field required. Extra.",
    ),
    "RFC 7807": (
        {"type": "about:blank", "title": "Bad Request", "status": 400, "detail": "Text is missing"},
        "Bad Request. Text is missing",
    ),
    "ASP.NET": (
        {"title": "Wrong.", "errors": {"Text": ["Too long."]}, "traceId": "00-1"},
        "Wrong. Text: Too long.",
    ),
    "Django REST framework": (
        {"title": ["Required."], "non_field_errors": ["Too many."]},
        "title: Required. Too many.",
    ),
    "marshmallow": ({"errors": {"text": "Missing data."}}, "text: Missing data."),
    "JSON API": ({"errors": [{"title": "Bad", "detail": "No text"}]}, "Bad. No text"),
    "SageMaker": (
        {"ErrorCode": "CLIENT_ERROR_FROM_MODEL", "LogStreamArn": "arn", "Message": "It is bad."},
        "It is bad.",
    ),
    "text embeddings inference": (
        {"error": "batch size 200 > maximum 32", "error_type": "Validation"},
        "batch size 200 > maximum 32",
    ),
    "a function in the cloud": ({"errorMessage": "No text", "errorType": "KeyError"}, "No text"),
    "Spring": (
        {
            "timestamp": "2026",
            "error": "Bad Request",
            "errors": [{"defaultMessage": "must not be blank", "field": "text"}],
            "path": "/score",
        },
        "Bad Request. text: must not be blank",
    ),
    "RFC 9457": (
        {"title": "Invalid", "errors": [{"detail": "is empty", "pointer": "#/rows/text"}]},
        "Invalid. rows.text: is empty",
    ),
    "Jira": ({"errorMessages": ["No entry"], "errors": {}}, "No entry"),
    "violations": (
        {"title": "Invalid", "violations": [{"propertyPath": "text", "message": "Too short"}]},
        "Invalid. text: Too short",
    ),
    "invalid-params": (
        {"title": "Invalid", "invalid-params": [{"name": "text", "reason": "is empty"}]},
        "Invalid. text: is empty",
    ),
    "gRPC": (
        {
            "code": 3,
            "message": "Invalid",
            "details": [{"fieldViolations": [{"field": "text", "description": "required"}]}],
        },
        "Invalid. text: required",
    ),
    "ajv": (
        [{"instancePath": "/rows/text", "message": "must be string"}],
        "rows.text: must be string",
    ),
    "Seldon": (
        {"status": {"code": 500, "info": "Bad shape", "reason": "BAD_DATA", "status": 1}},
        "BAD_DATA. Bad shape",
    ),
    "Elasticsearch": ({"error": {"type": "x", "reason": "no text"}, "status": 400}, "no text"),
    "OData": (
        {"error": {"code": "x", "message": {"lang": "en-US", "value": "Text is empty."}}},
        "Text is empty.",
    ),
    "OData of old": (
        {"odata.error": {"code": "", "message": {"lang": "en-US", "value": "No such set."}}},
        "No such set.",
    ),
    "JSend": (
        {"status": "fail", "data": {"title": "A title is required", "text": ["Too long"]}},
        "title: A title is required. text: Too long",
    ),
    "JSend with a sentence": ({"status": "fail", "data": {"message": "No text"}}, "No text"),
    "JSend of a crash": (
        {"status": "error", "message": "No model", "data": {"try": "later"}},
        "No model. try: later",
    ),
    "data that are not what is wrong": ({"status": "ok", "data": {"text": "We are a bank"}}, ""),
    "other spellings": ({"error_message": "No text", "Status-Message": "Bad"}, "No text. Bad"),
    "a code alone": ({"errors": [{"code": "text_missing"}]}, "text_missing"),
    "a page with a title": (
        "<html><head><title>413 Too &amp; Large</title></head></html>",
        "413 Too & Large",
    ),
    "XML": (
        "<?xml version='1.0'?><Error><Code>Denied</Code><Message>No entry</Message></Error>",
        "No entry",
    ),
    "an answer that is to come": ({"id": "x1", "status": "queued"}, ""),
    "null": (None, ""),
    "an error that is a number": ({"error": 500}, ""),
}


@pytest.mark.parametrize("name", SAID)
def test_the_sentence_of_a_body_is_found(name: str) -> None:
    body, sentence = SAID[name]

    assert error_sentence(json.dumps(body).encode()) == sentence


@pytest.mark.parametrize(
    ("body", "sentence"),
    [
        (b"The deployment is not ready.\r\n", "The deployment is not ready."),
        ("\ufeffZurück in 5 Minuten".encode(), "Zurück in 5 Minuten"),
        ("Schlüssel ungültig – geh “heim”".encode("cp1252"), "Schlüssel ungültig – geh “heim”"),
        ("Clé refusée, déjà périmée".encode("latin-1"), "Clé refusée, déjà périmée"),
        ("Ключ неверный".encode("cp1251"), ""),
        ("No entry".encode("utf-16"), "No entry"),
        ("No entry".encode("utf-16-le"), "No entry"),
        (b"", ""),
        (b"  \n", ""),
        (b"<!DOCTYPE html><html><body>Not found</body></html>", ""),
        (b"\n  <h1>504</h1>", ""),
        (b"Error <HTML lang=en>", ""),
        (b'<?xml version="1.0"?><Error/>', ""),
        (b"\x89PNG\r\n\x1a\n\xff", ""),
        (b'{"error": {"message": "half', ""),
        (b"<html><body><h1>Service Unavailable</h1></body></html>", "Service Unavailable"),
        (b"<error>No entry</error>", "No entry"),
        ('{"detail": "Schlüssel ungültig"}'.encode("latin-1"), "Schlüssel ungültig"),
        (b'{"error": "No text"}\n{"error": "No title"}\n', "No text"),
        (b'{"error": "No text"}\n{"err', "No text"),
        (b"[" * 200_000, ""),
    ],
)
def test_plain_text_is_a_sentence_and_a_page_is_none(body: bytes, sentence: str) -> None:
    assert error_sentence(body) == sentence


def test_a_long_sentence_is_shortened_to_one_line() -> None:
    sentence = error_sentence(b"Traceback (most recent call last):\n" + b"  File x\n" * 5000)

    assert len(sentence) == 201
    assert sentence.endswith("…")
