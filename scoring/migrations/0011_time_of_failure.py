"""When a row failed is stored; of rows that failed before, it follows from their next attempt."""

from datetime import timedelta
from typing import Any

from django.db import migrations, models
from django.db.models import F

FIRST_WAIT_SECONDS, LONGEST_WAIT_SECONDS = 10, 3600


def fill(apps: Any, schema_editor: object) -> None:
    failed = apps.get_model("scoring", "Assignment").objects.filter(status="failed")
    # A later attempt than the tenth never comes back by itself
    for attempts in range(1, 11):
        waited = min(FIRST_WAIT_SECONDS * 2 ** (attempts - 2), LONGEST_WAIT_SECONDS)
        wait = timedelta(seconds=waited if attempts > 1 else 0)
        failed.filter(attempts=attempts).update(failed_at=F("next_attempt_at") - wait)


class Migration(migrations.Migration):
    dependencies = [("scoring", "0010_who_undid")]

    operations = [
        migrations.AddField(
            "assignment", "failed_at", models.DateTimeField(editable=False, null=True)
        ),
        migrations.AddField("job", "failed_at", models.DateTimeField(editable=False, null=True)),
        migrations.RunPython(fill, migrations.RunPython.noop),
    ]
