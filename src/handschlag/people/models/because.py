"""Why two records became one."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _


class Because(models.TextChoices):
    """Why two contacts, or two companies, became one."""

    SAME_KEY = "same_key", _("They were named together")
    SIMILAR = "similar", _("They are alike enough")
    PERSON = "person", _("Somebody said so")


def becauses() -> list[tuple[str, Any]]:
    """A callable, so that a new choice is no migration."""
    return Because.choices
