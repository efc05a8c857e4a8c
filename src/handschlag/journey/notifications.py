"""What operations are told of: what the house could not do by itself."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from handschlag.capture.models import Waiting
from handschlag.organisation.core.notifying import Kind, Line, Section, Way, register_kinds
from handschlag.post.models import Failure, Webhook


def _runs(user: Any, _at: datetime) -> bool:
    return bool(user.is_operations)


def _trouble(_user: Any, _since: datetime, _now: datetime) -> Section | None:
    lines = []
    if stuck := Waiting.objects.exclude(set_aside_at=None).count():
        words = ngettext("{count} touch could not be walked", "{count} touches could not be walked", stuck)
        lines.append(_line(words.format(count=stuck), "capture:overview"))
    if unsent := Failure.objects.count():
        words = ngettext("{count} message could not be sent", "{count} messages could not be sent", unsent)
        lines.append(_line(words.format(count=unsent), "post:overview", "?state=failed"))
    if stopped := Webhook.objects.exclude(stopped_at=None).count():
        words = ngettext("{count} webhook was stopped", "{count} webhooks were stopped", stopped)
        lines.append(_line(words.format(count=stopped), "post:webhooks"))
    return Section(_("The house needs a hand."), lines) if lines else None


def _line(words: str, name: str, asked: str = "") -> Line:
    return Line(words, settings.PUBLIC_URL + reverse(name) + asked)


register_kinds(
    Kind(
        "trouble",
        gettext_lazy("What the house could not do by itself"),
        gettext_lazy("Touches that could not be walked, mail that was given up, webhooks that were stopped."),
        Way.MORNING,
        (Way.MORNING, Way.NEVER),
        _runs,
        _trouble,
    )
)
