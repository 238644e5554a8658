"""The index of the words in titles and texts, which scoring/models/search.py asks.

A later migration that has Django rebuild the table of submissions on SQLite takes the triggers with it: make them anew there.
"""

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

SQLITE_WORDS = [
    """CREATE VIRTUAL TABLE scoring_submission_words USING fts5(
        title, text, content='scoring_submission', content_rowid='id', tokenize='porter unicode61 remove_diacritics 2'
    )""",
    "INSERT INTO scoring_submission_words(scoring_submission_words) VALUES ('rebuild')",
    """CREATE TRIGGER submission_words_added AFTER INSERT ON scoring_submission BEGIN
        INSERT INTO scoring_submission_words(rowid, title, text) VALUES (new.id, new.title, new.text);
    END""",
    """CREATE TRIGGER submission_words_gone AFTER DELETE ON scoring_submission BEGIN
        INSERT INTO scoring_submission_words(scoring_submission_words, rowid, title, text)
        VALUES ('delete', old.id, old.title, old.text);
    END""",
    """CREATE TRIGGER submission_words_changed AFTER UPDATE OF title, text ON scoring_submission BEGIN
        INSERT INTO scoring_submission_words(scoring_submission_words, rowid, title, text)
        VALUES ('delete', old.id, old.title, old.text);
        INSERT INTO scoring_submission_words(rowid, title, text) VALUES (new.id, new.title, new.text);
    END""",
]
SQLITE_WORDS_GONE = [
    "DROP TRIGGER submission_words_added",
    "DROP TRIGGER submission_words_gone",
    "DROP TRIGGER submission_words_changed",
    "DROP TABLE scoring_submission_words",
]
# Porter's stems without stop words, and only the first 200,000 characters: no more fits into a tsvector for certain
POSTGRESQL_WORDS = [
    "CREATE TEXT SEARCH DICTIONARY similarco (TEMPLATE = snowball, Language = porter)",
    "CREATE TEXT SEARCH CONFIGURATION similarco (PARSER = default)",
    """ALTER TEXT SEARCH CONFIGURATION similarco
        ADD MAPPING FOR asciiword, word, numword, int, uint, float, numhword, asciihword, hword,
        hword_numpart, hword_part, hword_asciipart WITH similarco""",
    r"""ALTER TABLE scoring_submission ADD COLUMN words tsvector GENERATED ALWAYS AS (
        to_tsvector('similarco', translate(
            regexp_replace(normalize(left(title || ' ' || text, 200000), NFKD), '[\u0300-\u036f]', '', 'g'),
            '!"#$%&''()*+,-./:;<=>?@[\]^_`{|}~', '                                '
        ))
    ) STORED""",
    "CREATE INDEX submission_words ON scoring_submission USING gin (words)",
]
POSTGRESQL_WORDS_GONE = [
    "ALTER TABLE scoring_submission DROP COLUMN words",
    "DROP TEXT SEARCH CONFIGURATION similarco",
    "DROP TEXT SEARCH DICTIONARY similarco",
]


def add_words(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    _run(schema_editor, POSTGRESQL_WORDS, SQLITE_WORDS)


def remove_words(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    _run(schema_editor, POSTGRESQL_WORDS_GONE, SQLITE_WORDS_GONE)


def _run(
    schema_editor: BaseDatabaseSchemaEditor, postgresql: list[str], sqlite: list[str]
) -> None:
    with schema_editor.connection.cursor() as cursor:
        for statement in postgresql if schema_editor.connection.vendor == "postgresql" else sqlite:
            cursor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [("scoring", "0005_results")]
    operations = [migrations.RunPython(add_words, remove_words)]
