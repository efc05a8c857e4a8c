import django.db.models.deletion
from django.db import migrations, models

import handschlag.kernel.ids


class Migration(migrations.Migration):
    dependencies = [("capture", "0005_forms_and_privacy_texts")]

    operations = [
        migrations.AddField(model_name="source", name="consent_is_wired", field=models.BooleanField(default=False)),
        migrations.AddField(model_name="source", name="is_browser", field=models.BooleanField(default=False)),
        migrations.AddField(model_name="source", name="origins", field=models.JSONField(default=list)),
        migrations.CreateModel(
            name="WriteKey",
            fields=[
                ("id", models.UUIDField(default=handschlag.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ("digest", models.CharField(max_length=64, unique=True)),
                ("beginning", models.CharField(blank=True, max_length=12)),
                ("made_at", models.DateTimeField()),
                ("valid_until", models.DateTimeField(null=True)),
                ("source", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="keys", to="capture.source")),
            ],
            options={"ordering": ["-made_at", "-id"]},
        ),
    ]
