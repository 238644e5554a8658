"""Batch jobs of the classic contract: submit bodies, blob references, states."""

import json
from typing import Any

import pytest

from wire.service.classic_batch import (
    BlobReference,
    JobState,
    read_job,
    reference_body,
    status_body,
)
from wire.service.errors import ServiceError

BLOB = {
    "BaseLocation": "https://store.example/",
    "RelativeLocation": "in/a.csv",
    "SasBlobToken": "?sig=S3cret",
}
OUT = {**BLOB, "RelativeLocation": "out/b.tsv"}
CONNECTION = "DefaultEndpointsProtocol=https;AccountName=a;AccountKey=S3cret=="


def body(**parts: Any) -> bytes:
    return json.dumps(parts).encode()


def inputs(**changes: Any) -> bytes:
    return body(Inputs={"input1": {**BLOB, **changes}})


def outputs(**changes: Any) -> bytes:
    return body(Inputs={"input1": BLOB}, Outputs={"output1": {**OUT, **changes}})


def refusal(request: bytes) -> ServiceError:
    with pytest.raises(ServiceError) as caught:
        read_job(request)
    return caught.value


def test_the_current_form_names_its_input_and_output() -> None:
    job = read_job(body(Inputs={"input1": BLOB}, Outputs={"output1": OUT}, GlobalParameters={}))

    assert job.input.url == "https://store.example/in/a.csv?sig=S3cret"
    assert job.result_name == "out/b.tsv"


def test_the_older_form_has_one_input_and_nulls() -> None:
    job = read_job(body(Input=BLOB, Outputs=None, GlobalParameters=None))

    assert job.input.relative == "in/a.csv"
    assert job.result_name == ""


def test_the_older_form_may_name_one_output() -> None:
    assert read_job(body(Input=BLOB, Output=OUT)).result_name == "out/b.tsv"


def test_names_may_be_in_any_case_and_empty_parts_are_absent() -> None:
    job = read_job(body(Inputs={"Input1": BLOB}, Input=None, Outputs={"OUTPUT1": OUT}, Output={}))

    assert job.result_name == "out/b.tsv"


@pytest.mark.parametrize(
    ("output", "name"),
    [
        ({"ConnectionString": CONNECTION, "RelativeLocation": "box/b.tsv"}, "box/b.tsv"),
        ({"ConnectionString": CONNECTION}, ""),
        ({"RelativeLocation": "b.csv"}, "b.csv"),
        ("b.csv", "b.csv"),
        ({**OUT, "BaseLocation": None}, "out/b.tsv"),
        (None, ""),
    ],
)
def test_of_an_output_the_name_alone_is_kept(output: Any, name: str) -> None:
    job = read_job(body(Inputs={"input1": BLOB}, Outputs={"output1": output}))

    assert job.result_name == name
    assert "S3cret" not in repr(job)


@pytest.mark.parametrize(
    ("token", "base", "url"),
    [
        ("sig=x", "https://store.example", "https://store.example/in/a.csv?sig=x"),
        ("", "http://store.example:8080/box/", "http://store.example:8080/box/in/a.csv"),
        (None, "https://store.example", "https://store.example/in/a.csv"),
    ],
)
def test_the_parts_of_a_reference_make_an_address(token: str | None, base: str, url: str) -> None:
    assert (
        read_job(inputs(SasBlobToken=token, BaseLocation=base, ConnectionString=None)).input.url
        == url
    )


@pytest.mark.parametrize(
    "request_",
    [
        inputs(ConnectionString=CONNECTION),
        body(Input={"ConnectionString": CONNECTION}),
    ],
)
def test_a_connection_string_of_an_input_is_refused_and_never_repeated(request_: bytes) -> None:
    error = refusal(request_)

    assert error.details[0].code == "InvalidBlob"
    assert "ConnectionString is not accepted" in str(error)
    assert "S3cret" not in str(error) + str(error.details)


def test_a_token_is_in_no_repr() -> None:
    assert "S3cret" not in repr(read_job(body(Inputs={"input1": BLOB}, Outputs={"output1": OUT})))


BAD_JOBS: dict[str, tuple[bytes, str]] = {
    "both forms of input": (body(Input=BLOB, Inputs={"input1": BLOB}), "DuplicateInputInBatchCall"),
    "no input": (body(Outputs={"output1": OUT}), "BatchJobInputsNotSpecified"),
    "inputs of null": (
        body(Inputs=None, Outputs=None, GlobalParameters=None),
        "BatchJobInputsNotSpecified",
    ),
    "no inputs": (body(Inputs={}), "BatchJobInputsNotSpecified"),
    "two inputs": (body(Inputs={"input1": BLOB, "input2": BLOB}), "BatchJobInputsTooManySpecified"),
    "another input": (body(Inputs={"data": BLOB}), "InvalidInputNames"),
    "inputs that are a list": (body(Inputs=[BLOB]), "RequestBodyInvalid"),
    "an input that is text": (body(Input="a.csv"), "MissingInputBlobInformation"),
    "an input of null": (body(Inputs={"input1": None}), "MissingInputBlobInformation"),
    "no base": (inputs(BaseLocation=None), "MissingInputBlobInformation"),
    "an empty path": (inputs(RelativeLocation=""), "MissingInputBlobInformation"),
    "a path that is a list": (inputs(RelativeLocation=["a.csv"]), "MissingInputBlobInformation"),
    "a token that is a number": (inputs(SasBlobToken=5), "MissingInputBlobInformation"),
    "a base that is a file": (inputs(BaseLocation="file:///etc"), "InvalidBlob"),
    "a base without a scheme": (inputs(BaseLocation="store.example"), "InvalidBlob"),
    "a base without a host": (inputs(BaseLocation="https:///box"), "InvalidBlob"),
    "a base with a password": (inputs(BaseLocation="https://a:b@store.example"), "InvalidBlob"),
    "a base with a query": (inputs(BaseLocation="https://store.example?x=1"), "InvalidBlob"),
    "a base with a fragment": (inputs(BaseLocation="https://store.example#"), "InvalidBlob"),
    "a base with a backslash": (
        inputs(BaseLocation="https://store.example\\@other"),
        "InvalidBlob",
    ),
    "a base with half a bracket": (inputs(BaseLocation="https://[store"), "InvalidBlob"),
    "a base with a line break": (inputs(BaseLocation="https://store\r\n.example"), "InvalidBlob"),
    "a path that climbs": (inputs(RelativeLocation="../a.csv"), "InvalidBlob"),
    "a path that climbs in code": (inputs(RelativeLocation="in/%2e%2E/a.csv"), "InvalidBlob"),
    "a path with a query": (inputs(RelativeLocation="in?a.csv"), "InvalidBlob"),
    "a path with a space": (inputs(RelativeLocation="in/a b.csv"), "InvalidBlob"),
    "a token with a fragment": (inputs(SasBlobToken="?sig=x#"), "InvalidBlob"),
    "a file of another kind": (inputs(RelativeLocation="in/a.xlsx"), "InvalidBlobExtension"),
    "a file of no kind": (inputs(RelativeLocation="in/csv"), "InvalidBlobExtension"),
    "another output": (body(Input=BLOB, Outputs={"result": OUT}), "InvalidOutputOverrideName"),
    "two outputs": (
        body(Input=BLOB, Outputs={"output1": OUT, "output2": OUT}),
        "InvalidOutputOverrideName",
    ),
    "both forms of output": (
        body(Input=BLOB, Output=OUT, Outputs={"output1": OUT}),
        "InvalidOutputOverrideName",
    ),
    "outputs that are a list": (body(Input=BLOB, Outputs=[OUT]), "RequestBodyInvalid"),
    "an output of a number": (outputs(RelativeLocation=5), "InvalidBlob"),
    "an output that is a model": (
        outputs(RelativeLocation="out/model.ilearner"),
        "InvalidBlobExtension",
    ),
    "a parameter": (body(Input=BLOB, GlobalParameters={"k": 3}), "UnexpectedParameter"),
    "broken JSON with a secret": (b'{"Input": {"SasBlobToken": "?sig=S3cret', "RequestBodyInvalid"),
}


@pytest.mark.parametrize("name", BAD_JOBS)
def test_a_job_that_does_not_fit_is_refused_and_no_reference_repeated(name: str) -> None:
    request, code = BAD_JOBS[name]

    error = refusal(request)

    assert (error.status, error.details[0].code) == (400, code)
    assert not any(part in str(error) for part in ("S3cret", "store", "a.csv"))


@pytest.mark.parametrize("state", JobState)
def test_a_status_has_all_three_keys_whatever_the_state(state: JobState) -> None:
    status = status_body(state)

    assert status == {"StatusCode": state.value, "Results": None, "Details": None}
    assert json.loads(json.dumps(status))["StatusCode"] in (
        "NotStarted",
        "Running",
        "Failed",
        "Cancelled",
        "Finished",
    )


def test_a_finished_job_says_where_its_result_is() -> None:
    result = BlobReference("https://similar.example", "jobs/1.csv", "?sig=x")

    assert status_body(JobState.FINISHED, result)["Results"] == {
        "output1": {
            "ConnectionString": None,
            "RelativeLocation": "jobs/1.csv",
            "BaseLocation": "https://similar.example",
            "SasBlobToken": "?sig=x",
        }
    }


def test_a_failed_job_says_why() -> None:
    assert (
        status_body(JobState.FAILED, details="Row 3 has no text.")["Details"]
        == "Row 3 has no text."
    )


def test_a_reference_that_we_write_is_one_that_we_read() -> None:
    reference = BlobReference("https://similar.example", "jobs/1.csv", "?sig=x")

    assert read_job(body(Input=reference_body(reference))).input == reference
