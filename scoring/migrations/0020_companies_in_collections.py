"""Each company in one collection, with its assignments and the kept counts."""

from importlib import import_module

import django.db.models.deletion
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps
from django.db.models import Case, Count, Q, Value, When

CATALOGUE, OPEN = 1, 2
CHUNK = 1000


def fill_the_catalogue(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """All stand in the open collection by now; a million rows go over by one statement a table."""
    for name in ("Submission", "Assignment", "Tally"):
        rows = apps.get_model("scoring", name).objects.filter(source="catalogue")
        rows.update(collection=CATALOGUE)


def recount_segments(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """How these counts divide by collection is not kept anywhere."""
    Assignment = apps.get_model("scoring", "Assignment")
    SegmentTally = apps.get_model("scoring", "SegmentTally")
    SegmentTally.objects.all().delete()
    # As `Assignment.answer`
    answer = Case(
        When(status="unplaced", then=Value("unplaced")),
        When(~Q(verdict="unreviewed"), then=Value("sure")),
        When(sure__isnull=True, then=Value("")),
        When(sure__gte=0.45, then=Value("sure")),
        default=Value("unsure"),
    )
    fields = ("version_id", "collection", "shown_cluster", "shown_sector", "shown_segment")
    counted = Assignment.objects.annotate(answer=answer).values_list(*fields, "answer")
    SegmentTally.objects.bulk_create(
        (
            SegmentTally(
                version_id=version,
                collection_id=collection,
                cluster=-1 if cluster is None else cluster,
                sector=sector,
                segment=segment,
                answer=answer,
                total=total,
            )
            for version, collection, cluster, sector, segment, answer, total in counted.annotate(
                total=Count("pk")
            ).order_by()
        ),
        batch_size=CHUNK,
    )


def put_triggers_back(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Those of the search index, which went with the table that Django rebuilt."""
    if schema_editor.connection.vendor != "sqlite":
        return
    words = import_module("scoring.migrations.0006_search_words")
    with schema_editor.connection.cursor() as cursor:
        for statement in words.SQLITE_WORDS:
            if statement.startswith("CREATE TRIGGER"):
                cursor.execute(statement.replace("CREATE TRIGGER", "CREATE TRIGGER IF NOT EXISTS", 1))


def of_collection() -> models.ForeignKey:
    return models.ForeignKey(
        db_index=False,
        default=OPEN,
        on_delete=django.db.models.deletion.CASCADE,
        related_name="+",
        to="scoring.collection",
    )


class Migration(migrations.Migration):
    dependencies = [("scoring", "0019_collections")]
    operations = [
        migrations.RemoveConstraint("segmenttally", "one_segment_tally_of_a_kind"),
        migrations.RemoveConstraint("submission", "a_form_is_stored_once"),
        migrations.RemoveConstraint("tally", "one_tally_of_a_kind"),
        migrations.RemoveIndex("assignment", "assignment_by_centre"),
        migrations.AddField(
            "assignment",
            "collection",
            models.PositiveBigIntegerField(default=OPEN, help_text="The submission's."),
        ),
        migrations.AddIndex(
            "assignment",
            models.Index(
                condition=models.Q(("centre_distance__isnull", False)),
                fields=["version", "shown_cluster", "centre_distance", "sure", "collection"],
                name="assignment_by_centre",
            ),
        ),
        migrations.AddIndex(
            "assignment",
            models.Index(fields=["version", "collection", "submission"], name="assignment_by_collection"),
        ),
        migrations.AddField("segmenttally", "collection", of_collection()),
        migrations.AddField("tally", "collection", of_collection()),
        migrations.AddField(
            "submission",
            "collection",
            models.ForeignKey(
                db_index=False,
                default=OPEN,
                editable=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="submissions",
                to="scoring.collection",
            ),
        ),
        migrations.AddIndex(
            "submission",
            models.Index(fields=["collection", "id"], name="submission_by_collection"),
        ),
        migrations.AddConstraint(
            "segmenttally",
            models.UniqueConstraint(
                fields=("version", "collection", "cluster", "sector", "segment", "answer"),
                name="one_segment_tally_of_a_kind",
            ),
        ),
        migrations.AddConstraint(
            "submission",
            models.UniqueConstraint(
                condition=models.Q(("request_key", ""), _negated=True),
                fields=("collection", "request_key", "fingerprint"),
                name="a_form_is_stored_once",
            ),
        ),
        migrations.AddConstraint(
            "tally",
            models.UniqueConstraint(
                fields=(
                    "version",
                    "collection",
                    "status",
                    "cluster",
                    "category",
                    "source",
                    "verdict",
                    "answer",
                    "sector",
                ),
                name="one_tally_of_a_kind",
            ),
        ),
        migrations.RunPython(put_triggers_back, migrations.RunPython.noop),
        migrations.RunPython(fill_the_catalogue, migrations.RunPython.noop),
        migrations.RunPython(recount_segments, migrations.RunPython.noop),
    ]
