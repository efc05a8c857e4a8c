from collections.abc import Iterable, Mapping

from handschlag.ledger.registry import Fact, name_subjects_with, register
from handschlag.post.models import Webhook

register(
    Fact(
        "message_sent_again",
        en="{actor} had a message sent again that could not be delivered",
        de="{actor} hat eine Nachricht erneut senden lassen, die nicht zugestellt werden konnte",
    ),
    Fact(
        "webhook_made",
        en="{actor} set up the webhook {subject}",
        de="{actor} hat den Webhook {subject} eingerichtet",
    ),
    Fact(
        "webhook_changed",
        en="{actor} changed the webhook {subject}",
        de="{actor} hat den Webhook {subject} geändert",
    ),
    Fact(
        "webhook_paused",
        en="{actor} paused the webhook {subject}",
        de="{actor} hat den Webhook {subject} angehalten",
    ),
    Fact(
        "webhook_resumed",
        en="{actor} set the webhook {subject} to work again",
        de="{actor} hat den Webhook {subject} wieder in Gang gesetzt",
    ),
    Fact(
        "webhook_stopped",
        en="The webhook {subject} was stopped: its receiver took nothing any more",
        de="Der Webhook {subject} wurde gestoppt: Sein Empfänger nahm nichts mehr an",
    ),
    Fact(
        "webhook_secret_renewed",
        en="{actor} renewed the secret of the webhook {subject}",
        de="{actor} hat das Geheimnis des Webhooks {subject} erneuert",
    ),
    Fact(
        "webhook_replayed",
        en="{actor} had facts sent once more to the webhook {subject}",
        de="{actor} hat Tatsachen noch einmal an den Webhook {subject} senden lassen",
    ),
    Fact(
        "webhook_tested",
        en="{actor} sent a test to the webhook {subject}",
        de="{actor} hat einen Test an den Webhook {subject} gesandt",
    ),
    Fact(
        "webhook_removed",
        en="{actor} removed a webhook",
        de="{actor} hat einen Webhook entfernt",
    ),
    room="post",
)


def webhook_names(ids: Iterable[str]) -> Mapping[str, str]:
    return {str(pk): name for pk, name in Webhook.objects.filter(pk__in=list(ids)).values_list("pk", "name")}


name_subjects_with("webhook", webhook_names)
