from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [
        ('handover', '0004_what_was_left_stands_with_the_deadline'),
    ]

    operations = [
        migrations.RemoveField(model_name='joining', name='left'),
    ]
