"""How many companies of a collection have each tag, which scoring/models/database/tag_tally.py reads.

Triggers keep it, so that no way to change a tag is forgotten. A later migration that has Django
rebuild the table of tags on SQLite takes them with it: make SQLITE_TRIGGERS anew there.
"""

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

TABLE = """CREATE TABLE scoring_tag_tally (
    collection bigint NOT NULL,
    name varchar(40) NOT NULL,
    total bigint NOT NULL,
    PRIMARY KEY (collection, name)
)"""
COUNTED = """INSERT INTO scoring_tag_tally(collection, name, total)
    SELECT collection_id, name, COUNT(*) FROM scoring_companytag GROUP BY collection_id, name"""
SQLITE_MORE = """INSERT INTO scoring_tag_tally(collection, name, total) VALUES (new.collection_id, new.name, 1)
        ON CONFLICT (collection, name) DO UPDATE SET total = scoring_tag_tally.total + 1;"""
OF_OLD = "collection = old.collection_id AND name = old.name"
SQLITE_LESS = f"""UPDATE scoring_tag_tally SET total = total - 1 WHERE {OF_OLD};
        DELETE FROM scoring_tag_tally WHERE {OF_OLD} AND total <= 0;"""  # noqa: S608
SQLITE_TRIGGERS = [
    f"CREATE TRIGGER tag_added AFTER INSERT ON scoring_companytag BEGIN {SQLITE_MORE} END",
    f"CREATE TRIGGER tag_gone AFTER DELETE ON scoring_companytag BEGIN {SQLITE_LESS} END",
    f"""CREATE TRIGGER tag_changed AFTER UPDATE OF collection_id, name ON scoring_companytag
        BEGIN {SQLITE_LESS} {SQLITE_MORE} END""",
]
SQLITE = [f"{TABLE} WITHOUT ROWID", COUNTED, *SQLITE_TRIGGERS]
SQLITE_GONE = [
    "DROP TRIGGER tag_added",
    "DROP TRIGGER tag_gone",
    "DROP TRIGGER tag_changed",
    "DROP TABLE scoring_tag_tally",
]
# A statement at a time, and in one order, so that two writers seldom wait for each other
POSTGRESQL = [
    TABLE,
    COUNTED,
    """CREATE FUNCTION similarco_count_tags() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
        IF TG_OP <> 'INSERT' THEN
            PERFORM 1 FROM scoring_tag_tally tally WHERE EXISTS (
                SELECT 1 FROM gone WHERE gone.collection_id = tally.collection AND gone.name = tally.name
            ) ORDER BY collection, name FOR UPDATE;
            UPDATE scoring_tag_tally tally SET total = tally.total - fewer.companies FROM (
                SELECT collection_id, name, COUNT(*) AS companies FROM gone GROUP BY collection_id, name
            ) fewer WHERE tally.collection = fewer.collection_id AND tally.name = fewer.name;
            DELETE FROM scoring_tag_tally tally USING gone
                WHERE tally.collection = gone.collection_id AND tally.name = gone.name AND tally.total <= 0;
        END IF;
        IF TG_OP <> 'DELETE' THEN
            INSERT INTO scoring_tag_tally(collection, name, total)
                SELECT collection_id, name, COUNT(*) FROM come GROUP BY collection_id, name
                ORDER BY collection_id, name
                ON CONFLICT (collection, name) DO UPDATE SET total = scoring_tag_tally.total + excluded.total;
        END IF;
        RETURN NULL;
    END $$""",
    """CREATE TRIGGER tag_added AFTER INSERT ON scoring_companytag REFERENCING NEW TABLE AS come
        FOR EACH STATEMENT EXECUTE FUNCTION similarco_count_tags()""",
    """CREATE TRIGGER tag_gone AFTER DELETE ON scoring_companytag REFERENCING OLD TABLE AS gone
        FOR EACH STATEMENT EXECUTE FUNCTION similarco_count_tags()""",
    """CREATE TRIGGER tag_changed AFTER UPDATE ON scoring_companytag
        REFERENCING OLD TABLE AS gone NEW TABLE AS come
        FOR EACH STATEMENT EXECUTE FUNCTION similarco_count_tags()""",
]
POSTGRESQL_GONE = [
    "DROP TRIGGER tag_added ON scoring_companytag",
    "DROP TRIGGER tag_gone ON scoring_companytag",
    "DROP TRIGGER tag_changed ON scoring_companytag",
    "DROP FUNCTION similarco_count_tags()",
    "DROP TABLE scoring_tag_tally",
]


def add_tally(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    _run(schema_editor, POSTGRESQL, SQLITE)


def remove_tally(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    _run(schema_editor, POSTGRESQL_GONE, SQLITE_GONE)


def _run(schema_editor: BaseDatabaseSchemaEditor, postgresql: list[str], sqlite: list[str]) -> None:
    with schema_editor.connection.cursor() as cursor:
        for statement in postgresql if schema_editor.connection.vendor == "postgresql" else sqlite:
            cursor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [("scoring", "0043_how_sure_a_place_is")]
    operations = [migrations.RunPython(add_tally, remove_tally)]
