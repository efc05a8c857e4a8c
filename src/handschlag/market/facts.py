"""What the ledger says about the market's nouns, and how it learns their names."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from uuid import UUID

from handschlag.ledger.registry import Fact, Names, name_subjects_with, register
from handschlag.market.models import Brand, Campaign, Channel, Claim, Material, Prepared, Segment

NOUNS: dict[type[Prepared], tuple[str, str, str]] = {
    Segment: ("the segment", "das Marktsegment", "name"),
    Channel: ("the channel", "den Kanal", "name"),
    Campaign: ("the campaign", "die Kampagne", "name"),
    Material: ("the advertising material", "das Werbemittel", "name"),
    Brand: ("the brand", "die Marke", "name"),
    Claim: ("the claim", "das Werbeversprechen", "sentence"),
}

HAPPENED = {
    "added": ("added {}", "{} angelegt"),
    "changed": ("changed {}", "{} geändert"),
    "archived": ("archived {}", "{} abgelegt"),
    "restored": ("took {} back into use", "{} wieder aufgenommen"),
}


def _names(model: type[Prepared], field: str) -> Names:
    def names(ids: Iterable[str]) -> Mapping[str, str]:
        rows = model._default_manager.filter(pk__in=[UUID(key) for key in ids]).values_list("pk", field)
        return {str(key): name for key, name in rows}

    return names


for model, (english, german, field) in NOUNS.items():
    for happened, (en, de) in HAPPENED.items():
        register(
            Fact(
                f"{model.noun}_{happened}",
                en=f"{{actor}} {en.format(f'{english} {{subject}}')}",
                de=f"{{actor}} hat {de.format(f'{german} {{subject}}')}",
            )
        )
    name_subjects_with(model.noun, _names(model, field))

register(
    Fact(
        "campaign_cost_entered",
        en="{actor} entered the cost of the campaign {subject}: {amount} from {from_on} to {until_on}",
        de="{actor} hat die Kosten der Kampagne {subject} eingetragen: {amount} vom {from_on} bis {until_on}",
    )
)
