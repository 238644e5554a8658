"""What shape JSON has: functions that say whether a value is of it."""

from collections.abc import Callable

Shape = Callable[[object], bool]
# Far above anything that is counted or measured, and a float still
MOST = 10**15


def a_number(value: object) -> bool:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return False
    # Neither infinite nor none at all
    return abs(value) <= MOST


def a_text(value: object) -> bool:
    return isinstance(value, str)


def anything(value: object) -> bool:
    return True


def list_of(shape: Shape, least: int = 0, most: int | None = None) -> Shape:
    """A list of so many, each of the shape."""

    def fits(value: object) -> bool:
        if not isinstance(value, list) or not all(shape(each) for each in value):
            return False
        return least <= len(value) and (most is None or len(value) <= most)

    return fits


def dict_of(shape: Shape) -> Shape:
    """An object whose parts are all of the shape, whatever their names."""

    def fits(value: object) -> bool:
        return isinstance(value, dict) and all(shape(each) for each in value.values())

    return fits


def any_of(**shapes: Shape) -> Shape:
    """An object; those of these parts that it has are of their shapes."""

    def fits(value: object) -> bool:
        if not isinstance(value, dict):
            return False
        return all(shape(value[name]) for name, shape in shapes.items() if name in value)

    return fits


def all_of(**shapes: Shape) -> Shape:
    """An object that has all of these parts, of their shapes."""
    fit_where_there = any_of(**shapes)

    def fits(value: object) -> bool:
        return fit_where_there(value) and isinstance(value, dict) and shapes.keys() <= value.keys()

    return fits
