import django.db.models.deletion
from django.db import migrations, models

import handschlag.kernel.ids


class Migration(migrations.Migration):
    dependencies = [("capture", "0001_touches_and_imports")]

    operations = [
        migrations.CreateModel(
            name="Bundle",
            fields=[
                ("id", models.UUIDField(default=handschlag.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ("received_at", models.DateTimeField()),
                ("count", models.PositiveIntegerField()),
                ("tally", models.TextField()),
                ("body", models.BinaryField()),
                ("set_aside_at", models.DateTimeField(null=True)),
                ("problem", models.CharField(blank=True, max_length=300)),
            ],
        ),
        migrations.CreateModel(
            name="Unpacked",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("bundle_id", models.UUIDField(unique=True)),
                ("at", models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name="ReceivedCount",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("source_id", models.UUIDField()),
                ("on", models.DateField()),
                ("count", models.PositiveBigIntegerField(default=0)),
            ],
        ),
        migrations.AddConstraint(
            model_name="receivedcount",
            constraint=models.UniqueConstraint(fields=("source_id", "on"), name="one_received_count_per_source_and_day"),
        ),
        migrations.CreateModel(
            name="StoredMessage",
            fields=[
                ("key", models.UUIDField(editable=False, primary_key=True, serialize=False)),
                ("touch_id", models.UUIDField()),
                ("body_digest", models.CharField(blank=True, max_length=16)),
            ],
        ),
        migrations.CreateModel(
            name="Mark",
            fields=[
                ("touch", models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name="mark", serialize=False, to="capture.touch")),
                ("who", models.CharField(db_index=True, max_length=330)),
                ("flag", models.CharField(max_length=20)),
                ("known_at", models.DateTimeField()),
            ],
        ),
    ]
