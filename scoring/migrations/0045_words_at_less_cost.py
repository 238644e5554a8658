"""The same words and parts in the indexes of the search, told with less work for each company.

On SQLite the search for letters of scripts without spaces went through every text; one of ASCII alone has none. On
PostgreSQL `translate` compared each letter of a text with each mark, and plain letters were normalized too: a third
of what a company took there. The column of words is made anew, which takes minutes where there are a million.

A rebuilt table on SQLite takes the triggers with it (0006): make those of here anew, not those of 0026.
"""

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

# As in 0026
UNSPACED = "\u0e00-\u0e7f\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\uff66-\uff9f"
BY_BYTES = "length(CAST({row}.text AS BLOB)) <> length({row}.text) AND "


def sqlite_triggers(first: str) -> list[str]:
    def parts(row: str) -> str:
        return (
            f"{row}.id, ' ' || {row}.title || '  ', CASE WHEN {first.format(row=row)}"
            f"{row}.text GLOB '*[{UNSPACED}]*' THEN {row}.text || '  ' ELSE '' END"
        )

    table = "scoring_submission_parts"
    add = f"INSERT INTO {table}(rowid, title, text) SELECT {parts('new')};"  # noqa: S608
    delete = f"INSERT INTO {table}({table}, rowid, title, text) SELECT 'delete', {parts('old')};"  # noqa: S608
    return [
        "DROP TRIGGER IF EXISTS submission_parts_added",
        "DROP TRIGGER IF EXISTS submission_parts_gone",
        "DROP TRIGGER IF EXISTS submission_parts_changed",
        f"CREATE TRIGGER submission_parts_added AFTER INSERT ON scoring_submission BEGIN {add} END",
        f"CREATE TRIGGER submission_parts_gone AFTER DELETE ON scoring_submission BEGIN {delete} END",
        f"""CREATE TRIGGER submission_parts_changed AFTER UPDATE OF title, text ON scoring_submission
            BEGIN {delete} {add} END""",
    ]


def function(name: str, argument: str, returns: str, body: str) -> str:
    return f"""CREATE OR REPLACE FUNCTION {name}({argument} text) RETURNS {returns}
        LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN {body}"""


def words(told: str) -> list[str]:
    return [
        "ALTER TABLE scoring_submission DROP COLUMN words",
        f"ALTER TABLE scoring_submission ADD COLUMN words tsvector GENERATED ALWAYS AS ({told}) STORED",
        "CREATE INDEX submission_words ON scoring_submission USING gin (words)",
    ]


WITHOUT_ACCENTS = r"regexp_replace(normalize(content, NFKD), '[\u0300-\u036f]', '', 'g')"
MARKS = r"""'!"#$%&''()*+,-./:;<=>?@[\]^_`{|}~', '                                '"""
ALL = "left(title || ' ' || text, 200000)"
POSTGRESQL = [
    function(
        "similarco_plain",
        "content",
        "text",
        f"CASE WHEN octet_length(content) = length(content) THEN content ELSE {WITHOUT_ACCENTS} END",
    ),
    function(
        "similarco_title",
        "title",
        "tsvector",
        r"""to_tsvector('similarco'::regconfig,
            regexp_replace(similarco_plain(title), '[!-/:-@\[-`{-~]', ' ', 'g'))""",
    ),
    *words(f"similarco_title({ALL})"),
]
POSTGRESQL_BEFORE = [
    function("similarco_plain", "content", "text", WITHOUT_ACCENTS),
    function(
        "similarco_title",
        "title",
        "tsvector",
        f"to_tsvector('similarco'::regconfig, translate(similarco_plain(title), {MARKS}))",
    ),
    *words(
        f"to_tsvector('similarco', translate({WITHOUT_ACCENTS.replace('content', ALL)}, {MARKS}))"
    ),
]


def tell_with_less(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    _run(schema_editor, POSTGRESQL, sqlite_triggers(BY_BYTES))


def tell_as_before(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    _run(schema_editor, POSTGRESQL_BEFORE, sqlite_triggers(""))


def _run(
    schema_editor: BaseDatabaseSchemaEditor, postgresql: list[str], sqlite: list[str]
) -> None:
    with schema_editor.connection.cursor() as cursor:
        for statement in postgresql if schema_editor.connection.vendor == "postgresql" else sqlite:
            cursor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [("scoring", "0044_tag_tally")]
    operations = [migrations.RunPython(tell_with_less, tell_as_before)]
