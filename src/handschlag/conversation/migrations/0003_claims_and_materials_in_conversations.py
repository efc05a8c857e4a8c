import django.db.models.deletion
import handschlag.conversation.models.mention
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('conversation', '0002_words_are_sealed'),
        ('market', '0004_names_of_what_there_is'),
    ]

    operations = [
        migrations.CreateModel(
            name='ClaimMention',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('is_confirmed', models.BooleanField()),
                ('claim', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='mentions', to='market.claim')),
                ('conversation', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='claims', to='conversation.conversation')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('conversation', 'claim'), name='a_claim_is_judged_once_per_conversation')],
            },
        ),
        migrations.CreateModel(
            name='MaterialShown',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('way', models.CharField(choices=handschlag.conversation.models.mention.ways, max_length=8)),
                ('taken', models.CharField(blank=True, choices=handschlag.conversation.models.mention.ways_of_taking, max_length=12)),
                ('conversation', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='materials', to='conversation.conversation')),
                ('material', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='shown', to='market.material')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('conversation', 'material'), name='a_material_is_shown_once_per_conversation')],
            },
        ),
    ]
