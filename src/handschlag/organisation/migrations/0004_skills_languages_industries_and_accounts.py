from django.db import migrations, models


class Migration(migrations.Migration):
    """What routing asks of reps and territories besides the map."""

    dependencies = [("organisation", "0003_ended_mandates_say_who_and_when")]

    operations = [
        migrations.AddField("rep", "skills", models.JSONField(blank=True, default=list, verbose_name="skills")),
        migrations.AddField("rep", "languages", models.JSONField(blank=True, default=list, verbose_name="languages")),
        migrations.AddField("territory", "industries", models.JSONField(blank=True, default=list, verbose_name="industries")),
        migrations.AddField(
            "territory", "accounts", models.JSONField(blank=True, default=list, verbose_name="companies by name")
        ),
        migrations.AlterField(
            "territory",
            "countries",
            models.JSONField(
                blank=True, default=list, help_text="Two-letter codes, such as DE, AT, CH.", verbose_name="countries"
            ),
        ),
    ]
