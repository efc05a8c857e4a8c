
import django.db.models.deletion
import handschlag.kernel.ids
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('agreement', '0001_versions_and_signatures'),
        ('people', '__first__'),
    ]

    operations = [
        migrations.CreateModel(
            name='Verdict',
            fields=[
                ('id', models.UUIDField(default=handschlag.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('at', models.DateTimeField()),
                ('decision', models.CharField(max_length=12)),
                ('fit', models.FloatField()),
                ('interest', models.FloatField()),
                ('points', models.FloatField()),
                ('threshold', models.FloatField()),
                ('reasons', models.JSONField(default=list)),
                ('lead', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='verdicts', to='people.lead')),
                ('version', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='verdicts', to='agreement.version')),
            ],
            options={
                'ordering': ['-at', '-id'],
                'get_latest_by': ['at', 'id'],
            },
        ),
        migrations.CreateModel(
            name='Standing',
            fields=[
                ('lead', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='standing', serialize=False, to='people.lead')),
                ('look_again_at', models.DateTimeField(db_index=True, null=True)),
                ('version', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='agreement.version')),
                ('verdict', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='qualification.verdict')),
            ],
        ),
        migrations.AddIndex(
            model_name='verdict',
            index=models.Index(fields=['lead', '-at'], name='verdicts_of_a_lead'),
        ),
        migrations.AddIndex(
            model_name='verdict',
            index=models.Index(fields=['decision', '-at'], name='verdicts_by_decision'),
        ),
    ]
