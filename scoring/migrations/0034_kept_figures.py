"""What is kept of clusters and of squares of the map, as the stored rows have it."""

from typing import Any

import django.db.models.deletion
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

OPEN = 2
BITS = 12
LEVELS = (6, 8, 10)
CELLS = """INSERT INTO scoring_celltally (version_id, collection_id, level, cell, cluster, total)
    SELECT version_id, collection, {level}, map_cell >> {bits}, COALESCE(shown_cluster, -1), COUNT(*)
    FROM scoring_assignment WHERE map_cell IS NOT NULL GROUP BY 1, 2, 3, 4, 5"""
SUMS = """INSERT INTO scoring_clustersum (version_id, collection_id, cluster, figure, total)
    SELECT version_id, collection, shown_cluster, '{figure}', SUM({sum})
    FROM scoring_assignment
    WHERE shown_cluster IS NOT NULL AND centre_distance IS NOT NULL AND {column} IS NOT NULL
        AND answer NOT IN ('unsure', 'unplaced')
    GROUP BY 1, 2, 3, 4"""
FIGURES = {
    "placed": ("centre_distance", "1"),
    "distance": ("centre_distance", "CAST(ROUND(1000000 * centre_distance) AS BIGINT)"),
    "judged": ("sure", "1"),
    "sure": ("sure", "CAST(ROUND(1000000 * sure) AS BIGINT)"),
}


def keep(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    with schema_editor.connection.cursor() as cursor:
        count(cursor)


def count(cursor: Any) -> None:
    """Of a million rows a statement for each level and each figure."""
    for level in LEVELS:
        cursor.execute(CELLS.format(level=level, bits=2 * (BITS - level)))
    for figure, (column, counted) in FIGURES.items():
        cursor.execute(SUMS.format(figure=figure, column=column, sum=counted))


def reference(to: str, **more: Any) -> models.ForeignKey:
    return models.ForeignKey(
        db_index=False,
        on_delete=django.db.models.deletion.CASCADE,
        related_name="+",
        to=f"scoring.{to}",
        **more,
    )


class Migration(migrations.Migration):
    dependencies = [("scoring", "0033_tags_and_senders")]
    operations = [
        migrations.CreateModel(
            name="CellTally",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False, auto_created=True, verbose_name="ID")),
                ("level", models.PositiveSmallIntegerField(help_text="Bits of the column, and of the row.")),
                (
                    "cell",
                    models.PositiveIntegerField(help_text="As `Assignment.map_cell`, without its last bits."),
                ),
                ("cluster", models.IntegerField()),
                ("total", models.IntegerField(default=0)),
                ("collection", reference("collection", default=OPEN)),
                ("version", reference("modelversion")),
            ],
            options={
                "verbose_name_plural": "cell tallies",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("version", "level", "cell", "cluster", "collection"), name="one_tally_of_a_cell"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="ClusterSum",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False, auto_created=True, verbose_name="ID")),
                ("cluster", models.IntegerField()),
                ("figure", models.CharField(max_length=10)),
                ("total", models.BigIntegerField(default=0, help_text="Sums are in millionths.")),
                ("collection", reference("collection", default=OPEN)),
                ("version", reference("modelversion")),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("version", "collection", "cluster", "figure"), name="one_sum_of_a_figure"
                    )
                ]
            },
        ),
        migrations.RunPython(keep, migrations.RunPython.noop),
    ]
