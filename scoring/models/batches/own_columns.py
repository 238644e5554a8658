"""What people keep of companies in columns of their own: one row for each value."""

from django.db import models
from django.db.models import Exists, OuterRef, Q

from ..collections import Collection, ScopedQuerySet
from ..submissions import Submission

# By its beginning a value is sorted, and told from others
LONGEST_BEGINNING = 100
# Of its values as many have to be numbers or days that a column is one of those
MOST_OF_ALL = 0.9


class OwnColumnQuerySet(ScopedQuerySet):
    def filled(self) -> "OwnColumnQuerySet":
        """Those in which any company of their collection still has a value."""
        return self.filter(Exists(OwnValue.objects.filter(column=OuterRef("pk"))))


class OwnColumn(models.Model):
    """A column of the tables of one collection, by its name.

    How many values were ever stored in it, and how many of them were numbers or days, tells what
    it holds; of what was deleted or moved away since nothing is taken off.
    """

    class Kind(models.TextChoices):
        WORDS = "words", "words"
        NUMBERS = "numbers", "numbers"
        DAYS = "days", "days"

    # The constraint begins with it
    collection = models.ForeignKey(
        Collection,
        on_delete=models.CASCADE,
        related_name="own_columns",
        db_index=False,
    )
    name = models.CharField(max_length=200)
    told = models.PositiveIntegerField(default=0)
    numbers = models.PositiveIntegerField(default=0)
    days = models.PositiveIntegerField(default=0)

    objects = OwnColumnQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["collection", "name"], name="one_own_column_of_a_name")
        ]

    def __str__(self) -> str:
        return self.name


class OwnValueQuerySet(ScopedQuerySet):
    collection_columns = ("column__collection",)


class OwnValue(models.Model):
    """What a company has in one column; where it has nothing there is no row."""

    column = models.ForeignKey(
        OwnColumn,
        on_delete=models.CASCADE,
        related_name="values",
        db_index=False,
    )
    submission = models.ForeignKey(
        Submission,
        on_delete=models.CASCADE,
        related_name="own_values",
        db_index=False,
    )
    text = models.TextField()
    beginning = models.CharField(
        max_length=LONGEST_BEGINNING,
        help_text="Of the text, in small letters without accents.",
    )
    number = models.FloatField(null=True, help_text="None where it is no number.")
    day = models.DateField(null=True, help_text="None where it is no day of the calendar.")

    objects = OwnValueQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["submission", "column"],
                name="one_own_value_of_a_column",
            )
        ]
        # Each gives a list in order, and finds a range or a choice of the column
        indexes = [
            models.Index(fields=["column", "beginning", "submission"], name="own_value_by_words"),
            models.Index(
                fields=["column", "number", "submission"],
                condition=Q(number__isnull=False),
                name="own_value_by_number",
            ),
            models.Index(
                fields=["column", "day", "submission"],
                condition=Q(day__isnull=False),
                name="own_value_by_day",
            ),
        ]

    def __str__(self) -> str:
        return self.text
