"""The nouns of the post and its verbs: ``send_mail_later``, ``deliver_due``, ``message.send_again``."""

from handschlag.post.models.message import (
    Attempt,
    Delivery,
    Failure,
    Kind,
    Mail,
    Message,
    send_mail_later,
    send_mails_later,
    send_webhook_later,
)
from handschlag.post.models.round import deliver_due

__all__ = [
    "Attempt",
    "Delivery",
    "Failure",
    "Kind",
    "Mail",
    "Message",
    "deliver_due",
    "send_mail_later",
    "send_mails_later",
    "send_webhook_later",
]
