"""Collections: the catalogue, the open one, and people's own."""

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

# The keys by which the code knows them
SITES_OWN = [
    (1, "catalogue", "Catalogue", "The companies that ship with the site."),
    (2, "open", "Open collection", "What visitors send, for everybody to see."),
]


def make_sites_own(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    Collection = apps.get_model("scoring", "Collection")
    for key, kind, name, description in SITES_OWN:
        # By the sequence, which so goes on behind them
        made = Collection.objects.create(
            kind=kind, name=name, description=description, visibility="public"
        )
        assert made.pk == key


class Migration(migrations.Migration):
    dependencies = [
        ("scoring", "0018_invitations"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]
    operations = [
        migrations.CreateModel(
            name="Collection",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("catalogue", "the catalogue"),
                            ("open", "the open collection"),
                            ("own", "somebody's own"),
                        ],
                        default="own",
                        editable=False,
                        max_length=10,
                    ),
                ),
                ("name", models.CharField(max_length=100)),
                ("description", models.TextField(blank=True)),
                (
                    "visibility",
                    models.CharField(
                        choices=[
                            ("private", "private"),
                            ("link", "readable by a secret link"),
                            ("public", "public"),
                        ],
                        db_index=True,
                        default="private",
                        max_length=10,
                    ),
                ),
                ("link_token", models.CharField(blank=True, editable=False, max_length=64)),
                ("made_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ("deleted_at", models.DateTimeField(editable=False, null=True)),
                (
                    "owner",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="collections",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("link_token", ""), _negated=True),
                        fields=("link_token",),
                        name="one_collection_of_a_link",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("visibility", "link"), _negated=True),
                            models.Q(("link_token", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="a_link_has_a_token",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="CollectionEvent",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("told", models.CharField(max_length=300)),
                ("by_name", models.CharField(help_text="Kept when the account is deleted.", max_length=150)),
                ("made_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "collection",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="events", to="scoring.collection"
                    ),
                ),
            ],
            options={"ordering": ["-pk"]},
        ),
        migrations.CreateModel(
            name="CollectionShare",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "role",
                    models.CharField(
                        choices=[("reader", "may read"), ("editor", "may change")], default="reader", max_length=10
                    ),
                ),
                (
                    "account",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="collection_shares",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "collection",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="shares", to="scoring.collection"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("collection", "account"), name="one_share_of_a_person")
                ],
            },
        ),
        migrations.RunPython(make_sites_own, migrations.RunPython.noop),
    ]
