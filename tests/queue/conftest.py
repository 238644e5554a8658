"""Short waits between tries, as at the endpoint, and a model that tells kinds of business."""

from tests.endpoint.conftest import short_pauses
from tests.kinds.conftest import kinds

__all__ = ["kinds", "short_pauses"]
