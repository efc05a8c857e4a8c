"""A lead: one contact's single pass through an agreement."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from handschlag.kernel.ids import new_id
from handschlag.people.models.contact import Contact


class Lead(models.Model):
    """Opened when the person is first identified; a contact has at most one open lead. Every rate counts leads.

    ``opened_at`` is when the person first showed up (the first touch's moment), ``known_at`` when we learned who it was.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    contact = models.ForeignKey(Contact, models.CASCADE, related_name="leads")
    opened_at = models.DateTimeField()
    known_at = models.DateTimeField()
    is_open = models.BooleanField(
        default=True,
        help_text="True exactly while there is no closure; lets the database promise one open lead per contact.",
    )

    class Meta:
        ordering = ["-opened_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["contact"], condition=models.Q(is_open=True), name="one_open_lead_per_contact"
            )
        ]
        indexes = [models.Index(fields=["opened_at"], name="leads_by_opening")]


class ClosedBecause(models.TextChoices):
    """Why a pass ended."""

    WON = "won", _("won")
    LOST = "lost", _("lost")
    DISQUALIFIED = "disqualified", _("disqualified")
    RECYCLED = "recycled", _("recycled")


def endings() -> list[tuple[str, str]]:
    """A callable, so that a new choice is no migration."""
    return list(ClosedBecause.choices)


class LeadClosure(models.Model):
    """The end of a lead: why, when, and when we knew."""

    lead = models.OneToOneField(Lead, models.CASCADE, primary_key=True, related_name="closure")
    because = models.CharField(max_length=20, choices=endings)
    happened_at = models.DateTimeField()
    known_at = models.DateTimeField()
