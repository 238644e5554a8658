"""Rows with a sector stand in lists by how likely that is, as their words say."""

from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps
from django.db.models import F


def go_by_sectors(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    rows = apps.get_model("scoring", "Assignment").objects.filter(cluster__isnull=False)
    rows.filter(sector_probability__isnull=False).update(sure=F("sector_probability"))


class Migration(migrations.Migration):
    dependencies = [("scoring", "0026_titles_found")]
    operations = [
        migrations.AlterField(
            "assignment",
            "sure",
            models.FloatField(
                null=True,
                help_text=(
                    "0 to 1: how likely the sector is, or, where none is told, the nearest centre "
                    "against the second nearest. None where nothing was placed."
                ),
            ),
        ),
        migrations.RunPython(go_by_sectors, migrations.RunPython.noop),
    ]
