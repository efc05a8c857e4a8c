from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("capture", "0007_keys_of_sources_become_write_keys")]

    operations = [migrations.RemoveField(model_name="source", name="key_digest")]
