"""What companies said of themselves before somebody changed it."""

import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("scoring", "0027_sure_of_sectors")]
    operations = [
        migrations.CreateModel(
            name="EarlierText",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("title", models.CharField(max_length=200)),
                ("category", models.CharField(blank=True, max_length=200)),
                ("industry", models.CharField(blank=True, max_length=200)),
                ("text", models.TextField()),
                ("changed_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "by_name",
                    models.CharField(blank=True, help_text="Who changed it; empty where a file did.", max_length=150),
                ),
                (
                    "submission",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="earlier_texts",
                        to="scoring.submission",
                    ),
                ),
            ],
            options={"ordering": ["-pk"]},
        ),
    ]
