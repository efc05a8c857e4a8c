"""What the ledger says about the market's nouns, and how it learns their names."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from uuid import UUID

from django.db.models import Model

from handschlag.ledger.registry import Fact, Names, name_subjects_with, register
from handschlag.market.models import (
    Brand,
    Campaign,
    Channel,
    Claim,
    CostImport,
    GuideQuestion,
    IntendedPosition,
    Material,
    MaterialVariant,
    PositionAttribute,
    Prepared,
    QuestionGuide,
    Segment,
    Signal,
    Survey,
)

NOUNS: dict[type[Prepared], tuple[str, str, str]] = {
    Segment: ("the segment", "das Marktsegment", "name"),
    Channel: ("the channel", "den Kanal", "name"),
    Campaign: ("the campaign", "die Kampagne", "name"),
    Material: ("the advertising material", "das Werbemittel", "name"),
    Brand: ("the brand", "die Marke", "name"),
    Claim: ("the claim", "das Werbeversprechen", "sentence"),
    PositionAttribute: ("the attribute", "das Merkmal der Positionierung", "name"),
    IntendedPosition: ("the intended position", "die Soll-Position", "sentence"),
    MaterialVariant: ("the variant", "die Variante", "name"),
    Signal: ("the signal", "das Marktsignal", "says"),
    Survey: ("the survey", "die Umfrage", "name"),
    QuestionGuide: ("the question guide", "die Leitfragen", "name_de"),
    GuideQuestion: ("the question of a guide", "die Leitfrage", "de"),
}

HAPPENED = {
    "added": ("added {}", "{} angelegt"),
    "changed": ("changed {}", "{} geändert"),
    "archived": ("archived {}", "{} abgelegt"),
    "restored": ("took {} back into use", "{} wieder aufgenommen"),
}


def _names(model: type[Model], field: str) -> Names:
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
            ),
            room="market",
        )
    name_subjects_with(model.noun, _names(model, field))

register(
    Fact(
        "campaign_cost_entered",
        en="{actor} entered the cost of the campaign {subject}: {amount} from {from_on} to {until_on}",
        de="{actor} hat die Kosten der Kampagne {subject} eingetragen: {amount} vom {from_on} bis {until_on}",
    ),
    room="market",
)

register(
    Fact(
        "signal_charted",
        en="{actor} entered the course of the signal {subject} ({points} points)",
        de="{actor} hat den Verlauf des Marktsignals {subject} eingetragen ({points} Punkte)",
    ),
    room="market",
)
register(
    Fact(
        "survey_rated",
        en="{actor} entered {ratings} ratings of the survey {subject}",
        de="{actor} hat {ratings} Bewertungen der Umfrage {subject} eingetragen",
    ),
    room="market",
)
register(
    Fact(
        "cost_import_entered",
        en="{actor} imported costs from {subject}: {amounts} for {days} days of {campaigns} campaigns, from {from_on} to {until_on}",
        de="{actor} hat Kosten aus {subject} eingelesen: {amounts} für {days} Tage von {campaigns} Kampagnen, vom {from_on} bis {until_on}",
    ),
    room="market",
)
register(
    Fact(
        "cost_import_undone",
        en="{actor} took back the costs imported from {subject}: {days} days, {kept} stayed",
        de="{actor} hat die aus {subject} eingelesenen Kosten zurückgenommen: {days} Tage, {kept} blieben",
    ),
    room="market",
)
name_subjects_with("cost_import", _names(CostImport, "name"))
