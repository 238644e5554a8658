"""An index of the words in titles alone on SQLite; PostgreSQL has had one since 0026.

In one index with the texts, whoever looks for titles reads where each word stands in every text. 0006 says what a rebuilt
table needs.
"""

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

ADD = "INSERT INTO scoring_submission_titles(rowid, title) VALUES (new.id, new.title);"
DELETE = """INSERT INTO scoring_submission_titles(scoring_submission_titles, rowid, title)
    VALUES ('delete', old.id, old.title);"""
SQLITE = [
    """CREATE VIRTUAL TABLE scoring_submission_titles USING fts5(
        title, content='scoring_submission', content_rowid='id', tokenize='porter unicode61 remove_diacritics 2'
    )""",
    "INSERT INTO scoring_submission_titles(scoring_submission_titles) VALUES ('rebuild')",
    f"CREATE TRIGGER submission_titles_added AFTER INSERT ON scoring_submission BEGIN {ADD} END",
    f"CREATE TRIGGER submission_titles_gone AFTER DELETE ON scoring_submission BEGIN {DELETE} END",
    f"""CREATE TRIGGER submission_titles_changed AFTER UPDATE OF title ON scoring_submission
        BEGIN {DELETE} {ADD} END""",
]
SQLITE_GONE = [
    "DROP TRIGGER submission_titles_added",
    "DROP TRIGGER submission_titles_gone",
    "DROP TRIGGER submission_titles_changed",
    "DROP TABLE scoring_submission_titles",
]


def add_index(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    _run(schema_editor, SQLITE)


def remove_index(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    _run(schema_editor, SQLITE_GONE)


def _run(schema_editor: BaseDatabaseSchemaEditor, statements: list[str]) -> None:
    if schema_editor.connection.vendor != "sqlite":
        return
    with schema_editor.connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [("scoring", "0038_vector_log")]
    operations = [migrations.RunPython(add_index, remove_index)]
