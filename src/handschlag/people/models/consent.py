"""What a person allowed, per purpose, with proof; withdrawal is a row like any other."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from handschlag.people.models.contact import Contact


class Purpose(models.TextChoices):
    """What data may be used for. Consent to one never unlocks another: e-mail consent does not open the phone."""

    SCORING = "scoring", _("Qualification by points")
    EMAIL = "email", _("Advertising by e-mail")
    PHONE = "phone", _("Advertising by phone")


def purposes() -> list[tuple[str, str]]:
    """A callable, so that a new choice is no migration."""
    return list(Purpose.choices)


class Consent(models.Model):
    """A statement by or about a person on one purpose: given (with its lawful basis) or withdrawn. The latest known statement counts."""

    contact = models.ForeignKey(Contact, models.CASCADE, related_name="consents")
    purpose = models.CharField(max_length=20, choices=purposes)
    is_given = models.BooleanField()
    basis = models.CharField(max_length=40, help_text=_("consent, legitimate_interest, presumed_consent, contract"))
    wording = models.TextField(blank=True)
    proof = models.CharField(max_length=300, blank=True)
    happened_at = models.DateTimeField()
    known_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["contact", "purpose", "happened_at"], name="consents_of_a_contact")]
