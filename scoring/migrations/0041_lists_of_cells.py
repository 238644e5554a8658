"""Indexes by which lists of companies are read in order."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('scoring', '0040_titles_in_order'),
    ]

    operations = [
        migrations.RemoveIndex(
            model_name='assignment',
            name='assignment_by_centre',
        ),
        migrations.AddIndex(
            model_name='assignment',
            index=models.Index(fields=['version', 'shown_cluster', 'category', 'submission'], name='assignment_by_cell_of_table'),
        ),
        migrations.AddIndex(
            model_name='assignment',
            index=models.Index(condition=models.Q(('centre_distance__isnull', False)), fields=['version', 'shown_cluster', 'centre_distance', 'answer', 'collection'], name='assignment_by_centre'),
        ),
    ]
