"""Materials and variants there are already are known by their names from now on: no judgement before rested on them."""

from django.db import migrations
from django.utils.timezone import now

from handschlag.market.core.naming import names_of


def learn(apps, schema_editor):
    names, at = apps.get_model("market", "MaterialName"), now()
    materials = apps.get_model("market", "Material").objects.select_related("file")
    variants = apps.get_model("market", "MaterialVariant").objects.select_related("file", "material")
    owners = [(one, one.key, "") for one in materials] + [(one, one.material.key, one.key) for one in variants]
    rows = [
        names(material_key=material, variant_key=variant, way=way, name=name, since_at=at)
        for one, material, variant in owners
        for way, name in names_of(one.key, one.url, one.file.name if one.file else "")
    ]
    names.objects.bulk_create(rows, ignore_conflicts=True)


class Migration(migrations.Migration):
    dependencies = [("market", "0003_names_of_materials")]
    operations = [migrations.RunPython(learn, migrations.RunPython.noop)]
