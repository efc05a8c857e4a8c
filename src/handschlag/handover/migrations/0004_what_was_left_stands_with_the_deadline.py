from datetime import timedelta

from django.db import migrations


def move(apps, schema_editor):
    """What a merge left of each clock stood with the joining, by duty; now it stands with the deadline."""
    Joining, Deadline = apps.get_model('handover', 'Joining'), apps.get_model('handover', 'Deadline')
    for joining in Joining.objects.all():
        for duty, seconds in joining.left.items():
            stopped = Deadline.objects.filter(handover=joining.handover_id, duty=duty, closed_at=joining.at, closed_as='lifted')
            stopped.update(left=timedelta(seconds=seconds))


class Migration(migrations.Migration):

    dependencies = [
        ('handover', '0003_clocks_that_warn_count_and_stop'),
    ]

    operations = [migrations.RunPython(move, migrations.RunPython.noop)]
