from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("scoring", "0008_means_by_cluster")]

    operations = [
        migrations.AddField(
            model_name="remoteendpoint",
            name="answered_at",
            field=models.DateTimeField(help_text="The last valid answer.", null=True),
        ),
    ]
