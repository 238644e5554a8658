"""How errors are written at each address that programs call."""

from collections.abc import Callable
from typing import Any

from wire.service import classic, open_inference, score
from wire.service.errors import ServiceError

ErrorBody = Callable[[ServiceError], dict[str, Any]]
# By the first part of the address
ERROR_BODIES: dict[str, ErrorBody] = {
    "workspaces": classic.error_body,
    "score": score.error_body,
    "v2": open_inference.error_body,
}
