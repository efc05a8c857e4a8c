from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('handover', '0002_handovers_that_are_one_person'),
    ]

    operations = [
        migrations.AddField(model_name='deadline', name='attempts', field=models.PositiveSmallIntegerField(default=0)),
        migrations.AddField(model_name='deadline', name='failed_at', field=models.DateTimeField(null=True)),
        migrations.AddField(model_name='deadline', name='left', field=models.DurationField(null=True)),
        migrations.AddField(model_name='deadline', name='warn_at', field=models.DateTimeField(null=True)),
        migrations.AddField(model_name='deadline', name='warned_at', field=models.DateTimeField(null=True)),
        migrations.AddIndex(
            model_name='deadline',
            index=models.Index(condition=models.Q(('closed_at', None), ('warned_at', None)), fields=['warn_at'], name='deadlines_to_warn_of'),
        ),
    ]
