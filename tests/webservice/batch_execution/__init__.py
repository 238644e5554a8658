"""Batch execution: programs send a table, have it scored by the worker, and fetch the result."""

import pytest

pytest.register_assert_rewrite("tests.webservice.batch_execution.programs")
