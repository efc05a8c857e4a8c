import django.db.models.deletion
import handschlag.agreement.models.passage
import handschlag.kernel.ids
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('agreement', '0003_counter_proposals_and_comments'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Suspension',
            fields=[
                ('id', models.UUIDField(default=handschlag.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('side', models.CharField(choices=handschlag.agreement.models.passage.sides, max_length=10)),
                ('at', models.DateTimeField()),
                ('reason', models.CharField(max_length=500)),
                ('last_day', models.DateField()),
                ('until_at', models.DateTimeField(db_index=True)),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('version', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='suspensions', to='agreement.version')),
            ],
            options={
                'ordering': ['at', 'id'],
            },
        ),
        migrations.CreateModel(
            name='Lifting',
            fields=[
                ('suspension', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='lifting', serialize=False, to='agreement.suspension')),
                ('at', models.DateTimeField()),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
        ),
    ]
