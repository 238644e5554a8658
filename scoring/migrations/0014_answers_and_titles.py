"""Counts by how sure a reader may be, and titles in the order of the alphabet."""

from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps
from django.db.models import Case, Count, Q, Value, When
from django.db.models.functions import Lower

CHUNK = 1000


def recount(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Count anew: how the old counts divide by sureness is not kept anywhere."""
    Assignment, Tally = apps.get_model("scoring", "Assignment"), apps.get_model("scoring", "Tally")
    Tally.objects.all().delete()
    # As `Assignment.answer`
    answer = Case(
        When(status="unplaced", then=Value("unplaced")),
        When(~Q(verdict="unreviewed"), then=Value("sure")),
        When(sure__isnull=True, then=Value("")),
        When(sure__gte=0.45, then=Value("sure")),
        default=Value("unsure"),
    )
    fields = ("version_id", "status", "shown_cluster", "category", "source", "verdict")
    counted = Assignment.objects.annotate(answer=answer).values_list(*fields, "answer")
    counted = counted.annotate(total=Count("pk")).order_by()
    Tally.objects.bulk_create(
        (
            Tally(
                version_id=version,
                status=status,
                cluster=-1 if cluster is None else cluster,
                category=category,
                source=source,
                verdict=verdict,
                answer=answer,
                total=total,
            )
            for version, status, cluster, category, source, verdict, answer, total in counted
        ),
        batch_size=CHUNK,
    )


class Migration(migrations.Migration):
    dependencies = [("scoring", "0013_clusters_by_labels")]
    operations = [
        migrations.RemoveConstraint("tally", "one_tally_of_a_kind"),
        migrations.AddField(
            "tally", "answer", models.CharField(blank=True, default="", max_length=10), preserve_default=False
        ),
        migrations.AddConstraint(
            "tally",
            models.UniqueConstraint(
                fields=["version", "status", "cluster", "category", "source", "verdict", "answer"],
                name="one_tally_of_a_kind",
            ),
        ),
        migrations.AddIndex(
            "submission", models.Index(Lower("title"), models.F("id"), name="submission_by_title")
        ),
        migrations.RunPython(recount, migrations.RunPython.noop),
    ]
