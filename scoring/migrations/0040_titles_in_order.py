"""The index of how titles begin, in an order that PostgreSQL can also read them in."""

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

IN_ORDER = """CREATE INDEX submission_title_beginning
    ON scoring_submission ((lower(title) COLLATE "C"), id)"""
BEFORE = """CREATE INDEX submission_title_beginning
    ON scoring_submission (lower(title) text_pattern_ops)"""


def change_index(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    _replace(schema_editor, IN_ORDER)


def change_back(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    _replace(schema_editor, BEFORE)


def _replace(schema_editor: BaseDatabaseSchemaEditor, index: str) -> None:
    if schema_editor.connection.vendor != "postgresql":
        return
    with schema_editor.connection.cursor() as cursor:
        cursor.execute("DROP INDEX submission_title_beginning")
        cursor.execute(index)


class Migration(migrations.Migration):
    dependencies = [("scoring", "0039_titles_apart")]
    operations = [migrations.RunPython(change_index, change_back)]
