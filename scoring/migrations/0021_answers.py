"""How sure a reader may be of each company, in one of four words, and the sectors of clusters."""

from collections import Counter, defaultdict

from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps
from django.db.models import Case, Count, F, Q, Value, When

CHUNK = 1000
SECTORS = (
    "Communication Services",
    "Consumer Discretionary",
    "Consumer Staples",
    "Energy",
    "Financials",
    "Health Care",
    "Industrials",
    "Information Technology",
    "Materials",
    "Real Estate",
    "Utilities",
)
TALLY = ("version_id", "collection", "status", "shown_cluster", "category", "source", "verdict")
# Of a score from before; a new one says it by how often such answers were right
MODEL_ANSWER = Case(
    When(status="unplaced", then=Value("unplaced")),
    When(sector_probability__gte=0.9, then=Value("sure")),
    When(sector_probability__gte=0.6, then=Value("probable")),
    When(sector_probability__isnull=False, then=Value("unsure")),
    When(sure__gte=0.45, then=Value("sure")),
    When(sure__isnull=False, then=Value("unsure")),
    default=Value(""),
)
ANSWER = Case(
    When(kind_is_reviewed=True, then=Value("sure")),
    When(status="unplaced", shown_cluster=None, then=Value("unplaced")),
    When(~Q(verdict="unreviewed"), then=Value("sure")),
    default=F("model_answer"),
)


def name_sectors(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """A cluster is of the sector that more than half of its training rows are listed under."""
    ModelVersion = apps.get_model("scoring", "ModelVersion")
    Cluster = apps.get_model("scoring", "Cluster")
    for pk, composition in ModelVersion.objects.values_list("pk", "composition"):
        by_number: defaultdict[int, Counter[str]] = defaultdict(Counter)
        for category, counts in composition.items():
            for number, rows in enumerate(counts):
                by_number[number][category] = rows
        for number, categories in by_number.items():
            [(category, rows)] = categories.most_common(1)
            if category in SECTORS and 2 * rows > categories.total():
                Cluster.objects.filter(version=pk, number=number).update(sector=category)


def settle_answers(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Give stored rows their answer, and count anew by it."""
    Assignment = apps.get_model("scoring", "Assignment")
    KindCorrection = apps.get_model("scoring", "KindCorrection")
    Cluster = apps.get_model("scoring", "Cluster")
    standing = {each.submission_id: each.sector for each in KindCorrection.objects.order_by("pk")}
    corrected = [company for company, sector in standing.items() if sector]
    for start in range(0, len(corrected), CHUNK):
        rows = Assignment.objects.filter(submission__in=corrected[start : start + CHUNK])
        rows.update(kind_is_reviewed=True)
    Assignment.objects.update(model_answer=MODEL_ANSWER)
    for version, number, sector in Cluster.objects.exclude(sector="").values_list(
        "version", "number", "sector"
    ):
        sure = Assignment.objects.filter(version=version, cluster=number, model_answer="sure")
        sure.exclude(sector__in=("", sector)).update(model_answer="probable")
    Assignment.objects.update(answer=ANSWER)
    recount(apps)


def recount(apps: StateApps) -> None:
    """Count anew: how the old counts divide by answers is not kept anywhere."""
    Assignment, Tally, SegmentTally = (
        apps.get_model("scoring", name) for name in ("Assignment", "Tally", "SegmentTally")
    )
    Tally.objects.all().delete()
    SegmentTally.objects.all().delete()
    counted = Assignment.objects.order_by().values_list(*TALLY, "answer", "shown_sector")
    Tally.objects.bulk_create(
        (
            Tally(
                version_id=version,
                collection_id=collection,
                status=status,
                cluster=-1 if cluster is None else cluster,
                category=category,
                source=source,
                verdict=verdict,
                answer=answer,
                sector=sector,
                total=total,
            )
            for version, collection, status, cluster, category, source, verdict, answer, sector, total
            in counted.annotate(total=Count("pk"))
        ),
        batch_size=CHUNK,
    )
    of_kinds = Assignment.objects.order_by().values_list(
        "version_id", "collection", "shown_cluster", "shown_sector", "shown_segment", "answer"
    )
    SegmentTally.objects.bulk_create(
        (
            SegmentTally(
                version_id=version,
                collection_id=collection,
                cluster=-1 if cluster is None else cluster,
                sector=sector,
                segment=segment,
                answer=answer,
                total=total,
            )
            for version, collection, cluster, sector, segment, answer, total in of_kinds.annotate(
                total=Count("pk")
            )
        ),
        batch_size=CHUNK,
    )


class Migration(migrations.Migration):
    dependencies = [("scoring", "0020_companies_in_collections")]

    operations = [
        migrations.RemoveIndex("assignment", "assignment_by_centre"),
        migrations.AddField(
            "assignment",
            "kind_is_reviewed",
            models.BooleanField(
                default=False, help_text="Whether a reviewer said what kind of business it is."
            ),
        ),
        migrations.AddField(
            "assignment",
            "model_answer",
            models.CharField(
                blank=True,
                default="",
                max_length=10,
                help_text=(
                    "How sure the model lets a reader be, in a word; empty where it says nothing."
                ),
            ),
            preserve_default=False,
        ),
        migrations.AddField(
            "assignment",
            "answer",
            models.CharField(
                blank=True,
                default="",
                max_length=10,
                help_text="The same, but sure of what reviewers said.",
            ),
            preserve_default=False,
        ),
        migrations.AddField(
            "cluster",
            "sector",
            models.CharField(
                blank=True,
                default="",
                max_length=40,
                help_text="Of more than half of its training rows, by official name; empty for none.",
            ),
            preserve_default=False,
        ),
        migrations.AddField(
            "modelversion",
            "calibration",
            models.JSONField(
                default=dict,
                help_text="How often answers were right that the model gave on texts left out.",
            ),
        ),
        migrations.AddIndex(
            "assignment",
            models.Index(
                fields=["version", "answer", "submission"], name="assignment_by_answer"
            ),
        ),
        migrations.AddIndex(
            "assignment",
            models.Index(
                condition=Q(centre_distance__isnull=False),
                fields=["version", "shown_cluster", "centre_distance", "sure", "answer", "collection"],
                name="assignment_by_centre",
            ),
        ),
        migrations.RunPython(name_sectors, migrations.RunPython.noop),
        migrations.RunPython(settle_answers, migrations.RunPython.noop),
    ]
