"""What was measured or noted, as JSON that somebody may have damaged by hand."""

from collections.abc import Callable
from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import JSONField

from .shapes import Shape, a_number, a_text, all_of, any_of, anything, dict_of, list_of

# The parts that pages reckon with
AN_OBJECT = any_of()
FIGURES = any_of(
    **dict.fromkeys(("purity", "nmi", "ari", "nearest", "ngrams"), a_number),
    # Of a collection's own clusters
    curve=list_of(all_of(k=a_number, steady=a_number, clear=a_number)),
    sizes=dict_of(a_number),
)
# Category -> training rows in each cluster
COMPOSITION = dict_of(list_of(a_number))
CALIBRATION = any_of(
    points=list_of(list_of(a_number, 3, 3)),
    share_sure=a_number,
    right_of_sure=a_number,
    score=all_of(
        close=a_number,
        related=a_number,
        shares=dict_of(list_of(a_number, 3, 4)),
    ),
    order=any_of(factors=list_of(a_number, 2, 2)),
)
PHRASES = list_of(a_text)
# Names, each with its probability
NEXT_KINDS = any_of(**dict.fromkeys(("sectors", "segments"), list_of(list_of(anything, 2, 2))))


class Unreadable(dict[str, Any]):
    """Nothing, in place of what cannot be read."""


class TolerantJSON(JSONField):
    """A column of objects or lists, where one that cannot be read never breaks a page."""

    def __init__(
        self,
        *arguments: Any,
        shape: Shape = AN_OBJECT,
        nothing: Callable[[], Any] = Unreadable,
        **more: Any,
    ) -> None:
        super().__init__(*arguments, **{"default": dict, **more})
        self._shape = shape
        self._nothing = nothing

    def deconstruct(self) -> tuple[str, str, Any, Any]:
        # How it is read concerns no migration
        name, _, arguments, more = super().deconstruct()
        return name, "django.db.models.JSONField", arguments, more

    def from_db_value(self, value: Any, expression: Any, connection: BaseDatabaseWrapper) -> Any:
        try:
            read = super().from_db_value(value, expression, connection)
        except (ValueError, RecursionError):
            return self._nothing()
        return read if self._shape(read) else self._nothing()
