"""Where a version stands."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy


class State(models.TextChoices):
    """Where a version stands. Told by its rows and the moment, never stored."""

    DRAFT = "draft", gettext_lazy("draft")
    PROPOSED = "proposed", gettext_lazy("proposed")
    SIGNED_BY_ONE = "signed_by_one", gettext_lazy("signed by one side")
    SEALED = "sealed", gettext_lazy("signed, not yet in force")
    IN_FORCE = "in_force", gettext_lazy("in force")
    SUPERSEDED = "superseded", gettext_lazy("superseded")
    WITHDRAWN = "withdrawn", gettext_lazy("withdrawn")


OPEN = frozenset({State.PROPOSED, State.SIGNED_BY_ONE})
"""Before both sides to be signed, commented on, answered or taken back."""
