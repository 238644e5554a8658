"""What numbers and keys in addresses may be."""

from django.urls.converters import IntConverter, StringConverter


class IdConverter(IntConverter):
    """The number of a row: what no database can hold is no row's, so its address is not found."""

    regex = "[0-9]{1,18}"


class KeyConverter(StringConverter):
    """A key as `secrets` makes them; PostgreSQL takes no text with some other characters."""

    regex = "[A-Za-z0-9_-]+"
