"""What a person is told when Spark cannot do what he asked."""


class SparkError(Exception):
    """The message says what to change."""
