"""The means of a cluster are read from an index alone: a table with vectors in it takes seconds to read."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("scoring", "0007_centre_distance_and_counts")]
    operations = [
        migrations.RemoveIndex("assignment", "assignment_by_centre"),
        migrations.AddIndex(
            "assignment",
            models.Index(
                fields=["version", "shown_cluster", "centre_distance", "sure"],
                condition=models.Q(centre_distance__isnull=False),
                name="assignment_by_centre",
            ),
        ),
    ]
