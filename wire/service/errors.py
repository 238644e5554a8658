"""The errors of the scoring service that SimilarCo is, under the codes of the classic contract."""

from typing import NamedTuple

# The kind of error: its HTTP status, and what it says on top of the details
KINDS = {
    "BadArgument": (400, "The request is not valid."),
    "BadUserArgument": (400, "The input does not fit this service."),
    "InvalidOperation": (400, "The job's state does not allow this."),
    "Unauthorized": (401, "This needs a valid key."),
    "NotFound": (404, "There is nothing at this address."),
    "MethodNotAllowed": (405, "This address takes other methods."),
    "RequestTimeout": (408, "The request took too long."),
    "MemoryQuotaViolation": (413, "The request needs too much memory."),
    "InternalError": (500, "The service has trouble of its own."),
    "ServiceUnavailable": (503, "The service is busy."),
}
# The codes of details that belong to each kind
CODES = {
    "BadArgument": (
        "BadVersionCall",
        "InvalidQueryParameter",
        "RequestBodyInvalid",
        "RequestIsEmpty",
        "MissingRequestInput",
        "InvalidInputNames",
        "BadParameterValue",
        "DuplicateInputInBatchCall",
        "BatchJobInputsNotSpecified",
        "BatchJobInputsTooManySpecified",
        "InvalidOutputOverrideName",
        "MissingInputBlobInformation",
        "InvalidBlob",
        "InvalidBlobExtension",
        "BlobNotFound",
    ),
    "BadUserArgument": ("InputParseError", "InputMismatchError", "UnexpectedParameter"),
    "InvalidOperation": ("CannotStartJob",),
    "Unauthorized": ("ScoreRequestUnauthorized",),
    "NotFound": ("WebServiceNotFound", "WorkspaceNotFound", "JobNotFound", "FileNotFound"),
    "MethodNotAllowed": ("MethodNotAllowed",),
    "RequestTimeout": ("RequestCanceled",),
    "MemoryQuotaViolation": ("OutOfMemoryLimit",),
    "InternalError": ("UnknownError",),
    "ServiceUnavailable": (
        "RequestThrottled",
        "TooManyConcurrentRequests",
        "StorageUnavailable",
    ),
}
_KIND_OF = {code: kind for kind, codes in CODES.items() for code in codes}


class Detail(NamedTuple):
    """One thing that is wrong; `target` is the part of the request that it is about, or empty."""

    code: str
    message: str
    target: str = ""


class ServiceError(Exception):
    """A request that is not answered.

    `code` and `message` say the kind, and `details` (one at least) the cause. `retry_after` is in
    seconds; 0 where none is known.
    """

    def __init__(
        self,
        status: int,
        code: str,
        message: str,
        details: list[Detail],
    ) -> None:
        super().__init__(f"{message} {details[0].message}")
        self.status = status
        self.code = code
        self.message = message
        self.details = details
        self.retry_after = 0


def service_error(code: str, message: str, target: str = "") -> ServiceError:
    """The error for the code of a detail, with the status and the kind that it belongs to."""
    kind = _KIND_OF[code]
    status, sentence = KINDS[kind]
    return ServiceError(status, kind, sentence, [Detail(code, message, target)])


def unauthorized() -> ServiceError:
    """No key, or a wrong one. Client programs match on these words of the contract."""
    return service_error("ScoreRequestUnauthorized", "Invalid credentials provided.")
