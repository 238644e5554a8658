"""What `make run` started ends with it, even where that could tell nobody that it ends."""

import os
import signal
import time
from threading import Thread

# Names the process that starts these again when they end
PARENT = "SIMILARCO_PARENT"


def end_with_parent() -> None:
    """End this process, as a signal would, once the one that `make run` became is gone.

    A killed one leaves others behind, which hold the port and go on working.
    """
    parent = os.environ.get(PARENT)
    if parent:
        Thread(target=_outlive, args=(int(parent),), daemon=True).start()


def _outlive(parent: int) -> None:
    # Whose parent has ended gets another
    while os.getppid() == parent:
        time.sleep(0.5)
    os.kill(os.getpid(), signal.SIGTERM)
