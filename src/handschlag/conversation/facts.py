from handschlag.ledger.registry import Fact, register

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
    Fact("topic_added", en="{actor} added the topic {key}", de="{actor} hat das Thema {key} hinzugefügt"),
    Fact("topic_renamed", en="{actor} renamed the topic {key}", de="{actor} hat das Thema {key} umbenannt"),
    Fact("topic_archived", en="{actor} archived the topic {key}", de="{actor} hat das Thema {key} archiviert"),
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
)
