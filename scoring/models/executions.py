"""Batch execution for programs: their files, and the jobs that turn one into another."""

from collections.abc import Iterator

from django.db import models
from django.db.models import Sum
from django.db.models.functions import Length
from django.utils import timezone

from wire.service.classic_batch import JobState

from .model_versions import ModelVersion
from .webservices import WebService, new_id


class ServiceFile(models.Model):
    """A table that a program sent, or a result; whoever has its signed address can fetch it."""

    key = models.CharField(max_length=32, default=new_id, unique=True, editable=False)
    service = models.ForeignKey(WebService, on_delete=models.CASCADE, related_name="files")
    name = models.CharField(max_length=100)
    created_at = models.DateTimeField(default=timezone.now, db_index=True)

    def __str__(self) -> str:
        return self.name

    @property
    def path(self) -> str:
        """The address on this site, from the slash on, without the signature that opens it."""
        return f"{self.service.path}/files/{self.key}/{self.name}"

    @property
    def size(self) -> int:
        """The bytes of all parts."""
        size = self.parts.aggregate(size=Sum(Length("data")))["size"]
        return int(size or 0)

    def content(self, first: int = 0) -> Iterator[bytes]:
        """The parts from a number on.

        Each has a query of its own: a slow reader holds neither memory nor database.
        """
        parts = self.parts.filter(number__gte=first).order_by("number")
        for number in list(parts.values_list("number", flat=True)):
            yield bytes(self.parts.values_list("data", flat=True).get(number=number))


class FilePart(models.Model):
    """A part of a file; the parts in the order of their numbers are the whole."""

    file = models.ForeignKey(ServiceFile, on_delete=models.CASCADE, related_name="parts")
    number = models.PositiveIntegerField()
    data = models.BinaryField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["file", "number"], name="one_part_of_a_number")
        ]

    def __str__(self) -> str:
        return f"part {self.number} of {self.file_id}"


class BatchExecution(models.Model):
    """One job of a program: a table, scored by the version that its service had when it came."""

    # The contract's own words
    State = JobState

    key = models.CharField("job id", max_length=32, default=new_id, unique=True, editable=False)
    service = models.ForeignKey(WebService, on_delete=models.CASCADE, related_name="executions")
    version = models.ForeignKey(ModelVersion, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(
        max_length=10,
        choices=[(state.value, state.name.replace("_", " ").title()) for state in JobState],
        default=JobState.NOT_STARTED,
    )
    starts_itself = models.BooleanField(
        default=False,
        help_text="Sent in the older form, which has no start.",
    )
    input = models.ForeignKey(ServiceFile, on_delete=models.SET_NULL, null=True, related_name="+")
    input_url = models.TextField(
        blank=True,
        help_text="Of another site; removed once it has been read.",
    )
    result = models.ForeignKey(ServiceFile, on_delete=models.SET_NULL, null=True, related_name="+")
    result_name = models.CharField(max_length=100)
    # Kept, so that later steps need not read all of the file for it
    encoding = models.CharField(
        max_length=30,
        blank=True,
        help_text="Of the input, once it has been told.",
    )
    position = models.PositiveBigIntegerField(
        default=0,
        help_text="The bytes of the input that are done.",
    )
    rows_done = models.PositiveIntegerField(default=0)
    rows_left_out = models.PositiveIntegerField(default=0)
    details = models.TextField("what went wrong", blank=True)
    created_at = models.DateTimeField("made", default=timezone.now, db_index=True)
    ended_at = models.DateTimeField("ended", null=True, db_index=True)

    def __str__(self) -> str:
        return f"batch execution {self.key}, {self.state}"
