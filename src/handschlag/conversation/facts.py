from collections.abc import Iterable, Mapping
from uuid import UUID

from handschlag.conversation.models import DealStage, DealWord, LossReason, Product
from handschlag.ledger.registry import Fact, Names, name_subjects_with, register

register(
    Fact(
        "conversation_logged",
        en="{actor} logged a conversation ({outcome})",
        de="{actor} hat ein Gespräch festgehalten ({outcome})",
    ),
    Fact("deal_opened", en="{actor} opened a deal", de="{actor} hat eine Verkaufschance eröffnet"),
    Fact(
        "deal_closed",
        en="{actor} closed a deal ({outcome})",
        de="{actor} hat eine Verkaufschance geschlossen ({outcome})",
    ),
    Fact("deal_moved", en="{actor} moved a deal to {stage}", de="{actor} hat eine Verkaufschance nach {stage} gerückt"),
    Fact("deal_corrected", en="{actor} corrected a deal", de="{actor} hat eine Verkaufschance berichtigt"),
    Fact(
        "deal_reopened",
        en="{actor} took back the end of a deal ({outcome})",
        de="{actor} hat das Ende einer Verkaufschance zurückgenommen ({outcome})",
    ),
    Fact(
        "deal_contact_involved",
        en="{actor} added somebody to the buying centre of a deal ({role})",
        de="{actor} hat jemanden in das Buying Center einer Verkaufschance aufgenommen ({role})",
    ),
    Fact(
        "deal_contact_released",
        en="{actor} took somebody out of the buying centre of a deal",
        de="{actor} hat jemanden aus dem Buying Center einer Verkaufschance genommen",
    ),
    Fact(
        "deal_product_included",
        en="{actor} added the product {product} to a deal",
        de="{actor} hat das Produkt {product} in eine Verkaufschance aufgenommen",
    ),
    Fact(
        "deal_product_excluded",
        en="{actor} took the product {product} out of a deal",
        de="{actor} hat das Produkt {product} aus einer Verkaufschance genommen",
    ),
    Fact("topic_added", en="{actor} added the topic {key}", de="{actor} hat das Thema {key} hinzugefügt"),
    Fact("topic_renamed", en="{actor} renamed the topic {key}", de="{actor} hat das Thema {key} umbenannt"),
    Fact("topic_archived", en="{actor} archived the topic {key}", de="{actor} hat das Thema {key} archiviert"),
    Fact(
        "mail_taken",
        en="{actor} had a mail taken as a conversation after all",
        de="{actor} hat eine E-Mail doch als Gespräch aufnehmen lassen",
    ),
    Fact(
        "mail_discarded",
        en="{actor} discarded a mail that belonged to nobody",
        de="{actor} hat eine E-Mail verworfen, die zu niemandem gehörte",
    ),
    Fact(
        "topics_merged",
        en="{actor} merged the topic {key} into {into}",
        de="{actor} hat das Thema {key} mit {into} zusammengelegt",
    ),
    Fact(
        "topics_parted",
        en="{actor} parted the topic {key} from {into} again",
        de="{actor} hat das Thema {key} wieder von {into} getrennt",
    ),
    room="conversation",
)

WORDS: dict[type[DealWord], tuple[str, str]] = {
    DealStage: ("the stage of deals", "die Phase der Verkaufschancen"),
    LossReason: ("the reason for lost deals", "den Verlustgrund"),
    Product: ("the product", "das Produkt"),
}
HAPPENED = {
    "added": ("added {}", "{} angelegt"),
    "changed": ("changed {}", "{} geändert"),
    "archived": ("archived {}", "{} abgelegt"),
    "restored": ("took {} back into use", "{} wieder aufgenommen"),
}


def _names(model: type[DealWord]) -> Names:
    def names(ids: Iterable[str]) -> Mapping[str, str]:
        return {str(word.pk): str(word) for word in model.objects.filter(pk__in=[UUID(key) for key in ids])}

    return names


for model, (english, german) in WORDS.items():
    for happened, (en, de) in HAPPENED.items():
        register(
            Fact(
                f"{model.noun}_{happened}",
                en=f"{{actor}} {en.format(f'{english} {{subject}}')}",
                de=f"{{actor}} hat {de.format(f'{german} {{subject}}')}",
            ),
            room="conversation",
        )
    name_subjects_with(model.noun, _names(model))
