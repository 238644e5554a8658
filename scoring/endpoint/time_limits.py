"""Work that may hang for ever, such as a name look-up, and a caller who does not."""

import threading
from collections.abc import Callable
from typing import TypeVar

Result = TypeVar("Result")


def result_within(seconds: float, work: Callable[[], Result]) -> Result | None:
    """What `work` returns, or None once the time is up.

    Nothing can end a thread from outside, so one that hangs is left behind; it ends with the
    process.
    """
    results: list[Result] = []
    # A daemon, for a look-up that still hangs must not keep the process from ending
    thread = threading.Thread(target=lambda: results.append(work()), daemon=True)
    thread.start()
    thread.join(seconds)
    if not results:
        return None
    return results[0]
