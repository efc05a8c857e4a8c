"""The nouns of the post and its verbs: ``send_mail_later``, ``deliver_due``, ``message.send_again``; ``Webhook.make``, ``tell``."""

from handschlag.post.models.message import (
    Attempt,
    Delivery,
    Failure,
    Mail,
    Message,
    send_mail_later,
    send_mails_later,
)
from handschlag.post.models.round import deliver_due
from handschlag.post.models.telling import tell, tell_all, waiting_webhooks
from handschlag.post.models.webhook import Replay, Sending, Webhook, forget_old_sendings

__all__ = [
    "Attempt",
    "Delivery",
    "Failure",
    "Mail",
    "Message",
    "Replay",
    "Sending",
    "Webhook",
    "deliver_due",
    "forget_old_sendings",
    "send_mail_later",
    "send_mails_later",
    "tell",
    "tell_all",
    "waiting_webhooks",
]
