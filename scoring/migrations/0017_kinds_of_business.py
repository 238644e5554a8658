"""Sector and segment of each company, what reviewers say of them, and how many are of each."""

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps
from django.db.models import Sum


def count_as_of_no_kind(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Rows of before are of no kind until they are scored again."""
    Tally, SegmentTally = (apps.get_model("scoring", name) for name in ("Tally", "SegmentTally"))
    sums = Tally.objects.values_list("version_id", "cluster", "answer").annotate(sum=Sum("total"))
    SegmentTally.objects.bulk_create(
        SegmentTally(version_id=version, cluster=cluster, answer=answer, total=total)
        for version, cluster, answer, total in sums.order_by()
    )


class Migration(migrations.Migration):

    dependencies = [
        ('scoring', '0016_rows_left_out'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='KindCorrection',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('sector', models.CharField(blank=True, max_length=40)),
                ('segment', models.CharField(blank=True, max_length=60)),
                ('reviewer_name', models.CharField(help_text='Kept when the account is deleted.', max_length=150)),
                ('made_at', models.DateTimeField(default=django.utils.timezone.now)),
            ],
            options={
                'ordering': ['pk'],
            },
        ),
        migrations.CreateModel(
            name='SegmentTally',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('cluster', models.IntegerField()),
                ('sector', models.CharField(blank=True, max_length=40)),
                ('segment', models.CharField(blank=True, max_length=60)),
                ('answer', models.CharField(blank=True, max_length=10)),
                ('total', models.IntegerField(default=0)),
            ],
            options={
                'verbose_name_plural': 'segment tallies',
            },
        ),
        migrations.RemoveConstraint(
            model_name='tally',
            name='one_tally_of_a_kind',
        ),
        migrations.AddField(
            model_name='assignment',
            name='next_kinds',
            field=models.JSONField(default=dict, help_text='The two next best of both: `sectors` and `segments` as [name, probability].'),
        ),
        migrations.AddField(
            model_name='assignment',
            name='sector',
            field=models.CharField(blank=True, help_text='The sector that the text points to, by official name.', max_length=40),
        ),
        migrations.AddField(
            model_name='assignment',
            name='sector_probability',
            field=models.FloatField(help_text='0 to 1.', null=True),
        ),
        migrations.AddField(
            model_name='assignment',
            name='segment',
            field=models.CharField(blank=True, help_text='The kind of business within that sector.', max_length=60),
        ),
        migrations.AddField(
            model_name='assignment',
            name='segment_probability',
            field=models.FloatField(help_text='0 to 1.', null=True),
        ),
        migrations.AddField(
            model_name='assignment',
            name='shown_sector',
            field=models.CharField(blank=True, help_text="The reviewer's sector, else the model's.", max_length=40),
        ),
        migrations.AddField(
            model_name='assignment',
            name='shown_segment',
            field=models.CharField(blank=True, help_text="The reviewer's segment, else the model's.", max_length=60),
        ),
        migrations.AddField(
            model_name='tally',
            name='sector',
            field=models.CharField(blank=True, max_length=40),
        ),
        migrations.AddIndex(
            model_name='assignment',
            index=models.Index(fields=['version', 'shown_sector', 'submission'], name='assignment_by_sector'),
        ),
        migrations.AddIndex(
            model_name='assignment',
            index=models.Index(fields=['version', 'shown_segment', 'submission'], name='assignment_by_segment'),
        ),
        migrations.AddConstraint(
            model_name='tally',
            constraint=models.UniqueConstraint(fields=('version', 'status', 'cluster', 'category', 'source', 'verdict', 'answer', 'sector'), name='one_tally_of_a_kind'),
        ),
        migrations.AddField(
            model_name='kindcorrection',
            name='reviewer',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='kindcorrection',
            name='submission',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='kind_corrections', to='scoring.submission'),
        ),
        migrations.AddField(
            model_name='segmenttally',
            name='version',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='scoring.modelversion'),
        ),
        migrations.AddConstraint(
            model_name='segmenttally',
            constraint=models.UniqueConstraint(fields=('version', 'cluster', 'sector', 'segment', 'answer'), name='one_segment_tally_of_a_kind'),
        ),
        migrations.RunPython(count_as_of_no_kind, migrations.RunPython.noop),
    ]
