import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('agreement', '0004_suspensions'),
        ('organisation', '0003_ended_mandates_say_who_and_when'),
    ]

    operations = [
        migrations.AddField(
            model_name='signature',
            name='mandate',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisation.mandate'),
        ),
    ]
