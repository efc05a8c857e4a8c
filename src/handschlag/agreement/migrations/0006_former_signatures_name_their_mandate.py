"""Signatures from before name the mandate that was valid on their day."""

from django.db import migrations
from django.db.models import Q
from django.utils import timezone


def name_mandates(apps, schema_editor):
    signatures, mandates = apps.get_model("agreement", "Signature"), apps.get_model("organisation", "Mandate")
    for signature in signatures.objects.filter(mandate=None):
        day = signature.at.astimezone(timezone.get_default_timezone()).date()
        valid = mandates.objects.filter(Q(until_on=None) | Q(until_on__gte=day), from_on__lte=day)
        signature.mandate = valid.filter(holder=signature.by_id, side=signature.side).order_by("from_on", "id").first()
        signature.save(update_fields=["mandate"])


class Migration(migrations.Migration):

    dependencies = [("agreement", "0005_mandates_behind_signatures")]

    operations = [migrations.RunPython(name_mandates, migrations.RunPython.noop)]
