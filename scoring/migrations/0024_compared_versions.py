"""Versions whose rows are scored only to be compared with the active one."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("scoring", "0023_what_is_said")]
    operations = [
        migrations.AlterField(
            "modelversion",
            "state",
            models.CharField(
                choices=[
                    ("ready", "ready"),
                    ("preparing", "being prepared"),
                    ("comparing", "being compared"),
                ],
                default="ready",
                max_length=10,
            ),
        ),
    ]
