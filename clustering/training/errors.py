"""What training refuses."""


class TrainingError(ValueError):
    """The rows and settings make no model; the message says what to change."""
