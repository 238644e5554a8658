"""The batch execution contract of Azure ML Studio (classic) with SimilarCo as the service.

Data stand in files: a blob reference says where one is. Its token opens the file to everybody who
has it, so no error shows any part of a reference, and no repr its token.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any
from urllib.parse import unquote, urlsplit

from wire.service.classic import check_input_name, check_parameters
from wire.service.errors import service_error
from wire.service.requests import NAMES, json_object

EXTENSIONS = (".csv", ".tsv")
UNSAFE = re.compile(r"[\s\x00-\x1f\x7f\\#]")


class JobState(StrEnum):
    """What a job may be; the contract's own words."""

    NOT_STARTED = "NotStarted"
    RUNNING = "Running"
    FAILED = "Failed"
    CANCELLED = "Cancelled"
    FINISHED = "Finished"


@dataclass(frozen=True)
class BlobReference:
    """Where a file is: the address of the storage, the path there, and a query that opens it."""

    base: str
    relative: str
    token: str = field(default="", repr=False)

    @property
    def url(self) -> str:
        """The whole address. Ask it only of hosts that are allowed: it came from outside."""
        base = self.base.rstrip("/")
        path = self.relative.lstrip("/")
        if not self.token:
            return f"{base}/{path}"
        query = self.token.removeprefix("?")
        return f"{base}/{path}?{query}"


@dataclass(frozen=True)
class Job:
    """A job as it was submitted.

    `result_name`, with or without folders, is what the result is to be called; empty where the
    service chooses. `starts_itself`: it came in the older form, whose clients never ask for a
    start.
    """

    input: BlobReference
    result_name: str
    starts_itself: bool = False


def read_job(body: bytes) -> Job:
    """The job in a submit body.

    It has the current form (Inputs, Outputs) or the older one (Input, Output).

    Raises:
        ServiceError: the body is no JSON, or its input, output or parameters do not fit this
            service.
    """
    request = json_object(body)
    check_parameters(request.get("GlobalParameters"))
    return Job(
        input=_input(request),
        result_name=_result_name(request),
        starts_itself=bool(request.get("Input")),
    )


def status_body(
    state: JobState,
    result: BlobReference | None = None,
    details: str | None = None,
) -> dict[str, str | dict[str, Any] | None]:
    """The reply to a question for a job's state.

    Clients need all three keys, whatever they hold.
    """
    results = None
    if result is not None:
        results = {NAMES.output: reference_body(result)}
    return {"StatusCode": state.value, "Results": results, "Details": details}


def reference_body(reference: BlobReference) -> dict[str, str | None]:
    """A blob reference as the contract writes it."""
    return {
        "ConnectionString": None,
        "RelativeLocation": reference.relative,
        "BaseLocation": reference.base,
        "SasBlobToken": reference.token,
    }


def _input(request: Mapping[str, Any]) -> BlobReference:
    """Where the file of rows is."""
    inputs = request.get("Inputs")
    single = request.get("Input")
    if inputs and single:
        raise service_error("DuplicateInputInBatchCall", "Send either Inputs or Input, not both.")
    if single:
        return _reference(single, "Input", "MissingInputBlobInformation")
    if not inputs:
        raise service_error("BatchJobInputsNotSpecified", f"The job needs its input {NAMES.input}.")
    if not isinstance(inputs, dict):
        raise service_error("RequestBodyInvalid", "Inputs must be an object.")
    if len(inputs) > 1:
        raise service_error("BatchJobInputsTooManySpecified", f"The one input is {NAMES.input}.")
    check_input_name(list(inputs))
    [value] = inputs.values()
    return _reference(value, NAMES.input, "MissingInputBlobInformation")


def _result_name(request: Mapping[str, Any]) -> str:
    """What the result is to be called; empty where the service chooses."""
    outputs = request.get("Outputs")
    single = request.get("Output")
    if outputs and single:
        raise service_error("InvalidOutputOverrideName", "Send either Outputs or Output, not both.")
    if single:
        return _name_in(single, "Output")
    if not outputs:
        return ""
    if not isinstance(outputs, dict):
        raise service_error("RequestBodyInvalid", "Outputs must be an object.")
    if [name.lower() for name in outputs] != [NAMES.output]:
        raise service_error(
            "InvalidOutputOverrideName",
            f"The one output is {NAMES.output}.",
            NAMES.output,
        )
    [value] = outputs.values()
    return _name_in(value, NAMES.output)


def _name_in(value: Any, target: str) -> str:
    """The name in a reference, all that is read of it.

    The result stays here, so no storage is opened, and what would open one is not kept.
    """
    name = value
    if isinstance(value, dict):
        name = value.get("RelativeLocation")
    if not name:
        return ""
    if not isinstance(name, str):
        problem = "An output needs RelativeLocation, a string: the name of the result."
        raise service_error("InvalidBlob", problem, target)
    _check_extension(name, target)
    return name


def _reference(value: Any, target: str, missing: str) -> BlobReference:
    """A safe reference; `missing` is the code of the error where a part of it is absent."""
    if not isinstance(value, dict):
        raise service_error(missing, "A blob reference must be an object.", target)
    if value.get("ConnectionString"):
        problem = (
            "A ConnectionString is not accepted, as it opens a whole account. "
            "Send BaseLocation and SasBlobToken."
        )
        raise service_error("InvalidBlob", problem, target)
    base = value.get("BaseLocation") or ""
    relative = value.get("RelativeLocation") or ""
    token = value.get("SasBlobToken") or ""
    are_strings = all(isinstance(part, str) for part in (base, relative, token))
    if not (are_strings and base and relative):
        problem = (
            "A blob reference needs BaseLocation, RelativeLocation and SasBlobToken, all strings."
        )
        raise service_error(missing, problem, target)
    try:
        address = urlsplit(base)
        is_on_the_web = address.scheme in ("http", "https") and bool(address.hostname)
    except ValueError:
        is_on_the_web = False
    # Nothing in the path or the token may move the address to another host or another file
    is_unsafe = any(UNSAFE.search(part) for part in (base, relative, token))
    # Neither a password nor a query
    is_plain = "@" not in base and "?" not in base
    if is_unsafe or not is_on_the_web or not is_plain:
        problem = "BaseLocation must be an http or https address without a query."
        raise service_error("InvalidBlob", problem, target)
    goes_up = ".." in unquote(relative).split("/")
    if "?" in relative or goes_up:
        problem = "RelativeLocation must be a path without a query."
        raise service_error("InvalidBlob", problem, target)
    _check_extension(relative, target)
    return BlobReference(base, relative, token)


def _check_extension(name: str, target: str) -> None:
    if not name.lower().endswith(EXTENSIONS):
        problem = f"The file must be one of {', '.join(EXTENSIONS)}."
        raise service_error("InvalidBlobExtension", problem, target)
