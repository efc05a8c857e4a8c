import handschlag.kernel.ids
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('agreement', '0006_former_signatures_name_their_mandate'),
    ]

    operations = [
        migrations.CreateModel(
            name='ProofKey',
            fields=[
                ('id', models.UUIDField(default=handschlag.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('public', models.CharField(max_length=64, unique=True)),
                ('wrapped', models.BinaryField()),
                ('vouched', models.CharField(blank=True, max_length=128)),
                ('from_at', models.DateTimeField()),
                ('until_at', models.DateTimeField(null=True)),
            ],
            options={
                'ordering': ['from_at', 'id'],
                'constraints': [models.UniqueConstraint(models.Value(1), condition=models.Q(('until_at__isnull', True)), name='the_house_signs_with_one_key')],
            },
        ),
    ]
