"""Words on pairs count for all, for an account, or for a visitor's session."""

from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps


def tell_speakers(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Staff's words count for all, a member's for himself; of a visitor nobody knows any more who he was."""
    PairFeedback = apps.get_model("scoring", "PairFeedback")
    User = apps.get_model("auth", "User")
    names = PairFeedback.objects.exclude(said_by="").values_list("said_by", flat=True)
    for account in User.objects.filter(username__in=names.distinct().order_by()):
        speaker = "all" if account.is_staff or account.is_superuser else f"account:{account.pk}"
        PairFeedback.objects.filter(said_by=account.username).update(speaker=speaker)


class Migration(migrations.Migration):
    dependencies = [("scoring", "0024_compared_versions"), ("auth", "0012_alter_user_first_name_max_length")]
    operations = [
        migrations.RemoveConstraint("pairfeedback", "one_word_of_a_pair"),
        migrations.AddField(
            "pairfeedback",
            "speaker",
            models.CharField(
                blank=True,
                default="",
                editable=False,
                help_text="For whom it counts: all, an account, a visitor's session, or nobody any more.",
                max_length=64,
            ),
            preserve_default=False,
        ),
        migrations.AddConstraint(
            "pairfeedback",
            models.UniqueConstraint(fields=("first", "second", "speaker"), name="one_word_of_a_speaker"),
        ),
        migrations.RunPython(tell_speakers, migrations.RunPython.noop),
    ]
