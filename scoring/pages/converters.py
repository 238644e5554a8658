"""What numbers in addresses may be."""

from django.urls.converters import IntConverter


class IdConverter(IntConverter):
    """The number of a row: what no database can hold is no row's, so its address is not found."""

    regex = "[0-9]{1,18}"
