"""Distances to the centre of the shown cluster, and counts by source and verdict."""

from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps
from django.db.models import Count

CHUNK = 1000


def measure(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Note each row's distance to the centre of its shown cluster."""
    Assignment = apps.get_model("scoring", "Assignment")
    rows = Assignment.objects.filter(shown_cluster__isnull=False).order_by("pk")
    rows = rows.only("pk", "shown_cluster", "distances")
    after = 0
    while chunk := list(rows.filter(pk__gt=after)[:CHUNK]):
        for row in chunk:
            known = row.shown_cluster < len(row.distances)
            row.centre_distance = row.distances[row.shown_cluster] if known else None
        Assignment.objects.bulk_update(chunk, ["centre_distance"])
        after = chunk[-1].pk


def recount(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Count anew: how the old counts divide by source and verdict is not kept anywhere."""
    Assignment, Tally = apps.get_model("scoring", "Assignment"), apps.get_model("scoring", "Tally")
    Tally.objects.all().delete()
    fields = ("version_id", "status", "shown_cluster", "category", "source", "verdict")
    counted = Assignment.objects.values_list(*fields).annotate(total=Count("pk")).order_by()
    Tally.objects.bulk_create(
        (
            Tally(
                version_id=version,
                status=status,
                cluster=-1 if cluster is None else cluster,
                category=category,
                source=source,
                verdict=verdict,
                total=total,
            )
            for version, status, cluster, category, source, verdict, total in counted
        ),
        batch_size=CHUNK,
    )


class Migration(migrations.Migration):
    dependencies = [("scoring", "0006_search_words")]
    operations = [
        migrations.AddField(
            "assignment",
            "centre_distance",
            models.FloatField(null=True, help_text="To the centre of the shown cluster."),
        ),
        migrations.RemoveConstraint("tally", "one_tally_of_a_kind"),
        migrations.AddField("tally", "source", models.CharField(max_length=10, default=""), preserve_default=False),
        migrations.AddField("tally", "verdict", models.CharField(max_length=10, default=""), preserve_default=False),
        migrations.AddIndex(
            "assignment",
            models.Index(fields=["version", "shown_cluster", "centre_distance"], name="assignment_by_centre"),
        ),
        migrations.AddConstraint(
            "tally",
            models.UniqueConstraint(
                fields=["version", "status", "cluster", "category", "source", "verdict"], name="one_tally_of_a_kind"
            ),
        ),
        migrations.RunPython(measure, migrations.RunPython.noop),
        migrations.RunPython(recount, migrations.RunPython.noop),
    ]
