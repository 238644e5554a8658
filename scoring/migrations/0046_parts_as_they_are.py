"""Parts of files are stored as they are: to compress them takes PostgreSQL longer than to write them."""

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps


def leave_alone(apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
    if editor.connection.vendor == "postgresql":
        editor.execute("ALTER TABLE scoring_importpart ALTER COLUMN data SET STORAGE EXTERNAL")


def compress(apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
    if editor.connection.vendor == "postgresql":
        editor.execute("ALTER TABLE scoring_importpart ALTER COLUMN data SET STORAGE EXTENDED")


class Migration(migrations.Migration):
    dependencies = [("scoring", "0045_words_at_less_cost")]
    operations = [migrations.RunPython(leave_alone, compress)]
