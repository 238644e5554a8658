"""Own columns with a row for each value, and the index of the words in them.

A later migration that has Django rebuild the table of values on SQLite takes the triggers with it: make them anew there.
"""

import django.db.models.deletion
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

# As the words of titles and texts: see 0006
SQLITE = [
    """CREATE VIRTUAL TABLE scoring_ownvalue_words USING fts5(
        text, content='scoring_ownvalue', content_rowid='id', tokenize='porter unicode61 remove_diacritics 2'
    )""",
    """CREATE TRIGGER ownvalue_words_added AFTER INSERT ON scoring_ownvalue BEGIN
        INSERT INTO scoring_ownvalue_words(rowid, text) VALUES (new.id, new.text);
    END""",
    """CREATE TRIGGER ownvalue_words_gone AFTER DELETE ON scoring_ownvalue BEGIN
        INSERT INTO scoring_ownvalue_words(scoring_ownvalue_words, rowid, text) VALUES ('delete', old.id, old.text);
    END""",
    """CREATE TRIGGER ownvalue_words_changed AFTER UPDATE OF text ON scoring_ownvalue BEGIN
        INSERT INTO scoring_ownvalue_words(scoring_ownvalue_words, rowid, text) VALUES ('delete', old.id, old.text);
        INSERT INTO scoring_ownvalue_words(rowid, text) VALUES (new.id, new.text);
    END""",
]
SQLITE_GONE = [
    "DROP TRIGGER ownvalue_words_added",
    "DROP TRIGGER ownvalue_words_gone",
    "DROP TRIGGER ownvalue_words_changed",
    "DROP TABLE scoring_ownvalue_words",
]
# No more than these characters fit into a tsvector for certain
POSTGRESQL = ["CREATE INDEX ownvalue_words ON scoring_ownvalue USING gin (similarco_title(left(text, 200000)))"]
POSTGRESQL_GONE = ["DROP INDEX ownvalue_words"]


def add_words(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    _run(schema_editor, POSTGRESQL, SQLITE)


def remove_words(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    _run(schema_editor, POSTGRESQL_GONE, SQLITE_GONE)


def _run(schema_editor: BaseDatabaseSchemaEditor, postgresql: list[str], sqlite: list[str]) -> None:
    with schema_editor.connection.cursor() as cursor:
        for statement in postgresql if schema_editor.connection.vendor == "postgresql" else sqlite:
            cursor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [("scoring", "0029_problems_of_import_rows")]
    operations = [
        migrations.CreateModel(
            name="OwnColumn",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=200)),
                ("told", models.PositiveIntegerField(default=0)),
                ("numbers", models.PositiveIntegerField(default=0)),
                ("days", models.PositiveIntegerField(default=0)),
                (
                    "collection",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="own_columns",
                        to="scoring.collection",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("collection", "name"), name="one_own_column_of_a_name")
                ],
            },
        ),
        migrations.CreateModel(
            name="OwnValue",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("text", models.TextField()),
                (
                    "beginning",
                    models.CharField(
                        help_text="Of the text, in small letters without accents.", max_length=100
                    ),
                ),
                ("number", models.FloatField(help_text="None where it is no number.", null=True)),
                ("day", models.DateField(help_text="None where it is no day of the calendar.", null=True)),
                (
                    "column",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="values",
                        to="scoring.owncolumn",
                    ),
                ),
                (
                    "submission",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="own_values",
                        to="scoring.submission",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["column", "beginning", "submission"], name="own_value_by_words"),
                    models.Index(
                        condition=models.Q(("number__isnull", False)),
                        fields=["column", "number", "submission"],
                        name="own_value_by_number",
                    ),
                    models.Index(
                        condition=models.Q(("day__isnull", False)),
                        fields=["column", "day", "submission"],
                        name="own_value_by_day",
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("submission", "column"), name="one_own_value_of_a_column")
                ],
            },
        ),
        migrations.RunPython(add_words, remove_words),
    ]
