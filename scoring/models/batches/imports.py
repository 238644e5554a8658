"""Tables that people import: the file in parts, what its columns are, what became of each row."""

import zlib
from collections.abc import Iterable, Iterator

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from ..collections import Collection
from ..database.inserting import write_bytes
from ..database.measured import TolerantJSON
from ..database.shapes import anything, list_of
from ..submissions import Submission


class Import(models.Model):
    """One file or pasted table. Its name is what the file claims, and is only ever shown."""

    class State(models.TextChoices):
        DRAFT = "draft", "to be looked at"
        RUNNING = "running", "being read"
        DONE = "done", "read"
        CANCELLED = "cancelled", "cancelled"
        FAILED = "failed", "failed"

    class Again(models.TextChoices):
        """What becomes of a company that the collection has already."""

        CORRECT = "correct", "is corrected by the file"
        LEAVE = "leave", "stays as it is"

    collection = models.ForeignKey(Collection, on_delete=models.CASCADE, related_name="imports")
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        related_name="+",
    )
    name = models.CharField(max_length=200)
    state = models.CharField(max_length=10, choices=State, default=State.DRAFT)
    again = models.CharField(max_length=10, choices=Again, default=Again.CORRECT)
    size = models.PositiveBigIntegerField(default=0, help_text="Bytes of all parts.")
    encoding = models.CharField(max_length=30, blank=True, help_text="Empty until it is chosen.")
    # Of one that cannot be read 0 rows, and why
    sheets = TolerantJSON(
        shape=list_of(anything),
        nothing=list,
        default=list,
        help_text="Place, name and rows of each sheet that has any, of a workbook.",
    )
    sheet = models.PositiveIntegerField(null=True, help_text="The place of the one that is read.")
    head = models.TextField(
        blank=True,
        help_text="Its first rows as lines of JSON, until the worker has made such lines of all.",
    )
    layout = TolerantJSON(help_text="Where its names and rows are.")
    mapping = TolerantJSON(help_text="Which columns make which field.")
    # Of like headings the mapping is remembered
    headings = models.CharField(max_length=64, blank=True, help_text="SHA-256 of the names.")
    position = models.PositiveBigIntegerField(default=0, help_text="The bytes that are done.")
    line = models.PositiveIntegerField(default=0, help_text="The lines above the next row.")
    stored = models.PositiveIntegerField(default=0)
    known = models.PositiveIntegerField(default=0)
    corrected = models.PositiveIntegerField(default=0)
    bad = models.PositiveIntegerField(default=0)
    stopped = models.TextField(blank=True, help_text="Why the rest was not read.")
    made_at = models.DateTimeField(default=timezone.now)
    started_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["made_by", "headings"], name="import_by_headings")]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("import", args=[self.collection_id, self.pk])

    @property
    def rows_done(self) -> int:
        return self.stored + self.known + self.corrected + self.bad

    def content(self, start: int = 0) -> Iterator[bytes]:
        """The bytes from one on; each part has a query of its own, so that memory has an end."""
        before = 0
        for number, size in list(self.parts.order_by("number").values_list("number", "size")):
            if before + size > start:
                content = self.parts.get(number=number).content
                yield content[max(start - before, 0) :]
            before += size

    def beginning(self, start: int = 0) -> Iterator[bytes]:
        """As `content`, of a workbook that is still as it came the lines of its first rows."""
        if not self.head:
            return self.content(start)
        return iter([self.head.encode()[start:]])


class ImportPart(models.Model):
    """A part of a file; the parts in the order of their numbers are the whole.

    Since 0046 none is compressed: that took longer than to store more bytes.
    """

    file = models.ForeignKey(Import, on_delete=models.CASCADE, related_name="parts")
    number = models.PositiveIntegerField()
    size = models.PositiveIntegerField(help_text="Bytes before they were compressed.")
    data = models.BinaryField(help_text="Compressed by zlib.")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["file", "number"], name="one_import_part_of_a_number")
        ]

    def __str__(self) -> str:
        return f"part {self.number} of {self.file_id}"

    @classmethod
    def store(cls, file: Import, parts: Iterable[bytes]) -> None:
        """Store all parts of a file, one at a time."""
        rows = (
            (file.pk, number, len(part), zlib.compress(part, zlib.Z_NO_COMPRESSION))
            for number, part in enumerate(parts)
        )
        write_bytes(cls, ("file", "number", "size", "data"), rows)

    @property
    def content(self) -> bytes:
        return zlib.decompress(self.data)


class ImportRow(models.Model):
    """A row of a table as it was sent: its own columns are kept with the company for ever."""

    class Outcome(models.TextChoices):
        STORED = "stored", "stored"
        KNOWN = "known", "known already"
        CORRECTED = "corrected", "corrected"
        BAD = "bad", "left out"

    file = models.ForeignKey(Import, on_delete=models.CASCADE, related_name="rows")
    number = models.PositiveIntegerField(help_text="Its place among the rows.")
    line = models.PositiveIntegerField(help_text="Where it begins in the file.")
    cells = models.JSONField(default=list)
    key = models.CharField(max_length=200, blank=True, help_text="What the sender calls it.")
    outcome = models.CharField(max_length=10, choices=Outcome)
    # With a company all goes that was ever said of it
    submission = models.ForeignKey(
        Submission,
        on_delete=models.CASCADE,
        null=True,
        related_name="import_rows",
    )
    column = models.CharField(max_length=200, blank=True, help_text="Where the problem is.")
    problem = models.TextField(blank=True, help_text="What is wrong, and what to do.")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["file", "number"], name="one_import_row_of_a_number")
        ]
        indexes = [
            models.Index(fields=["file", "outcome", "number"], name="import_row_by_outcome"),
            # What people have to look at
            models.Index(
                fields=["file", "number"],
                condition=~Q(problem=""),
                name="import_row_with_problem",
            ),
            models.Index(fields=["file", "key"], condition=~Q(key=""), name="import_row_by_key"),
        ]

    def __str__(self) -> str:
        return f"line {self.line}, {self.get_outcome_display()}"
