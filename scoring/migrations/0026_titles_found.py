"""Indexes of the search page: words of titles, and parts of words, which scoring/search/ asks.

Parts are three characters of a title, by which a name with one letter wrong is found, and in texts
of scripts without spaces two characters in a row. On SQLite 0006 says what a rebuilt table needs.
"""

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

# Thai, kana, Chinese characters
UNSPACED = "\u0e00-\u0e7f\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\uff66-\uff9f"


def sqlite_parts(row: str) -> str:
    """Blanks around, so that the last two characters begin a part too."""
    return (
        f"{row}.id, ' ' || {row}.title || '  ',"
        f" CASE WHEN {row}.text GLOB '*[{UNSPACED}]*' THEN {row}.text || '  ' ELSE '' END"
    )


ADD = f"""INSERT INTO scoring_submission_parts(rowid, title, text)
    SELECT {sqlite_parts("new")};"""  # noqa: S608
DELETE = f"""INSERT INTO scoring_submission_parts(scoring_submission_parts, rowid, title, text)
    SELECT 'delete', {sqlite_parts("old")};"""  # noqa: S608
SQLITE_TRIGGERS = [
    f"CREATE TRIGGER submission_parts_added AFTER INSERT ON scoring_submission BEGIN {ADD} END",
    f"CREATE TRIGGER submission_parts_gone AFTER DELETE ON scoring_submission BEGIN {DELETE} END",
    f"""CREATE TRIGGER submission_parts_changed AFTER UPDATE OF title, text ON scoring_submission
        BEGIN {DELETE} {ADD} END""",
]
SQLITE = [
    """CREATE VIRTUAL TABLE scoring_submission_parts
        USING fts5(title, text, content='', tokenize='trigram')""",
    """CREATE VIRTUAL TABLE scoring_submission_part_terms
        USING fts5vocab('scoring_submission_parts', 'instance')""",
    f"""INSERT INTO scoring_submission_parts(rowid, title, text)
        SELECT {sqlite_parts("company")} FROM scoring_submission AS company""",  # noqa: S608
    *SQLITE_TRIGGERS,
]
SQLITE_GONE = [
    "DROP TRIGGER submission_parts_added",
    "DROP TRIGGER submission_parts_gone",
    "DROP TRIGGER submission_parts_changed",
    "DROP TABLE scoring_submission_part_terms",
    "DROP TABLE scoring_submission_parts",
]
# Both are parsed when they are made, so that they mean the same under any search path
POSTGRESQL = [
    r"""CREATE FUNCTION similarco_plain(content text) RETURNS text
        LANGUAGE sql IMMUTABLE PARALLEL SAFE
        RETURN regexp_replace(normalize(content, NFKD), '[\u0300-\u036f]', '', 'g')""",
    r"""CREATE FUNCTION similarco_title(title text) RETURNS tsvector
        LANGUAGE sql IMMUTABLE PARALLEL SAFE
        RETURN to_tsvector('similarco'::regconfig, translate(similarco_plain(title),
            '!"#$%&''()*+,-./:;<=>?@[\]^_`{|}~', '                                '))""",
    f"""CREATE FUNCTION similarco_parts(title text, content text) RETURNS text[]
        LANGUAGE sql IMMUTABLE PARALLEL SAFE
        RETURN (SELECT array_agg(DISTINCT part) FROM (
            SELECT substr(plain, place, 3) AS part
                FROM (SELECT ' ' || lower(similarco_plain(title)) || ' ' AS plain) AS whole,
                    generate_series(1, length(plain) - 2) AS place
            UNION ALL
            SELECT letter || next_letter FROM (
                SELECT letter, lead(letter) OVER (ORDER BY place) AS next_letter
                FROM regexp_split_to_table(
                    CASE WHEN title || content ~ '[{UNSPACED}]'
                        THEN title || ' ' || left(content, 200000) END, ''
                ) WITH ORDINALITY AS letters(letter, place)
            ) AS pairs WHERE letter ~ '[{UNSPACED}]' AND next_letter ~ '[{UNSPACED}]'
        ) AS parts)""",
    "CREATE INDEX submission_title ON scoring_submission USING gin (similarco_title(title))",
    "CREATE INDEX submission_parts ON scoring_submission USING gin (similarco_parts(title, text))",
    # In the order of the characters, whatever the language of the database
    """CREATE INDEX submission_title_beginning
        ON scoring_submission (lower(title) text_pattern_ops)""",
]
POSTGRESQL_GONE = [
    "DROP INDEX submission_title_beginning",
    "DROP INDEX submission_parts",
    "DROP INDEX submission_title",
    "DROP FUNCTION similarco_parts",
    "DROP FUNCTION similarco_title",
    "DROP FUNCTION similarco_plain",
]


def add_indexes(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    _run(schema_editor, POSTGRESQL, SQLITE)


def remove_indexes(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    _run(schema_editor, POSTGRESQL_GONE, SQLITE_GONE)


def _run(
    schema_editor: BaseDatabaseSchemaEditor, postgresql: list[str], sqlite: list[str]
) -> None:
    with schema_editor.connection.cursor() as cursor:
        for statement in postgresql if schema_editor.connection.vendor == "postgresql" else sqlite:
            cursor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [("scoring", "0025_speakers")]
    operations = [migrations.RunPython(add_indexes, remove_indexes)]
