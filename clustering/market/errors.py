"""What cannot be divided."""


class MarketError(ValueError):
    """The companies make no clusters; the message says why, and what to do."""
