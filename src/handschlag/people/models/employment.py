"""For which company a contact works, as a history."""

from __future__ import annotations

from django.db import models

from handschlag.people.models.contact import Company, Contact


class Employment(models.Model):
    """Somebody said that a contact works for a company. Append-only; the newest ``happened_at`` known by a moment counts then.

    ``told_by`` is the id of the touch, the imported row or the colleague that said so. The contact's ``company`` is the current
    view of this history. A row without a company says that the contact works for none we know.
    """

    contact = models.ForeignKey(Contact, models.CASCADE, related_name="employments", db_index=False)
    company = models.ForeignKey(Company, models.CASCADE, related_name="employments", null=True)
    happened_at = models.DateTimeField()
    known_at = models.DateTimeField()
    told_by = models.UUIDField(null=True)

    class Meta:
        indexes = [models.Index(fields=["contact", "happened_at"], name="employments_of_a_contact")]
