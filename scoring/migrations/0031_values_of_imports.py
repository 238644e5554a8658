"""What imports kept of their own columns becomes rows: of each company what its newest table says."""

from itertools import islice
from typing import Any

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps
from django.db.models import F

from scoring.own_columns.reading_cells import style_of, tell

ROWS = 500
MOST_COLUMNS = 50


def fill(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    rows = apps.get_model("scoring", "ImportRow").objects.select_related("file").order_by("pk")
    # Of a company that was moved they had stayed with the collection
    there = rows.filter(submission__collection=F("file__collection")).exclude(outcome="bad")
    stored = there.defer("file__layout", "file__mapping").iterator(chunk_size=ROWS)
    imports: dict[int, Any] = {}
    while chunk := list(islice(stored, ROWS)):
        for row in chunk:
            if row.file_id not in imports:
                imports[row.file_id] = _Filling(apps, row.file)
        for pk in dict.fromkeys(row.file_id for row in chunk):
            imports[pk].fill([row for row in chunk if row.file_id == pk])


class _Filling:
    def __init__(self, apps: StateApps, made: Any) -> None:
        self.column_of = apps.get_model("scoring", "OwnColumn")
        self.value_of = apps.get_model("scoring", "OwnValue")
        self.collection = made.collection_id
        mapping = made.mapping
        used = {mapping.get(name) for name in ("title", "category", "industry")}
        used |= set(mapping.get("text", ()))
        names = enumerate(made.layout.get("columns", ()))
        self.places = {place: name for place, name in names if name not in used}
        self.columns: dict[str, Any] = {}

    def fill(self, rows: list[Any]) -> None:
        # A later row of a company is newer
        newest = {row.submission_id: row.cells for row in rows}
        self.value_of.objects.filter(submission__in=newest).delete()
        values = []
        for place, name in self.places.items():
            texts = {
                company: cells[place]
                for company, cells in newest.items()
                if place < len(cells) and cells[place]
            }
            column = self._column(name) if texts else None
            if column is None:
                continue
            style = style_of(texts.values())
            for company, text in texts.items():
                told = tell(text, style)
                column.told += 1
                column.numbers += told.number is not None
                column.days += told.day is not None
                values.append(
                    self.value_of(column=column, submission_id=company, text=text, **told._asdict())
                )
            column.save()
        self.value_of.objects.bulk_create(values, batch_size=ROWS)

    def _column(self, name: str) -> Any:
        of_collection = self.column_of.objects.filter(collection_id=self.collection)
        if name not in self.columns:
            column = of_collection.filter(name=name).first()
            if column is None and of_collection.count() < MOST_COLUMNS:
                column = self.column_of.objects.create(collection_id=self.collection, name=name)
            self.columns[name] = column
        if self.columns[name]:
            # Another import of the collection may have counted
            self.columns[name].refresh_from_db()
        return self.columns[name]


class Migration(migrations.Migration):
    dependencies = [("scoring", "0030_own_columns")]
    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
