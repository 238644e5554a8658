"""The tensors of the Open Inference Protocol, version 2, as both of its sides read them."""

from typing import Any

from wire import Names, WireError, shortened

Tensor = dict[str, Any]

NAMES = Names(columns=("title", "category", "text"), assignment="assignment", distance="distances")


def by_name(tensors: Any, what: str) -> dict[str, Tensor]:
    """The tensors of a list, by their names in lower case.

    `what` says in messages what the list is.

    Raises:
        WireError: it is no list of objects that have names, each another one.
    """
    if not isinstance(tensors, list):
        raise WireError(f"Expected {what}, a list of tensors; it is {shortened(tensors)}")
    named: dict[str, Tensor] = {}
    for tensor in tensors:
        name = None
        if isinstance(tensor, dict):
            name = tensor.get("name")
        if not isinstance(name, str) or name.lower() in named:
            raise WireError(
                f"Expected a name of its own for each tensor in {what}; one is {shortened(tensor)}"
            )
        named[name.lower()] = tensor
    return named


def rows_of(tensor: Tensor) -> list[list[Any]]:
    """The cells of a tensor of shape [n] or [n, k], row by row: n lists of k (or 1) cells.

    Raises:
        WireError: it has another shape, or the shape and the number of cells differ.
    """
    name = shortened(tensor["name"])
    shape = tensor.get("shape")
    data = tensor.get("data")
    sizes = []
    if isinstance(shape, list):
        sizes = shape
    # Not isinstance, for JSON's true is an int for Python
    are_sizes = all(type(size) is int and size > 0 for size in sizes)
    if len(sizes) not in (1, 2) or not are_sizes:
        raise WireError(f"Expected a shape of [n] or [n, k] for {name}; it is {shortened(shape)}")
    if not isinstance(data, list):
        raise WireError(f"Expected data, a list, for {name}; it is {shortened(data)}")

    # The protocol takes rows one after another, flat or as nested lists
    cells: list[Any] = []
    for item in data:
        if isinstance(item, list):
            cells += item
        else:
            cells.append(item)

    width = 1
    if len(sizes) == 2:
        width = sizes[1]
    number = sizes[0] * width
    if number != len(cells):
        raise WireError(
            f"Expected {shortened(number)} values for the shape of {name}; it has {len(cells)}."
        )
    starts = range(0, len(cells), width)
    return [cells[start : start + width] for start in starts]
