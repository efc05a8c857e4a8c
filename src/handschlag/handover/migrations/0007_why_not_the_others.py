import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    """Reasons name every rep by a place in a lineup; the pool says what its reason consists of."""

    dependencies = [("handover", "0006_afterwards_disputes_and_steps")]

    operations = [
        migrations.CreateModel(
            name="Lineup",
            fields=[
                ("id", models.UUIDField(editable=False, primary_key=True, serialize=False)),
                ("reps", models.JSONField()),
            ],
        ),
        migrations.AddField(
            "handover",
            "lineup",
            models.ForeignKey(
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="handover.lineup",
            ),
        ),
        migrations.AddField("poolentry", "because", models.JSONField(default=dict)),
    ]
