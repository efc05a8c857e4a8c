from handschlag.ledger.registry import Fact, register

register(
    Fact(
        "message_sent_again",
        en="{actor} had a message sent again that could not be delivered",
        de="{actor} hat eine Nachricht erneut senden lassen, die nicht zugestellt werden konnte",
    ),
)
