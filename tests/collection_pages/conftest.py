"""A model that tells kinds of business."""

from tests.kinds.conftest import kinds

__all__ = ["kinds"]
