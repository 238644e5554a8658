"""The tensors of the Open Inference Protocol, version 2, as both of its sides read them."""

from typing import Any

from wire import Names, WireError, shortened

NAMES = Names(columns=("title", "category", "text"), assignment="assignment", distance="distances")


def by_name(tensors: Any, what: str) -> dict[str, dict[str, Any]]:
    """The tensors of a list, by their names in lower case; `what` says in messages what the list
    is.

    Raises:
        WireError: it is no list of objects that have names, each another one.
    """
    if not isinstance(tensors, list):
        raise WireError(f"Expected {what}, a list of tensors; it is {shortened(tensors)}")
    found: dict[str, dict[str, Any]] = {}
    for tensor in tensors:
        name = tensor.get("name") if isinstance(tensor, dict) else None
        if not isinstance(name, str) or name.lower() in found:
            raise WireError(
                f"Expected a name of its own for each tensor in {what}; one is {shortened(tensor)}"
            )
        found[name.lower()] = tensor
    return found


def rows_of(tensor: dict[str, Any]) -> list[list[Any]]:
    """The cells of a tensor of shape [n] or [n, k], row by row: n lists of k (or 1) cells.

    Raises:
        WireError: it has another shape, or the shape and the number of cells differ.
    """
    name, shape, cells = shortened(tensor["name"]), tensor.get("shape"), _flat(tensor.get("data"))
    if (
        not isinstance(shape, list)
        or len(shape) not in (1, 2)
        or not all(_is_size(size) for size in shape)
    ):
        raise WireError(f"Expected a shape of [n] or [n, k] for {name}; it is {shortened(shape)}")
    if cells is None:
        raise WireError(f"Expected data, a list, for {name}; it is {shortened(tensor.get('data'))}")
    height, width = shape[0], shape[1] if len(shape) == 2 else 1
    if height * width != len(cells):
        raise WireError(
            f"Expected {shortened(height * width)} values for the shape of {name}; "
            f"it has {len(cells)}."
        )
    return [cells[start : start + width] for start in range(0, len(cells), width)]


def _is_size(size: Any) -> bool:
    return isinstance(size, int) and not isinstance(size, bool) and size > 0


def _flat(data: Any) -> list[Any] | None:
    """The protocol takes rows one after another, flat or as nested lists."""
    if not isinstance(data, list):
        return None
    return [cell for row in data for cell in (row if isinstance(row, list) else [row])]
