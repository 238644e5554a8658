"""What refuses options that cannot be, with a message that names the option."""

from collections.abc import Sequence


def check_choice(name: str, value: object, allowed: Sequence[str]) -> None:
    """Raise ValueError unless the value of an option is one of those allowed."""
    if value not in allowed:
        choices = ", ".join(allowed)
        raise ValueError(f"{name} is {value!r}: choose one of {choices}.")


def check_whole(
    name: str,
    value: int,
    least: int,
    most: int | None = None,
) -> None:
    """Raise ValueError unless the value of an option is a whole number within the bounds."""
    # To Python True is a number too
    is_whole = isinstance(value, int) and not isinstance(value, bool)
    is_small_enough = most is None or value <= most
    if is_whole and value >= least and is_small_enough:
        return
    bounds = f"{least} or more"
    if most is not None:
        bounds = f"one from {least} to {most}"
    raise ValueError(f"{name} is {value}: choose {bounds}.")
