from hashlib import blake2b
from itertools import islice
from uuid import UUID

from django.db import migrations
from django.db.models import Sum

CHUNK = 10_000


def count_what_was_received(apps, schema_editor):
    IntakeCount, ReceivedCount = (apps.get_model("capture", name) for name in ("IntakeCount", "ReceivedCount"))
    sums = IntakeCount.objects.values_list("source_id", "on").annotate(total=Sum("count"))
    ReceivedCount.objects.bulk_create(
        [ReceivedCount(source_id=source_id, on=on, count=total) for source_id, on, total in sums.order_by("source_id", "on")]
    )


def know_messages(apps, schema_editor):
    Touch, StoredMessage = (apps.get_model("capture", name) for name in ("Touch", "StoredMessage"))
    touches = Touch.objects.order_by("id").values_list("source_id", "message_id", "id", "body_digest").iterator(CHUNK)
    while chunk := list(islice(touches, CHUNK)):
        StoredMessage.objects.bulk_create(
            [
                StoredMessage(key=_key(source_id, message_id), touch_id=touch_id, body_digest=digest)
                for source_id, message_id, touch_id, digest in chunk
            ]
        )


def _key(source_id: UUID, message_id: str) -> UUID:
    text = message_id.encode(errors="surrogatepass")
    return UUID(bytes=blake2b(source_id.bytes + text, digest_size=16).digest())


class Migration(migrations.Migration):
    dependencies = [("capture", "0002_inbox")]

    operations = [
        migrations.RunPython(count_what_was_received, migrations.RunPython.noop),
        migrations.RunPython(know_messages, migrations.RunPython.noop),
    ]
