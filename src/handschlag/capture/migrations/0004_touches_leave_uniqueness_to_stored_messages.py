from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("capture", "0003_what_came_before_is_counted_and_known")]

    operations = [
        migrations.RemoveConstraint(model_name="touch", name="a_message_is_stored_once_per_source"),
        migrations.RemoveField(model_name="touch", name="body_digest"),
    ]
