"""The errors that cross the scoring boundary:
EndpointError, and EndpointTimeoutError as one kind of it.
"""

from datetime import timedelta

# What servers make of a scoring script that raises
CRASHED = {500, 502}


class EndpointError(Exception):
    """A score could not be had.

    The message is fit for a person and holds no secret. `retry` says whether waiting can help, and
    `wait` how long if that is known; `about_rows` whether the rows themselves may be at fault, so
    that fewer at once are worth a try; `status` is that of the reply, 0 without one or where its
    status was good.
    """

    def __init__(
        self,
        message: str,
        *,
        retry: bool,
        about_rows: bool = False,
        status: int = 0,
        wait: timedelta | None = None,
    ) -> None:
        super().__init__(message)
        self.retry = retry
        self.about_rows = about_rows
        self.status = status
        self.wait = wait

    @property
    def is_crash(self) -> bool:
        """The service fell over what was sent, or is in trouble whatever is sent."""
        return self.status in CRASHED


class EndpointTimeoutError(EndpointError):
    """The time that the caller gave was too short for an answer."""
