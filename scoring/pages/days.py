"""Days of the calendar by which a list is filtered."""

from datetime import UTC, date, datetime, time
from typing import Any

from django import forms
from django_filters import DateFilter

# Latest, so that one day more still is a date
LAST_DAY = date(9998, 12, 31)


class DayField(forms.DateField):
    """A day of the calendar that every database can store."""

    widget = forms.DateInput(attrs={"type": "date"})

    def to_python(self, value: Any) -> date | None:
        day = super().to_python(value)
        if day and not date(1900, 1, 1) <= day <= LAST_DAY:
            raise forms.ValidationError("Choose a day from 1900 on.", code="invalid")
        return day


class DayFilter(DateFilter):
    field_class = DayField


def midnight(day: date) -> datetime:
    """Its first moment, in UTC."""
    return datetime.combine(day, time.min, tzinfo=UTC)
