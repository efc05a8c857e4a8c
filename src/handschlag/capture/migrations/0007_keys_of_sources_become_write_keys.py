from django.db import migrations


def move(apps, schema_editor):
    Source, WriteKey = (apps.get_model("capture", name) for name in ("Source", "WriteKey"))
    WriteKey.objects.bulk_create(
        [
            WriteKey(source=source, digest=source.key_digest, made_at=source.made_at, valid_until=source.revoked_at)
            for source in Source.objects.exclude(key_digest=None)
        ]
    )


class Migration(migrations.Migration):
    dependencies = [("capture", "0006_write_keys")]

    operations = [migrations.RunPython(move, migrations.RunPython.noop)]
