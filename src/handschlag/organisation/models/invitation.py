"""The mail by which a new colleague comes to a password."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext, override

from handschlag.organisation.models.house import House
from handschlag.post.models import send_mail_later

if TYPE_CHECKING:
    from handschlag.organisation.models.user import User


def send_invitation(user: User, *, by: User, at: datetime) -> None:
    """Put the invitation into the outbox, in the language of the invited."""
    with override(user.language):
        words = {"user": user, "by": by, "house": House.the(), "link": password_link(user)}
        send_mail_later(
            key=f"invitation:{user.id}:{at.isoformat()}",
            to=user.email,
            subject=gettext("Your access to Handschlag"),
            body=render_to_string("organisation/mail/invitation.txt", words),
            at=at,
        )


def password_link(user: User) -> str:
    """The address at which ``user`` sets a password; it holds until used, until the password changes, at most three days."""
    from allauth.account.forms import default_token_generator  # the log-in's tables load after ours
    from allauth.account.utils import user_pk_to_url_str

    words = {"uidb36": user_pk_to_url_str(user), "key": default_token_generator.make_token(user)}
    return f"{settings.PUBLIC_URL}{reverse('account_reset_password_from_key', kwargs=words)}"
