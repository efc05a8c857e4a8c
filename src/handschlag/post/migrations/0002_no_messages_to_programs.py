"""What was written for receivers outside was never sent, and stands in the ledger, from which webhooks tell it."""

from django.db import migrations


def drop(apps, schema_editor):
    apps.get_model("post", "Message").objects.filter(kind="webhook").delete()


class Migration(migrations.Migration):
    dependencies = [("post", "0001_outbox")]
    operations = [migrations.RunPython(drop, migrations.RunPython.noop)]
