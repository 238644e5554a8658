"""The one error that crosses the scoring boundary."""

from datetime import timedelta

from scoring.endpoint.failures import CONSEQUENCES, Consequences, Failure


class EndpointError(Exception):
    """A score could not be had.

    The message is fit for a person and holds no secret. `failure` says of what kind it is, and
    `wait` how long to wait before the next call, if that is known.
    """

    def __init__(self, message: str, failure: Failure, wait: timedelta | None = None) -> None:
        super().__init__(message)
        self.failure = failure
        self.wait = wait

    @property
    def follows(self) -> Consequences:
        """What follows from a failure of this kind."""
        return CONSEQUENCES[self.failure]
